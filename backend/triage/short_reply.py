"""Reading the short answers that texts ask for: a digit, stop, start, help, a language.

Whole-body matches only: "stop" inside a sentence is a sentence. Sources: channels 1.5 (Twilio's default words),
domain 7 (Chinese and Cantonese ones).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from opencc import OpenCC

from backend.languages import Language


class Reading(StrEnum):
    """What kind of short answer a text is."""

    DIGIT = "digit"
    OPT_OUT = "opt-out"
    OPT_IN = "opt-in"
    HELP = "help"
    LANGUAGE = "language"
    UNSURE = "unsure"  # a word that means several things: asked about, never acted on
    FREE = "free"


@dataclass(frozen=True)
class ShortReply:
    """A reading with its value: the digits, the language, or the word itself."""

    reading: Reading
    value: str = ""
    by_provider: bool = False


# Twilio blocks or unblocks by itself on these, so a parent who says one has been silenced whatever we think.
PROVIDER_STOP = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
PROVIDER_START = frozenset({"start", "yes", "unstop"})
STOP = frozenset(
    {
        "t",
        "td",
        "tuiding",
        "退订",
        "退",
        "不要发了",
        "别发了",
        "不要再发了",
        "别再发了",
        "停止",
        "停止短信",
        "停发",
    }
    | {
        "唔好再send",
        "唔好再发",
        "唔好send",
        "唔好再发喇",
        "stop texting",
        "stop texts",
        "stop messages",
        "opt out",
    }
)
START = frozenset({"恢复", "恢复短信", "重新接收", "开始", "继续收", "start texts", "opt in"})
HELP = frozenset({"help", "info", "帮助", "帮忙", "点用", "怎么用", "?", "h"})
UNSURE = frozenset(
    {
        "n",
        "no",
        "y",
        "ok",
        "okay",
        "k",
        "好",
        "好的",
        "好嘅",
        "好啊",
        "得",
        "收到",
        "嗯",
        "系",
        "是",
        "唔系",
        "不是",
        "不",
        "唔",
    }
    | {
        "取消",
        "可以",
        "明白",
        "知道了",
        "知道",
        "谢谢",
        "唔该",
        "thanks",
        "thank you",
        "got it",
        "行",
        "可",
        "sure",
    }
)
LANGUAGES = {
    "english": Language.EN,
    "eng": Language.EN,
    "en": Language.EN,
    "英文": Language.EN,
    "英语": Language.EN,
    "中文": Language.ZH_HANS,
    "简体": Language.ZH_HANS,
    "简体中文": Language.ZH_HANS,
    "普通话": Language.ZH_HANS,
    "chinese": Language.ZH_HANS,
    "繁体": Language.ZH_HANT,
    "繁体中文": Language.ZH_HANT,
    "繁中": Language.ZH_HANT,
}
CHINESE_DIGITS = {"一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6"}
_simplified = OpenCC("t2s")


def normalise(text: str) -> str:
    """Full-width folded, Traditional made Simplified, case and outer punctuation dropped."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = str(_simplified.convert(folded)) if not folded.isascii() else folded
    return re.sub(r"\s+", " ", plain).strip(" \t\r\n.。!！,，~～、…'\"“”‘’「」【】()（）")


def read(text: str, *, opt_out_type: str = "") -> ShortReply:
    """The short answer in `text`, or FREE. `opt_out_type` is what the provider recognised, if it said so."""
    if opt_out_type in ("STOP", "START", "HELP"):
        reading = {"STOP": Reading.OPT_OUT, "START": Reading.OPT_IN, "HELP": Reading.HELP}[opt_out_type]
        return ShortReply(reading, text, by_provider=True)
    word = normalise(text) or text.strip()
    digits = CHINESE_DIGITS.get(word, word)
    if re.fullmatch(r"(回复?|选|按|reply )?\s*\d{1,2}", digits, re.ASCII):
        return ShortReply(Reading.DIGIT, re.sub(r"\D", "", digits))
    return _word(word)


NOT_ABOUT_TEXTS = PROVIDER_STOP - {"stop", "stopall", "unsubscribe", "optout"} | {"yes"}
"""Words that only a provider takes for stop or start; where none listens they mean other things."""


def in_the_app(said: ShortReply) -> ShortReply:
    """What a short answer means where no provider hears it: a stop is a wish for us, an odd word is asked about."""
    if not said.by_provider:
        return said
    return ShortReply(Reading.UNSURE if said.value in NOT_ABOUT_TEXTS else said.reading, said.value)


LEADING = re.compile(r"^([1-6])\s*(?:[,，.。;；、!！]|\s(?:but|and|ok)\b|但|不过|可是|只是)")


def leading_digit(text: str) -> ShortReply | None:
    """The digit in front of a sentence, as in "1, but she is vomiting"; never one that counts ("2次", "3 days")."""
    found = LEADING.match(normalise(text))
    return ShortReply(Reading.DIGIT, found.group(1)) if found else None


def _word(word: str) -> ShortReply:
    if word in PROVIDER_STOP or word in STOP:
        return ShortReply(Reading.OPT_OUT, word, by_provider=word in PROVIDER_STOP)
    if word in PROVIDER_START or word in START:
        return ShortReply(Reading.OPT_IN, word, by_provider=word in PROVIDER_START)
    if word in HELP:
        return ShortReply(Reading.HELP, word)
    if word in LANGUAGES:
        return ShortReply(Reading.LANGUAGE, LANGUAGES[word].value)
    if word in UNSURE:
        return ShortReply(Reading.UNSURE, word)
    return ShortReply(Reading.FREE, word)
