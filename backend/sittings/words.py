"""A text in pieces: what parts them, their words as typed and made plain, and whether they correct. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from backend.triage.short_reply import UNSURE, normalise

_POINT = re.compile(r"(?<!\d)(3[4-9]|4[0-3])\s?[。·.．]\s?(\d)(?![\d.])")
_COMMA = re.compile(r"(?<!\d)(3[4-9]|4[0-3])\s?[,、]\s?(\d)(?![\d.])")
_PARTS = re.compile(r"(?:[\s,、;；。!！?？|~]|(?<!\d)\.(?!\d)|(?<=\d)\.(?!\d)|(?<!\d)/|/(?!\d{2,3}(?!\d)))+")
_CORRECTS = re.compile(
    r"改成|改为|改做|改返|更正|修改|改|打错了?|写错了?|搞错了?|填错了?|错咗|错了|应该是|应该系|应为|不对|"
    r"\b(?:correction|correct|changed?|sorry|should (?:be|have been)|i meant|meant|typo|wrong|mistake|instead)\b"
)
_IS = re.compile(r"^(?:是|系|为|:|=|to\b|was\b|is\b|its\b|it's\b|it\b)+\s*|\s*(?:了|啦|才对|先啱)$")


@dataclass(frozen=True)
class Piece:
    """One piece of a text, as typed (in one width) and as it is compared."""

    typed: str
    plain: str


def pieces(text: str, *, asked: int) -> list[Piece]:
    """The pieces in order. A comma between two digits is a decimal one, unless commas part the very answers asked."""
    said = _POINT.sub(r"\1.\2", unicodedata.normalize("NFKC", text))
    by_comma = re.split(r"[,、]", said.strip(" ,、。."))
    if asked <= 1 or len(by_comma) != asked:
        said = _COMMA.sub(r"\1.\2", said)
    found = [Piece(each, normalise(each)) for each in _PARTS.split(said) if each.strip()]
    return [each for each in found if each.plain or each.typed.strip("-–—:：")]


def correction(text: str) -> str | None:
    """What is left of a text when the words that say it corrects are taken away; None if it does not correct."""
    said = unicodedata.normalize("NFKC", text)
    folded = normalise(said)
    if _CORRECTS.search(folded) is None:
        return None
    left = [_IS.sub("", each.strip()) for each in _CORRECTS.split(folded)]
    return " ".join(each for each in left if each)


def is_small_talk(piece: Piece) -> bool:
    """Whether a word only acknowledges."""
    return piece.plain in UNSURE
