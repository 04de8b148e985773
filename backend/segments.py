"""How many SMS segments a text takes, counted as Twilio counts without Smart Encoding.

GSM-7: 160 septets alone, 153 in each of several; UCS-2: 70 and 67 UTF-16 units. What takes two septets or two units
never straddles a segment. Sources: 3GPP TS 23.038; twilio.com/docs/glossary/what-sms-character-limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
BEYOND_BMP = 0xFFFF


class Encoding(StrEnum):
    """What a text must be sent as."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


@dataclass(frozen=True)
class Segments:
    """A text's size: its encoding, its septets or UTF-16 units, and the segments they take."""

    encoding: Encoding
    units: int
    parts: int


def count(text: str) -> Segments:
    """The size of `text`."""
    if all(character in BASIC or character in EXTENDED for character in text):
        return _measure(Encoding.GSM_7, [2 if character in EXTENDED else 1 for character in text], 160, 153)
    return _measure(Encoding.UCS_2, [2 if ord(character) > BEYOND_BMP else 1 for character in text], 70, 67)


def _measure(encoding: Encoding, widths: Iterable[int], alone: int, each: int) -> Segments:
    widths = list(widths)
    units = sum(widths)
    if units <= alone:
        return Segments(encoding, units, 1)
    parts, room = 1, each
    for width in widths:
        if width > room:
            parts, room = parts + 1, each
        room -= width
    return Segments(encoding, units, parts)
