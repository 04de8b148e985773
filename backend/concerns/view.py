"""Writing down that a person has looked: from then on staff are aware."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import Entry, append, standing_of, take
from backend.concerns.models import Concern, Kind
from backend.protocol.blinding import refuse_arm_words


def view(session: Session, number: int, *, by: str, now: datetime) -> Concern:
    """`by` has looked; written once per person and signal. Raises NotFoundError."""
    concern = take(session, number)
    last = standing_of(session, concern).last_signal
    seen = [row for row in queries.events_of(session, concern.id) if row.kind == Kind.VIEWED.value and row.by == by]
    if not any(row.nth > last for row in seen):
        append(session, concern, Entry(Kind.VIEWED, by=by, facts={}), now=now)
    return concern


def note(session: Session, number: int, *, text: str, by: str, now: datetime) -> Concern:
    """Keep a staff note with the concern. Raises NotFoundError, ArmWordsError."""
    refuse_arm_words(text)
    concern = take(session, number)
    append(session, concern, Entry(Kind.NOTED, by=by, facts={}, words=text), now=now)
    return concern
