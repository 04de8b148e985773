"""Whether an item is asked, after what was answered before it."""

from collections.abc import Mapping, Sequence

from backend.diary.answers import Answer
from backend.protocol.condition import Condition
from backend.protocol.instruments import Instrument
from backend.protocol.items import Item
from backend.protocol.signs import Threshold


def is_asked(
    item: Item, instrument: Instrument, answers: Mapping[str, Answer], thresholds: Sequence[Threshold]
) -> bool:
    """Whether every condition of the item holds; one about an item without an answer does not."""
    return all(
        _holds(condition, answers.get(condition.item), least_of(condition, instrument, thresholds))
        for condition in item.when
    )


def least_of(condition: Condition, instrument: Instrument, thresholds: Sequence[Threshold]) -> float | None:
    """The amount from which a condition holds: its own, or that of its sign. None: it is about options."""
    if condition.reaches is None:
        return condition.at_least
    reads = instrument.item(condition.item).reads
    found = [each.at_least for each in thresholds if each.sign == condition.reaches and each.reading in reads]
    return min(found, default=None)


def _holds(condition: Condition, answer: Answer | None, least: float | None) -> bool:
    if answer is None or answer.meant is None:
        return False
    meant = answer.meant
    if least is not None:
        return isinstance(meant, int | float) and meant >= least
    if isinstance(meant, tuple):
        return any(key in condition.has for key in meant)
    return meant in condition.is_
