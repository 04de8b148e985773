"""Whether an instrument can be asked and answered: its keys, branches, signs, anchors and hours fit each other."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from backend.protocol.condition import Condition
from backend.protocol.due import OpenHours
from backend.protocol.instruments import USUAL, Instrument
from backend.protocol.items import Count, Faces, Item, Measured, Number, Several, keys_of
from backend.protocol.pack import Pack
from backend.protocol.source import Problem, Source

Place = list[str | int]
Complaint = tuple[Place, str]


def lint_instruments(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Problem]:
    """What does not fit, with file and line."""
    for key, instrument in pack.instruments.items():
        source = sources[f"instruments/{key}.yaml"]
        found = (*_anchors(pack, instrument), *_due(pack, instrument), *_items(pack, instrument), *_sms(instrument))
        for place, complaint in found:
            yield source.problem(place, complaint)


def _anchors(pack: Pack, instrument: Instrument) -> Iterator[Complaint]:
    named: list[tuple[Place, str]] = []
    for index, due in enumerate(instrument.due):
        named.append((["due", index, "anchor"], due.anchor))
        named += [(["due", index, "until"], due.until)] if due.until is not None else []
    for index, soon in enumerate(instrument.soon_after):
        named += [(["soon_after", index, "anchors"], anchor) for anchor in soon.anchors]
    for schedule in pack.schedules:
        known = {anchor.key for anchor in schedule.anchors}
        for place, anchor in named:
            if anchor not in known:
                yield place, f"there is no anchor {anchor!r} in schedule {schedule.version}"


def _due(pack: Pack, instrument: Instrument) -> Iterator[Complaint]:
    for index, soon in enumerate(instrument.soon_after):
        for field in ("sign", "also"):
            yield from _sign(pack, getattr(soon, field), ["soon_after", index, field])
    for index, due in enumerate(instrument.due):
        if instrument.hours is not None and (due.shortest or timedelta.max) < instrument.hours.span:
            yield ["due", index, "every"], "its windows would overlap: it is due again before the last one closes"
    if (instrument.nudge_days or instrument.call_after_missed) and (instrument.optional or instrument.hours is None):
        yield ["key"], "nobody is reminded or phoned about what is optional, or for any time"
    elif instrument.hours is not None and instrument.nudge_days:
        yield from _nudges(pack, instrument.hours, instrument.nudge_days)
    if instrument.reporter == "child" and not instrument.age_from:
        yield ["reporter"], "a child answers from an age on; write age_from"


def _nudges(pack: Pack, hours: OpenHours, days: Sequence[int]) -> Iterator[Complaint]:
    offered = pack.study.hours.diary_hours
    if not offered:
        yield ["nudge_days"], "study.yaml needs hours.diary, the hour at which families are reminded"
    for at in offered:
        if max(days) >= len(hours.days_with(at)):
            yield ["nudge_days"], f"a window has {at:%H:%M} on {len(hours.days_with(at))} days only; count from 0"


def _items(pack: Pack, instrument: Instrument) -> Iterator[Complaint]:
    earlier: dict[str, Item] = {}
    for index, item in enumerate(instrument.items):
        place: Place = ["items", index]
        if item.key in earlier or item.key == USUAL:
            yield [*place, "key"], f"the item {item.key!r} is there twice, or is a word of the form itself"
        for number, condition in enumerate(item.when):
            for complaint in _condition(pack, condition, earlier, safety=item.safety):
                yield _at(item, place, number), f"{item.key}: {complaint}"
        for where, complaint in (*_options(item), *_usual(item), *_signs(pack, item)):
            yield [*place, *where], f"{item.key}: {complaint}"
        earlier[item.key] = item


def _at(item: Item, place: Place, number: int) -> Place:
    """One condition may be written without a list."""
    return [*place, "when", number] if len(item.when) > 1 else [*place, "when"]


def _condition(pack: Pack, condition: Condition, earlier: Mapping[str, Item], *, safety: bool) -> Iterator[str]:
    item = earlier.get(condition.item)
    if item is None:
        yield f"when: there is no earlier item {condition.item!r}"
        return
    if safety and not item.safety:
        yield f"when: {condition.item} is not for any time, so this item could not be either"
    if condition.has and not isinstance(item, Several):
        yield f"when: {condition.item} has one answer; write `is`"
    if condition.is_ and isinstance(item, Several):
        yield f"when: {condition.item} has several answers; write `has`"
    for key in (*condition.is_, *condition.has):
        if key not in keys_of(item.choices):
            yield f"when: {condition.item} has no option {key!r}"
    if condition.at_least is not None and not isinstance(item, Measured | Count | Faces):
        yield f"when: {condition.item} is no amount"
    if condition.reaches is not None and not any(
        each.sign == condition.reaches and each.reading in item.reads for each in pack.listening.thresholds.thresholds
    ):
        yield f"when: no threshold finds the sign {condition.reaches!r} in {condition.item}"


def _options(item: Item) -> Iterator[Complaint]:
    keys = keys_of(item.choices)
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        yield ["options"], f"the option {twice[0]!r} is there twice"
    if isinstance(item, Several) and item.none is not None and item.none not in keys:
        yield ["none"], f"there is no option {item.none!r}"
    if item.type == "colour" and sum(option.colour is not None for option in item.choices) < len(keys) - 1:
        yield ["options"], "every option but one (not seen) needs a colour"
    if isinstance(item, Number) and item.units[0].factor != 1:
        yield ["units"], "the first unit is the one that is kept; its factor is 1"
    for key in item.call:
        if key not in keys:
            yield ["call"], f"there is no option {key!r}"


def _usual(item: Item) -> Iterator[Complaint]:
    if item.usual is None:
        return
    value = item.usual.value
    if item.when:
        yield ["usual"], "an item that is not always asked cannot be a part of `as usual`"
    if isinstance(item, Count):
        if not isinstance(value, int) or not 0 <= value <= item.most:
            yield ["usual", "value"], f"{value!r} is no count"
    elif str(value) not in keys_of(item.choices):
        yield ["usual", "value"], f"there is no option {value!r}"
    if str(value) in item.worry:
        yield ["usual", "value"], f"{value!r} is a worry, never usual"


def _signs(pack: Pack, item: Item) -> Iterator[Complaint]:
    for key, signs in item.worry.items():
        if key not in keys_of(item.choices):
            yield ["worry", key], f"there is no option {key!r}"
        for sign in signs:
            yield from _sign(pack, sign, ["worry", key])
    read = {threshold.reading for threshold in pack.listening.thresholds.thresholds}
    for reading in item.reads:
        if reading not in read:
            yield ["reading"], f"no threshold of triage/thresholds.yaml is for the reading {reading!r}"


def _sign(pack: Pack, key: str, place: Sequence[str | int]) -> Iterator[Complaint]:
    if not any(sign.key == key for sign in pack.listening.signs):
        yield list(place), f"there is no sign {key!r}"


def _sms(instrument: Instrument) -> Iterator[Complaint]:
    items = {item.key: item for item in instrument.items}
    for index, step in enumerate(instrument.sms):
        if step.item == USUAL:
            if not instrument.has_usual:
                yield ["sms", index], "nothing of this instrument is `usual`"
        elif step.item not in items:
            yield ["sms", index, "item"], f"there is no item {step.item!r}"
    asked = {step.item for step in instrument.sms}
    for index, item in enumerate(instrument.items):
        free = item.optional or item.when or (item.usual is not None and USUAL in asked)
        if instrument.sms and not free and item.key not in asked:
            yield ["items", index], f"{item.key}: a form by SMS without this item would never be complete"
