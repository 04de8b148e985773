"""Readings in a text: temperatures, blood pressures, weights, in the units we keep.

Basis: sign lexicon section 6. 38度5, 38.5, 三十八度五 and 101.3 F are temperatures; 40分钟, 39路, 38床 are not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backend.triage.numerals import with_digits
from backend.triage.plain import Plain
from backend.triage.understanding import Value

UPPER, LOWER = range(80, 241), range(40, 151)
_UNIT_AHEAD = (
    r"(?! ?(?:分钟?|路|床|号|岁|公?斤|kg|kilo|元|块|楼|层|栋|厘米|cm|ml|毫升|mg|码|页|个|天|周|月|年|人|次|条|集|米|"
    r"平|min|week|day|month|year|hour|小时|点钟|kb|mb|degrees outside|[ap]m\b|\d|%))"
)
_WHOLE = r"(?<![\d.])(3[4-9]|4[0-3])"
_CELSIUS = [
    re.compile(_WHOLE + r" ?(?:度|℃|°c?|点|point|dot) ?(\d|半)(?!\d)(?!分|个)"),
    re.compile(_WHOLE + r" ?\. ?(\d)\d?" + _UNIT_AHEAD),
    re.compile(_WHOLE + r"()" + r" ?(?:度|℃|°|degree|deg\b|c\b|celsius)"),
    re.compile(_WHOLE + r"()" + r" and (?:a )?half"),
]
_SPELT = re.compile(r"(?<!\d)(3[6-9]|4[0-2])(\d)(?!\d)" + _UNIT_AHEAD)
_APART = re.compile(r"(?<![\d.])(3[6-9]|4[0-2]) (\d)(?![\d.])" + _UNIT_AHEAD)
_BARE = re.compile(r"(?<![\d.])(3[5-9]|4[0-2])()(?![\d.])" + _UNIT_AHEAD)
_FAHRENHEIT = re.compile(r"(?<![\d.])(9[5-9]|10[0-7])(?:\.(\d))? ?(?:度? ?f\b|°f|degrees f|fahrenheit|华氏)")
_BARE_FAHRENHEIT = re.compile(r"(?<![\d.])(9[6-9]|10[0-7])\.(\d)(?![\d.])" + _UNIT_AHEAD)
_WHOLE_FAHRENHEIT = re.compile(r"(?<![\d.])(10[0-6])()(?![\d.])" + _UNIT_AHEAD)
_THERMAL = re.compile(
    r"烧|热|烫|体温|温度|腋|耳温|额|肛|口温|探|量(?:了|出|到)|temp|fever|febrile|therm|armpit|(?<![a-z])(?:t|tw|hot|gun|axill\w*|ear)(?![a-z])"
)
_PRESSURE = re.compile(r"血压|上压|下压|(?<![a-z])bp(?![a-z])|pressure|高压|低压|收缩压|舒张压|水银|mmhg")
_PAIR = re.compile(r"(?<![\d.])(\d{2,3}) ?(?:over|by|on|下压?|和|到|,)? ?(\d{2,3})(?![\d.])(?!kg)")
_UPPER = re.compile(r"(?:上压|高压|收缩压|上|血压|systolic|bp|pressure)[^\d]{0,6}(\d{3})(?!\d)")
_LOWER = re.compile(r"(?:下压|低压|舒张压|diastolic)[^\d]{0,4}(\d{2,3})(?!\d)")
_WEIGHT = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,2})?) ?(公斤|kg|kgs|kilos?|千克|斤)")


@dataclass(frozen=True)
class Reading:
    """A value at a place of the text it was read from."""

    value: Value
    span: tuple[int, int]


def in_digits(text: Plain) -> Plain:
    """The text with numerals as digits; breaks keep their order, near enough for a clause."""
    said = with_digits(text.text)
    if len(said) == len(text.text):
        return Plain(said, text.breaks)
    places = [(len(with_digits(text.text[:place])), mark) for place, mark in text.breaks]
    return Plain(said, tuple(places))


def readings(text: Plain) -> list[Reading]:
    """Every reading in a text that `in_digits` made."""
    return [*_temperatures(text.text), *_pressures(text), *_weights(text.text)]


def _temperatures(said: str) -> Iterator[Reading]:
    taken: set[int] = set()
    alone = re.fullmatch(r"[\d. ]+(?:度|c|℃)?(?:了|啊|呀|吗)?|just \d+|its \d+", said) is not None
    thermal = _THERMAL.search(said) is not None
    patterns = [*_CELSIUS, *([_SPELT, _APART, _BARE] if thermal or alone else [])]
    for pattern in patterns:
        for found in pattern.finditer(said):
            if found.start() in taken:
                continue
            taken.update(range(found.start(), found.end()))
            half = "5" if found[2] == "半" or "half" in found[0] else found[2]
            yield _temperature(float(f"{found[1]}.{half or 0}"), found)
    for pattern in [_FAHRENHEIT, *([_BARE_FAHRENHEIT, _WHOLE_FAHRENHEIT] if thermal or alone else [])]:
        for found in pattern.finditer(said):
            if found.start() not in taken:
                taken.update(range(found.start(), found.end()))
                fahrenheit = float(f"{found[1]}.{found[2] or 0}")
                yield _temperature(round((fahrenheit - 32) / 1.8, 1), found)


def _temperature(celsius: float, found: "re.Match[str]") -> Reading:
    return Reading(Value("temperature", celsius, found[0]), found.span())


def _pressures(text: Plain) -> Iterator[Reading]:
    said, about = text.text, _PRESSURE.search(text.text) is not None
    for found in _PAIR.finditer(said):
        upper, lower = int(found[1]), int(found[2])
        joined = "、" in text.marks_between(found.start(1), found.end()) or "over" in found[0] or "by" in found[0]
        if (about or joined) and upper in UPPER and lower in LOWER and upper > lower:
            yield Reading(Value("systolic", upper, found[0]), found.span(1))
            yield Reading(Value("diastolic", lower, found[0]), found.span(2))
            return
    for name, pattern in (("systolic", _UPPER), ("diastolic", _LOWER)):
        found_one = pattern.search(said) if about or name == "diastolic" else None
        if found_one is not None and int(found_one[1]) in (UPPER if name == "systolic" else LOWER):
            yield Reading(Value(name, int(found_one[1]), found_one[0]), found_one.span(1))


def _weights(said: str) -> Iterator[Reading]:
    for found in _WEIGHT.finditer(said):
        kilograms = float(found[1]) / (2 if found[2] == "斤" else 1)
        yield Reading(Value("weight", kilograms, found[0]), found.span())
