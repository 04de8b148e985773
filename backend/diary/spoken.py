"""Options as families say them: the key, the words of a button in any of our languages, other words of the pack.

A digit means an option only in a form that numbered them; there `option_numbered` reads it.
"""

from collections.abc import Iterator, Sequence

from backend.languages import Language
from backend.protocol.items import NO, YES
from backend.protocol.options import Option
from backend.protocol.text import Bilingual
from backend.triage.short_reply import CHINESE_DIGITS, normalise

YES_WORDS = frozenset({"yes", "y", "是", "是的", "有", "对", "要", "嗯", "系", "有啊", "有的", "true"})
NO_WORDS = frozenset({"no", "n", "不", "不是", "没", "没有", "否", "无", "不用", "冇", "唔系", "不要", "false"})
USUAL_WORDS = YES_WORDS - {"有", "要", "有啊", "有的"} | {
    "一样",
    "都一样",
    "一切如常",
    "如常",
    "照常",
    "照旧",
    "正常",
    "都正常",
    "都好",
    "一切正常",
    "跟平时一样",
    "都跟平时一样",
    "同平时一样",
    "差不多",
    "as usual",
    "usual",
    "all usual",
    "normal",
    "all normal",
    "fine",
    "all fine",
    "same",
    "the same",
    "ok",
    "okay",
    "yep",
    "yeah",
}
UNUSUAL_WORDS = frozenset(
    {
        "不",
        "不是",
        "否",
        "唔系",
        "不对",
        "不一样",
        "唔一样",
        "不同",
        "唔同",
        "有不一样",
        "no",
        "n",
        "not the same",
        "different",
    }
)
"""Yes and no to "is all else as usual?". A bare 没有 could mean either, so it is neither."""


def option_said(item_options: Sequence[Option], raw: object, *, yes_no: bool = False) -> str | None:
    """The key of the option that is meant; None for anything else."""
    if yes_no and isinstance(raw, bool):
        return YES if raw else NO
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str):
        return None
    if any(raw == option.key for option in item_options):
        return raw
    words = normalise(raw[:200])
    for option in item_options:
        if words and words in (normalise(each) for each in _names(option)):
            return option.key
    if yes_no and words in YES_WORDS | NO_WORDS:
        return YES if words in YES_WORDS else NO
    return None


def option_numbered(item_options: Sequence[Option], words: str) -> str | None:
    """The option a digit stands for where they were numbered from 1, or one said in words; None for anything else."""
    said = normalise(words)
    number = CHINESE_DIGITS.get(said, said)
    if number.isascii() and number.isdigit():
        place = int(number[:3])
        return item_options[place - 1].key if 1 <= place <= len(item_options) else None
    return option_said(item_options, words, yes_no={option.key for option in item_options} == {YES, NO})


def is_words(raw: object, words: Bilingual, said: Sequence[str] = ()) -> bool:
    """Whether these are the words, in any of our languages, or others that are `said` for them."""
    return isinstance(raw, str) and normalise(raw[:200]) in {normalise(each) for each in (*_in_all(words), *said)}


def said_within(options: Sequence[Option], words: str) -> str | None:
    """The one option whose words stand within a longer answer: `腋下36.8`."""
    plain = normalise(words)
    found = {option.key for option in options if any(normalise(each) in plain for each in _names(option))}
    return found.pop() if len(found) == 1 else None


def _names(option: Option) -> Iterator[str]:
    yield from _in_all(option.label)
    yield from option.said


def _in_all(words: Bilingual) -> tuple[str, ...]:
    return words.zh_hans, words.in_(Language.ZH_HANT), words.en
