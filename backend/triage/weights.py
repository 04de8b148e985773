"""Weights in a text, in kg, and how much was gained within days: `三天重了四斤` is 2 kg.

Basis: sign lexicon, section 6: 斤 is half a kilogram; only like units are compared. A gain over months is growth.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from backend.triage.understanding import Value

Found = tuple[Value, tuple[int, int]]
POUND = 0.4536
_KG, _LB = r"公斤|千克|(?:kg|kgs|kilos?|kilograms?)(?![a-z])", r"(?:lbs?|pounds?)(?![a-z])"
_AMOUNT = rf"(\d{{1,3}}(?:\.\d{{1,2}})?)(半)? ?({_KG}|{_LB}|斤)"
_WEIGHT = re.compile(rf"(?<![\d.]){_AMOUNT}(半)?")
_MORE_THEN = re.compile(
    r"(?:重|胖|长|涨|多|增|肥|升)(?:了|咗|多了|到|左)?(?:快|差不多|将近|成)?|"
    r"(?<![a-z])(?:up|gained?|gain of|put on|puts on|putting on|heavier by|plus|added|another)"
    r"(?: by| about| almost| nearly)?"
)
_THEN_MORE = re.compile(r" ?(?:up|heavier|more|gain\w*|extra)(?![a-z])")
_SUBJECT = re.compile(r"体重|秤|磅|(?:突然|一下)(?:肥|胖)|(?<![a-z])(?:weigh\w*|scales?|wt)(?![a-z])")
_NUMBER = re.compile(rf"(?<![\d.])(\d{{1,3}}(?:\.\d{{1,2}})?) ?({_KG}|{_LB}|斤)?(半)?")
_EARLIER = re.compile(
    r"上周|上次|上星期|上礼拜|昨|前天|前日|琴日|寻日|噚日|本来|原来|之前|last|before|was|from|yesterday|earlier"
)
_SLOWLY = re.compile(r"上个月|个月|半年|一年|去年|今年|月前|months?|mths?|year|last check")
LEAST, MOST, FAR = 8.0, 90.0, 12


def weights(said: str) -> Iterator[Found]:
    """Every weight, and every gain that took days."""
    gains = list(_gains(said))
    yield from gains
    for found in _WEIGHT.finditer(said):
        if not any(start <= found.start() < end for _, (start, end) in gains):
            yield (
                Value("weight", _kilograms(found[1], found[3], half=bool(found[2] or found[4])), found[0]),
                found.span(),
            )


def _gains(said: str) -> Iterator[Found]:
    if _SLOWLY.search(said) is not None:
        return
    for found in _WEIGHT.finditer(said):
        before, after = said[max(0, found.start() - 20) : found.start()].rstrip(), said[found.end() :]
        more = [each for each in _MORE_THEN.finditer(before) if each.end() == len(before)]
        if more or _THEN_MORE.match(after):
            amount = _kilograms(found[1], found[3], half=bool(found[2] or found[4]))
            if amount < LEAST:
                yield Value("weight-gain", amount, found[0]), found.span()
    if _SUBJECT.search(said) is not None:
        yield from _between(said)


def _between(said: str) -> Iterator[Found]:
    """The gain between two weights of one text: the earlier one first, unless the words say otherwise."""
    for one, other in pairwise(_NUMBER.finditer(said)):
        between, unit = said[one.end() : other.start()], one[2] or other[2]
        first, second = (_kilograms(each[1], unit, half=bool(each[3])) for each in (one, other))
        later_first = _EARLIER.search(between) is not None and _EARLIER.search(said[: one.start()]) is None
        gain = round(first - second if later_first else second - first, 2)
        if len(between) <= FAR and 0 < gain < LEAST and all(LEAST <= each <= MOST for each in (first, second)):
            yield Value("weight-gain", gain, said[one.start() : other.end()]), (one.start(), other.end())


def _kilograms(amount: str, unit: str | None, *, half: bool = False) -> float:
    number = float(amount) + (0.5 if half else 0)
    if unit == "斤":
        return number / 2
    return round(number * POUND, 2) if unit is not None and re.fullmatch(_LB, unit) else number
