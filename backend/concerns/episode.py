"""What an episode holds already when a family writes again: an emergency, a call that is owed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import as_values
from backend.concerns.models import Concern, ConcernEvent, Kind
from backend.concerns.standing import standing
from backend.concerns.what_to_say import Episode
from backend.families.models import Family
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

LEVELS = frozenset({Kind.SIGNAL.value, Kind.LEVEL_CHANGED.value})


def episode_of(session: Session, concern: Concern, *, pack: Pack, now: datetime) -> Episode:
    """The episode of a concern; an emergency of a child that may be the same one counts, too."""
    events = queries.events_of(session, concern.id)
    return Episode(
        emergency=was_emergency(events) or _may_be_of_emergency(session, concern, events, pack=pack, now=now),
        owes_call=standing(as_values(events)).owes_call,
    )


def is_in_emergency(session: Session, family: Family, *, pack: Pack, now: datetime) -> bool:
    """Whether an emergency of this family is not resolved, and so young that what it writes may be of that."""
    span = timedelta(hours=pack.concerns.episode_hours)
    rows = queries.unresolved_of(session, family_id=family.id, sender_index=None)
    young = [row for row in rows if now - row.last_signal_at < span]
    return any(was_emergency(queries.events_of(session, row.id)) for row in young)


def was_emergency(events: Iterable[ConcernEvent]) -> bool:
    """Whether a sign, or a person, ever put it at that level; a lower one later takes back no danger."""
    return any(row.kind in LEVELS and row.facts["level"] == Urgency.EMERGENCY.value for row in events)


def _may_be_of_emergency(
    session: Session, concern: Concern, events: Iterable[ConcernEvent], *, pack: Pack, now: datetime
) -> bool:
    """Whether another young concern of the family is an emergency, unless the last sign is known to be of another."""
    if concern.family_id is None:
        return False
    signals = [row for row in events if row.kind == Kind.SIGNAL.value]
    child = signals[-1].facts.get("child") if signals else None
    span = timedelta(hours=pack.concerns.episode_hours)
    others = queries.unresolved_of(session, family_id=concern.family_id, sender_index=None)
    return any(
        was_emergency(queries.events_of(session, each.id))
        for each in others
        if each.id != concern.id
        and now - each.last_signal_at < span
        and (child is None or each.child_code in (None, child))
    )
