"""Amounts that show what they are: a temperature, a number with its unit, a blood pressure."""

import re

from backend.diary.spoken import option_said
from backend.protocol.items import Number, Pressure, Temperature
from backend.sittings.gathered import Gathered
from backend.sittings.phrase import NUMERIC, amount_and_place, has_unit, is_temperature

_PAIR = re.compile(r"[0-9]{2,3} ?/ ?[0-9]{2,3}")


def by_shape(found: Gathered, phrase: str) -> bool:
    """Take the amount for the item it can only be."""
    for item in found.course.instrument.items:
        if isinstance(item, Temperature) and _temperature(found, item, phrase):
            return True
        if isinstance(item, Number) and not item.when and has_unit(item, phrase):
            return found.answer(item.key, phrase)
        if isinstance(item, Pressure) and not item.when and _PAIR.fullmatch(phrase):
            return found.answer(item.key, phrase)
    return False


def _temperature(found: Gathered, item: Temperature, phrase: str) -> bool:
    """The amount, or the place that stands before or after it. A second amount needs a point to be one."""
    place = option_said(item.places, phrase)
    if place is not None and (item.key in found.answers or found.left[:1] == [item.key]):
        found.place = place
        if item.key in found.answers:
            return found.answer(item.key, {"amount": found.answers[item.key], "place": place})
        return True
    asked = found.anything or item.key in found.left
    amount, where = amount_and_place(item, phrase)
    readable = is_temperature(item, amount) or (bool(where) and NUMERIC.fullmatch(amount) is not None)
    if item.key in found.answers or not readable or not (asked or "." in phrase):
        return False
    where = where or found.place
    return found.answer(item.key, {"amount": amount, "place": where} if where else amount)
