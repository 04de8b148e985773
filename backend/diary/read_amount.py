"""One raw amount against its item: the number and its unit, or why it cannot be taken."""

from collections.abc import Mapping
from decimal import Decimal

from backend.diary.amounts import (
    UnreadableError,
    celsius_in,
    count_in,
    number_in,
    pair_in,
    rounded,
    unit_in,
    words_of,
)
from backend.diary.answers import Answer, Code, Outcome, Problem
from backend.diary.sentences import listed, problem, spaced
from backend.diary.spoken import is_words, option_said, said_within
from backend.languages import Language
from backend.protocol.items import Count, Measured, Number, Pressure, Temperature
from backend.protocol.options import Limits, Unit
from backend.triage.plain import fold

ECHO = 24


def read_amount(item: Count | Measured, raw: object, language: Language) -> Outcome:
    """What was meant. Never raises."""
    try:
        return _amount(item, raw, language)
    except UnreadableError as unreadable:
        return None, _unreadable(item, unreadable, language)


def _amount(item: Count | Measured, raw: object, language: Language) -> Outcome:
    if not isinstance(item, Count) and _is_skipped(item, raw):
        return Answer(item.key, None, typed=words_of(raw) if isinstance(raw, str) else ""), None
    if isinstance(item, Count):
        return _count(item, raw, language)
    if isinstance(item, Temperature):
        return _temperature(item, raw, language)
    if isinstance(item, Number):
        return _number(item, raw, language)
    return _pressure(item, raw, language)


def _is_skipped(item: Measured, raw: object) -> bool:
    if item.skip is None:
        return False
    if isinstance(raw, Mapping):
        return raw.get("skipped") is True
    return is_words(raw, item.skip, item.skip_said)


def _count(item: Count, raw: object, language: Language) -> Outcome:
    words = words_of(raw)
    amount = count_in(words)
    if not 0 <= amount <= item.most:
        return None, _outside(item.key, words, Limits(least=0, most=item.most), "", language)
    return Answer(item.key, amount, typed=words), None


def _temperature(item: Temperature, raw: object, language: Language) -> Outcome:
    amount_raw, place_raw = _parts(raw, "amount", "place")
    words = words_of(amount_raw)
    amount = rounded(celsius_in(words), 1)
    if not item.limits.hold(float(amount)):
        return None, _outside(item.key, words, item.limits, "°C", language, meant=_shifted(amount, item))
    place = option_said(item.places, place_raw) if place_raw else said_within(item.places, words)
    if place is None and len(item.places) == 1:
        place = item.places[0].key
    answer = Answer(item.key, float(amount), unit="C", place=place or "", typed=words)
    if place is not None:
        return answer, None
    options = listed((each.label.in_(language) for each in item.places), language)
    return answer, problem(item.key, Code.PLACE_MISSING, language, options=options)


def _shifted(amount: Decimal, item: Temperature) -> str:
    """The temperature with the point that was forgotten: 395 is 39.5."""
    for power in (1, 2):
        meant = rounded(amount.scaleb(-power), 1)
        if item.plausible.hold(float(meant)):
            return str(meant)
    return ""


def _number(item: Number, raw: object, language: Language) -> Outcome:
    amount_raw, unit_raw = _parts(raw, "amount", "unit")
    words = words_of(amount_raw)
    amount, beside = number_in(words)
    written = unit_in(beside, {unit.key: _unit_names(unit) for unit in item.units})
    chosen = unit_in(fold(str(unit_raw or "")[:ECHO]), {unit.key: _unit_names(unit) for unit in item.units})
    if written is None or chosen is None:
        raise UnreadableError(Code.NOT_A_NUMBER if written is None else Code.UNIT_MISSING)
    units = {unit.key: unit for unit in item.units}
    if written and chosen and written != chosen:
        labels = {"written": units[written].label.in_(language), "chosen": units[chosen].label.in_(language)}
        return None, problem(item.key, Code.UNITS_DIFFER, language, **labels)
    key = written or chosen or (item.units[0].key if len(item.units) == 1 else "")
    if not key:
        raise UnreadableError(Code.UNIT_MISSING)
    unit = units[key]
    kept = float(rounded(amount * Decimal(str(unit.factor)), item.decimals))
    if not item.limits.hold(kept):
        limits = Limits(least=item.limits.least / unit.factor, most=item.limits.most / unit.factor)
        return None, _outside(item.key, words, limits, unit.label.in_(language), language)
    return Answer(item.key, kept, unit=item.units[0].key, typed=words, typed_unit=key), None


def _unit_names(unit: Unit) -> frozenset[str]:
    names = (unit.key, unit.label.zh_hans, unit.label.en, *unit.said)
    return frozenset(map(fold, names))


def _pressure(item: Pressure, raw: object, language: Language) -> Outcome:
    if isinstance(raw, Mapping):
        upper, lower = (count_in(words_of(raw.get(name))) for name in ("upper", "lower"))
    else:
        upper, lower = pair_in(words_of(raw))
    for amount, limits in ((upper, item.upper), (lower, item.lower)):
        if not limits.hold(amount):
            return None, _outside(item.key, str(amount), limits, "mmHg", language)
    if upper <= lower:
        return None, problem(item.key, Code.UPPER_AND_LOWER, language)
    return Answer(item.key, (float(upper), float(lower)), unit="mmHg", typed=f"{upper}/{lower}"), None


def _parts(raw: object, first: str, second: str) -> tuple[object, object]:
    """The two parts of an answer given as an object; anything else is the first part alone."""
    return (raw.get(first), raw.get(second)) if isinstance(raw, Mapping) else (raw, None)


def _outside(item: str, words: str, limits: Limits, unit: str, language: Language, *, meant: str = "") -> Problem:
    return problem(
        item,
        Code.OUT_OF_LIMITS,
        language,
        meant=meant,
        typed=words[:ECHO],
        least=f"{limits.least:g}",
        most=f"{limits.most:g}",
        unit=spaced(unit, language),
    )


def _unreadable(item: Count | Measured, unreadable: UnreadableError, language: Language) -> Problem:
    units = item.units if isinstance(item, Number) else ()
    return problem(
        item.key,
        unreadable.code,
        language,
        better=unreadable.better[:ECHO],
        typed=unreadable.typed[:ECHO],
        example=_example(item),
        options=listed((unit.label.in_(language) for unit in units), language),
    )


def _example(item: Count | Measured) -> str:
    if isinstance(item, Temperature):
        return "36.8"
    if isinstance(item, Pressure):
        return "105/65"
    return "18.5" if isinstance(item, Number) else "2"
