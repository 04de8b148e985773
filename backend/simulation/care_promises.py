"""Only people end a concern, and what families are told is still to come, and is kept or owned up to."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from backend.concerns.models import Concern, ConcernEvent, Kind
from backend.protocol.pack import Pack
from backend.simulation.care_records import SLACK
from backend.simulation.contacts import COORDINATOR
from backend.simulation.violation import Violation
from backend.triage.understanding import Urgency

ENDS = frozenset({Kind.RESOLVED.value, Kind.PROMISE_MISSED.value, Kind.CALL_WAIVED.value})
PUTS_OFF = frozenset({Kind.ACKNOWLEDGED.value, Kind.HANDED_OVER.value})
PROMISES = ("call_by", "read_by", "promise")
CLOCKS = {Kind.SIGNAL.value: "call_by", Kind.ACKNOWLEDGED.value: "call_by", Kind.ANSWERED.value: "promise"}


def closed_by_a_person(concern: Concern, events: Sequence[ConcernEvent], pack: Pack) -> Iterator[Violation]:
    """Each end that no person set."""
    people = {each.key for each in pack.study.contact.people} | {COORDINATOR}
    for event in events:
        if event.kind == Kind.RESOLVED.value and event.by not in people:
            yield Violation("closed without a person", concern.id, f"no. {concern.number} by {event.by}")


def promised_ahead(concern: Concern, events: Sequence[ConcernEvent]) -> Iterator[Violation]:
    """Each promise that lay in the past when it was given."""
    for event in events:
        for name in PROMISES:
            text = event.facts.get(name, "")
            if text[:2] == "20" and datetime.fromisoformat(text) <= event.recorded_at:
                yield Violation("promised in the past", concern.id, f"no. {concern.number}: {name} {text}")


def owned_up(concern: Concern, events: Sequence[ConcernEvent], *, now: datetime) -> Iterator[Violation]:
    """A call that was not made by its hour is owned up to. What the family was told is put off by no act of staff."""
    for place, event in enumerate(events):
        told, text = event.kind == Kind.ANSWERED.value, event.facts.get(CLOCKS.get(event.kind, ""), "")
        if not text or datetime.fromisoformat(text) + SLACK > now:
            continue
        in_time = [row for row in events[place + 1 :] if row.recorded_at <= datetime.fromisoformat(text) + SLACK]
        if not any(_settles(row, event) or (not told and row.kind in PUTS_OFF) for row in in_time):
            yield Violation("a missed promise kept quiet", concern.id, f"no. {concern.number}, promised by {text}")


def _settles(event: ConcernEvent, promised: ConcernEvent) -> bool:
    """Whether an event ends what an earlier one promised: a call only if it reached them after that.

    A lower level ends only what the family was not told of.
    """
    if event.kind == Kind.CALLED.value:
        return event.facts.get("reached") == "yes" and event.happened_at >= promised.happened_at
    if event.kind == Kind.LEVEL_CHANGED.value:
        told = promised.kind == Kind.ANSWERED.value
        return not told and Urgency(event.facts["level"]).rank < Urgency.URGENT.rank
    return event.kind in ENDS
