"""What one phrase can be to one item: an option, an amount, an amount with its place. Pure."""

import re

from pydantic import JsonValue

from backend.diary.read_answer import read_answer
from backend.diary.spoken import NO_WORDS, YES_WORDS, option_numbered
from backend.languages import Language
from backend.protocol.items import NO, YES, FreeText, Item, Number, Several, Temperature, YesNo
from backend.triage.short_reply import normalise

NUMERIC = re.compile(r"[-+−]?[0-9]+(?:\.[0-9]+)?")


def numbered(item: Item, words: str) -> str | None:
    """The option a digit stands for; where only yes and no are offered, 0 is no."""
    if isinstance(item, YesNo) and words == "0":
        return NO
    return option_numbered(item.choices, words)


def answer_in(item: Item, phrase: str) -> JsonValue:
    """The raw answer a phrase is to this item: an option, or an amount that can be read; None if it is neither."""
    if isinstance(item, FreeText):
        return None
    if item.choices:
        key = numbered(item, phrase) or _within(item, phrase)
        return [key] if key is not None and isinstance(item, Several) else key
    answer, wrong = read_answer(item, phrase, Language.EN)
    return phrase if answer is not None or (wrong is not None and wrong.better) else None


def _within(item: Item, phrase: str) -> str | None:
    """A yes or no with a word around it: `没有了`."""
    if not isinstance(item, YesNo):
        return None
    bare = re.sub(r"[了的啊呀哦嘅]+$", "", phrase)
    return (YES if bare in YES_WORDS else NO) if bare in YES_WORDS | NO_WORDS else None


def is_temperature(item: Temperature, phrase: str) -> bool:
    """Whether it reads as one and looks like one: a decimal, a degree sign, or a number no digit key stands for."""
    if re.fullmatch(r"[0-9]|[一二两三四五六七八九]", phrase) or is_many(phrase):
        return False
    answer, wrong = read_answer(item, phrase, Language.EN)
    return (answer is not None and answer.meant is not None) or (wrong is not None and bool(wrong.better))


def amount_and_place(item: Temperature, phrase: str) -> tuple[str, str]:
    """`腋下36.8` in its two parts; no place where none is said."""
    for place in item.places:
        names = (place.label.zh_hans, place.label.en, *place.said)
        for name in sorted(map(normalise, names), key=lambda each: -len(each)):
            if name in phrase and phrase != name:
                return phrase.replace(name, "").strip(), place.key
    return phrase, ""


def is_many(phrase: str) -> bool:
    """Whether several pieces together are several answers: all that are, except an amount in English words."""
    return " " in phrase and re.fullmatch(r"[a-z ]+", phrase) is None


def has_unit(item: Number, phrase: str) -> bool:
    """Whether it is an amount with the unit said."""
    answer, _ = read_answer(item, phrase, Language.EN)
    return answer is not None and answer.meant is not None and not NUMERIC.fullmatch(phrase)
