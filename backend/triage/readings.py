"""Readings in a text: temperatures, blood pressures, weights and counts, in the units we keep.

Basis: sign lexicon, section 6.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from backend.triage.numerals import with_digits
from backend.triage.plain import LIST, Plain
from backend.triage.temperatures import temperatures
from backend.triage.understanding import Value
from backend.triage.weights import weights

UPPER, LOWER = range(80, 241), range(40, 151)
_PRESSURE = re.compile(
    r"血压|上压|下压|(?<![a-z])bp(?![a-z])|pressure|top number|upper number|systolic|cuff|高压|低压|收缩压|"
    r"舒张压|水银|mmhg"
)
_PAIR = re.compile(
    r"(?<![\d.])(\d{2,3})(?: ?(?:over|by|on|低压|下压?|和|到) ?| )(\d{2,3})(?![\d.])(?! ?(?:kg|cm|ml))"
)
_UPPER = re.compile(
    r"(?:上压|高压|收缩压|上|血压|systolic|bp|pressure|top number|upper number)[^\d]{0,8}(\d{3})(?!\d)"
)
_LOWER = re.compile(r"(?:下压|低压|舒张压|diastolic)[^\d]{0,4}(\d{2,3})(?!\d)")
_COUNT = re.compile(
    r"(?<![\d.])(\d{1,2}) ?(?:次|回|趟|times?(?![a-z])|x(?![a-z]))|(?<![a-z])x ?(\d{1,2})(?![\d.])|"
    r"(once|twice|thrice)"
)
_SPOKEN = {"once": 1, "twice": 2, "thrice": 3}


@dataclass(frozen=True)
class Reading:
    """A value at a place of the text it was read from."""

    value: Value
    span: tuple[int, int]


def in_digits(text: Plain) -> Plain:
    """The text with numerals as digits; Chinese ones that a mark parts stay apart."""
    places = [place for place, _ in text.breaks if not text.text[place - 1 : place + 1].isascii()]
    said, moved = "", {0: 0}
    for since, place in pairwise([0, *places, len(text.text)]):
        part = with_digits(text.text[since:place])
        said += " " if said[-1:].isdigit() and part[:1].isdigit() else ""
        moved[since] = len(said)
        said += part
    breaks = tuple((_moved(text.text, place, moved), mark) for place, mark in text.breaks)
    return Plain(said, breaks)


def _moved(text: str, place: int, moved: Mapping[int, int]) -> int:
    since = max(each for each in moved if each <= place)
    return moved[since] + len(with_digits(text[since:place]))


def readings(text: Plain) -> list[Reading]:
    """Every reading in a text that `in_digits` made."""
    found = [*temperatures(text), *weights(text.text), *_counts(text.text)]
    return [*(Reading(value, span) for value, span in found), *_pressures(text)]


def _counts(said: str) -> Iterator[tuple[Value, tuple[int, int]]]:
    for found in _COUNT.finditer(said):
        amount = _SPOKEN[found[3]] if found[3] else int(found[1] or found[2])
        yield Value("count", amount, found[0].strip()), found.span()


def _pressures(text: Plain) -> Iterator[Reading]:
    said, about = text.text, _PRESSURE.search(text.text) is not None
    for found in _PAIR.finditer(said):
        upper, lower = int(found[1]), int(found[2])
        joined = LIST in text.marks_between(found.start(1), found.end()) or "over" in found[0] or "by" in found[0]
        if (about or joined) and upper in UPPER and lower in LOWER and upper > lower:
            yield Reading(Value("systolic", upper, found[0]), found.span(1))
            yield Reading(Value("diastolic", lower, found[0]), found.span(2))
            return
    for name, pattern in (("systolic", _UPPER), ("diastolic", _LOWER)):
        found_one = pattern.search(said) if about or name == "diastolic" else None
        if found_one is not None and int(found_one[1]) in (UPPER if name == "systolic" else LOWER):
            yield Reading(Value(name, int(found_one[1]), found_one[0]), found_one.span(1))
