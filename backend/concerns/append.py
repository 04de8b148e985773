"""Writing down what happened to a concern: the event, the columns that repeat where it stands, the audit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session

from backend.audit.record import record
from backend.concerns import queries
from backend.concerns.happened import Happened
from backend.concerns.models import Concern, ConcernEvent, Kind, Source, State
from backend.concerns.standing import Standing, standing
from backend.errors import NotFoundError
from backend.outbox.lock_queries import serialise


@dataclass(frozen=True)
class Entry:
    """What to write down. `words` (a family's, or staff's note) are sealed; `key` makes it happen once."""

    kind: Kind
    by: str
    facts: Mapping[str, str]
    words: str | None = None
    happened_at: datetime | None = None
    key: str | None = None


def as_values(events: Iterable[ConcernEvent]) -> list[Happened]:
    """Events as values, for the pure functions."""
    return [Happened(row.nth, Kind(row.kind), row.happened_at, row.by, row.facts) for row in events]


def standing_of(session: Session, concern: Concern) -> Standing:
    """Where a concern stands, from its events."""
    return standing(as_values(queries.events_of(session, concern.id)))


def lock(session: Session, *streams: str) -> None:
    """Until we commit, nobody else raises, or acts on, a concern of these families (or of unknown phones)."""
    serialise(session, [f"concerns:{stream}" for stream in streams])


def take(session: Session, number: int) -> Concern:
    """The concern of that number, locked. Raises NotFoundError."""
    found = queries.concern_number(session, number)
    if found is None:
        raise NotFoundError(f"There is no concern {number}. `nuanxin concerns list` lists those not resolved.")
    lock(session, found.stream)
    return queries.concern_number(session, number) or found


def keyed_id(key: str) -> str:
    """The id of the event of that key, so that it happens once."""
    return str(uuid5(NAMESPACE_URL, f"concern-event:{key}"))


def append(session: Session, concern: Concern, entry: Entry, *, now: datetime) -> ConcernEvent | None:
    """Append one event to a locked concern; None if it is there already (by `key`)."""
    events = queries.events_of(session, concern.id)
    nth = len(events) + 1
    event_id = keyed_id(entry.key or f"{concern.id}/{nth}")
    if entry.key is not None and queries.event_with_id(session, event_id) is not None:
        return None
    row = ConcernEvent(
        id=event_id,
        concern_id=concern.id,
        nth=nth,
        kind=entry.kind.value,
        happened_at=entry.happened_at or now,
        recorded_at=now,
        by=entry.by,
        facts=dict(entry.facts),
        words=entry.words or None,
    )
    session.add(row)
    session.flush()
    project(session, concern, standing(as_values([*events, row])), now=now)
    _audit(session, concern, row, now=now)
    return row


def project(session: Session, concern: Concern, now_stands: Standing, *, now: datetime) -> None:
    """Repeat in the concern's columns where it stands; the job that escalates looks at it next."""
    concern.level, concern.state = now_stands.level.value, now_stands.state.value
    concern.holder, concern.due_by = now_stands.holder, now_stands.due_by
    concern.sae = bool(now_stands.unreported)
    concern.last_signal_at = now_stands.last_signal_at or concern.opened_at
    concern.next_at = now if now_stands.demand is not None or now_stands.call_due is not None else None
    concern.updated_at = now
    session.add(concern)
    session.flush()


def _audit(session: Session, concern: Concern, row: ConcernEvent, *, now: datetime) -> None:
    written = row.words if row.words and row.facts.get("source") not in (Source.TEXT, Source.MODEL) else None
    record(
        session,
        stream=concern.stream,
        actor=row.by,
        action=f"concerns.{row.kind}",
        subject=f"concern:{concern.number}",
        after={key: value for key, value in row.facts.items() if value},
        reason=written or "",
        now=now,
    )


def is_over(concern: Concern) -> bool:
    """Whether the concern is resolved."""
    return concern.state == State.RESOLVED.value
