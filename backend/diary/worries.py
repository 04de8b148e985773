"""Which signs the answers of an entry are, by the pack alone: options name theirs, amounts reach thresholds."""

from collections.abc import Iterator, Mapping, Sequence

from backend.diary.answers import Answer
from backend.diary.known import Known
from backend.protocol.instruments import Instrument
from backend.protocol.items import Item, Number, Pressure
from backend.protocol.signs import Reading, Sign, Threshold
from backend.triage.combine import sign_found, strongest, together
from backend.triage.understanding import SignFound, Value


def worries(instrument: Instrument, answers: Mapping[str, Answer], known: Known) -> tuple[SignFound, ...]:
    """Every sign of the child's, the most pressing first; parts of signs that are not whole are among them."""
    signs = {sign.key: sign for sign in known.listening.signs}
    found: list[SignFound] = []
    for item in instrument.items:
        if (answer := answers.get(item.key)) is not None:
            found += _chosen(item, answer, signs, known)
            found += _reached(item, answer, signs, known)
    found += list(_soon_after(instrument, found, signs, known))
    found = list(strongest(found))
    return strongest([*found, *together(found, signs)])


def readings(instrument: Instrument, answers: Mapping[str, Answer], known: Known) -> tuple[Value, ...]:
    """The amounts that thresholds are for, in the units we keep."""
    return tuple(
        Value(reading, amount, answers[item.key].typed)
        for item in instrument.items
        if item.key in answers
        for reading, amount in _amounts(item, answers[item.key], known)
    )


def _chosen(item: Item, answer: Answer, signs: Mapping[str, Sign], known: Known) -> Iterator[SignFound]:
    meant = answer.meant if isinstance(answer.meant, tuple) else (answer.meant,)
    for option in item.choices:
        if option.key in meant:
            words = f"{item.text.in_(known.language)} {option.label.in_(known.language)}"
            for key in item.worry.get(option.key, ()):
                yield sign_found(signs[key], words)


def _reached(item: Item, answer: Answer, signs: Mapping[str, Sign], known: Known) -> Iterator[SignFound]:
    for reading, amount in _amounts(item, answer, known):
        words = f"{item.text.in_(known.language)} {amount:g}"
        for key in _signs_at(reading, amount, known.listening.thresholds.thresholds, signs):
            yield sign_found(signs[key], words)


def _signs_at(
    reading: Reading, amount: float, thresholds: Sequence[Threshold], signs: Mapping[str, Sign]
) -> Iterator[str]:
    """The highest sign that is reached, and every part of others."""
    reached = [each.sign for each in thresholds if each.reading == reading and amount >= each.at_least]
    yield from [key for key in reached if signs[key].level != "part"][:1]
    yield from [key for key in reached if signs[key].level == "part"]


def _amounts(item: Item, answer: Answer, known: Known) -> Iterator[tuple[Reading, float]]:
    if isinstance(item, Pressure) and isinstance(answer.meant, tuple):
        upper, lower = answer.meant
        yield from (("systolic", float(upper)), ("diastolic", float(lower)))
    elif isinstance(answer.meant, int | float):
        amount = _gained(item, answer.meant, known) if isinstance(item, Number) and item.gain_days else answer.meant
        if amount is not None:
            yield from ((reading, float(amount)) for reading in item.reads)


def _gained(item: Number, amount: float, known: Known) -> float | None:
    """How much more it is than the last time; None if that was too long ago to tell."""
    earlier = known.earlier.get(item.key)
    if earlier is None or not 0 <= (known.now - earlier.at).days <= (item.gain_days or 0):
        return None
    return round(amount - earlier.amount, 3)


def _soon_after(
    instrument: Instrument, found: Sequence[SignFound], signs: Mapping[str, Sign], known: Known
) -> Iterator[SignFound]:
    """Signs that are another one too because of when they came: fever, a day after an infusion."""
    for soon in instrument.soon_after:
        if any(0 <= known.days_since.get(anchor, -1) <= soon.days for anchor in soon.anchors):
            for sign in found:
                if sign.key == soon.sign:
                    yield sign_found(signs[soon.also], sign.words)
