"""What a phone must know of an item to ask it without a network: when it comes, its limits, and what to say. Pure.

A phone only helps to write; whatever it thought, the answers are read again when they arrive.
"""

from typing import Any

from backend.diary.answers import Code
from backend.diary.branch import least_of
from backend.diary.sentences import ask, listed, problem, spaced
from backend.languages import Language
from backend.mobile.diary_screen import levels
from backend.protocol.instruments import Instrument
from backend.protocol.items import Count, Item, Number, Pressure, Temperature
from backend.protocol.options import Limits
from backend.protocol.pack import Pack

TYPED = "{typed}"


def rules_of(item: Item, instrument: Instrument, pack: Pack, language: Language) -> dict[str, Any]:
    """As the page carries it. `levels` are amounts from which it is pressing."""
    return {
        "type": item.type,
        "when": _conditions(item, instrument, pack),
        "optional": item.optional,
        "skip": getattr(item, "skip", None) is not None,
        "usual": item.usual.words.in_(language) if item.usual else None,
        "none": getattr(item, "none", None),
        "levels": _levels(item, pack),
        "missing": problem(item.key, Code.MISSING, language).sentence,
        **_amounts(item, language),
    }


def _conditions(item: Item, instrument: Instrument, pack: Pack) -> list[dict[str, Any]]:
    thresholds = pack.listening.thresholds.thresholds
    return [
        {
            "item": each.item,
            "least": least_of(each, instrument, thresholds),
            "options": [*each.is_, *each.has],
        }
        for each in item.when
    ]


def _levels(item: Item, pack: Pack) -> list[tuple[float, str]]:
    known = levels(pack)
    return [
        (each.at_least, known[each.sign])
        for each in pack.listening.thresholds.thresholds
        if each.reading in item.reads and each.sign in known and not (isinstance(item, Number) and item.gain_days)
    ]


def _amounts(item: Item, language: Language) -> dict[str, Any]:
    """Limits and sentences where an amount is typed."""
    if isinstance(item, Temperature):
        places = listed((each.label.in_(language) for each in item.places), language)
        return {
            **_limits(item, item.limits, "°C", "36.8", language),
            "likely": [item.plausible.least, item.plausible.most],
            "ask": ask(item.key, "", language, amount=TYPED, unit=spaced("°C", language)).sentence,
            "mark": "C",
            "choose": problem(item.key, Code.PLACE_MISSING, language, options=places).sentence,
        }
    if isinstance(item, Number):
        units = listed((each.label.in_(language) for each in item.units), language)
        return {
            **_limits(item, item.limits, item.units[0].label.in_(language), "18.5", language),
            "factors": {each.key: each.factor for each in item.units},
            "choose": problem(item.key, Code.UNIT_MISSING, language, options=units).sentence,
        }
    if isinstance(item, Count):
        return _limits(item, Limits(least=0, most=item.most), "", "2", language)
    if isinstance(item, Pressure):
        return _limits(item, Limits(least=item.lower.least, most=item.upper.most), "mmHg", "105/65", language)
    return {}


def _limits(item: Item, limits: Limits, unit: str, example: str, language: Language) -> dict[str, Any]:
    outside = problem(
        item.key,
        Code.OUT_OF_LIMITS,
        language,
        typed=TYPED,
        least=f"{limits.least:g}",
        most=f"{limits.most:g}",
        unit=spaced(unit, language),
    )
    unreadable = problem(item.key, Code.NOT_A_NUMBER, language, example=example)
    return {
        "least": limits.least,
        "most": limits.most,
        "outside": outside.sentence,
        "unreadable": unreadable.sentence,
    }
