"""The family's own concerns: what they wrote, what we answered, whether somebody has it. Never staff's words."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import as_values
from backend.concerns.models import Concern, ConcernEvent, Kind, Source, State
from backend.concerns.standing import standing
from backend.devices.signed_in import SignedIn
from backend.mobile.care_shapes import Said, Told, Worry, WorryState
from backend.outbox import queries as outbox

OWN_WORDS = frozenset({Source.TEXT.value, Source.ENTRY.value, Source.MODEL.value})
ANSWERS = frozenset({Kind.ANSWERED.value, Kind.PROMISE_MISSED.value})
STATES = {
    State.OPEN: WorryState.WAITING,
    State.ACKNOWLEDGED: WorryState.TAKEN_UP,
    State.CALLED: WorryState.PHONED,
    State.RESOLVED: WorryState.CLOSED,
}
MOVES = {
    Kind.ACKNOWLEDGED.value: State.ACKNOWLEDGED,
    Kind.CALLED.value: State.CALLED,
    Kind.RESOLVED.value: State.RESOLVED,
    Kind.REOPENED.value: State.OPEN,
}


def my_worries(session: Session, me: SignedIn) -> list[Worry]:
    """What the family wrote that worried us, the newest first; concerns that staff raised are not among."""
    concerns = [each for each in queries.concerns_of(session, me.family.code) if each.family_id == me.family.id]
    events = queries.events_of_many(session, [each.id for each in concerns])
    found = [_worry(session, each, events[each.id], ZoneInfo(me.family.zone)) for each in concerns]
    return [worry for worry in found if worry.said]


def _worry(session: Session, concern: Concern, events: Sequence[ConcernEvent], zone: ZoneInfo) -> Worry:
    stands = standing(as_values(events))
    return Worry(
        id=concern.id,
        opened_at=concern.opened_at.astimezone(zone),
        state=STATES[State(concern.state)],
        state_at=_since(concern, events).astimezone(zone),
        said=_said(events, zone),
        told=_told(session, events, zone),
        call_by=stands.call_due.astimezone(zone) if stands.call_due and stands.promise is not None else None,
    )


def _said(events: Sequence[ConcernEvent], zone: ZoneInfo) -> list[Said]:
    """Each text once: the model's second look at it is a signal of its own."""
    own = [
        row for row in events if row.kind == Kind.SIGNAL.value and row.facts.get("source") in OWN_WORDS and row.words
    ]
    by_reference = {row.facts["reference"]: row for row in reversed(own)}
    once = sorted(by_reference.values(), key=lambda row: row.nth)
    return [
        Said(at=row.happened_at.astimezone(zone), words=row.words or "", language=row.facts.get("language", ""))
        for row in once
    ]


def _told(session: Session, events: Sequence[ConcernEvent], zone: ZoneInfo) -> list[Told]:
    """What we answered, whichever phone of the family it went to."""
    ids = [
        message
        for row in events
        if row.kind in ANSWERS
        for message in row.facts.get("messages", "").split(",")
        if message
    ]
    texts = [outbox.message(session, message) for message in ids]
    return [Told(at=text.created_at.astimezone(zone), text=text.body) for text in texts if text is not None]


def _since(concern: Concern, events: Sequence[ConcernEvent]) -> datetime:
    """When the concern came to stand where it stands."""
    moves = [row.happened_at for row in events if MOVES.get(row.kind) == State(concern.state)]
    return moves[-1] if moves else concern.opened_at
