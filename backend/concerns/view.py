"""Writing down that a person has looked: from then on staff are aware."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import Entry, append, take
from backend.concerns.happened import NEWS
from backend.concerns.models import Concern, ConcernEvent, Kind
from backend.concerns.read_up_to import last_look
from backend.protocol.blinding import refuse_arm_words


def view(session: Session, number: int, *, by: str, now: datetime) -> Concern:
    """`by` has looked; written once per person and signal, or other news of somebody else's. Raises NotFoundError."""
    concern = take(session, number)
    events = queries.events_of(session, concern.id)
    if _last_news(events, by=by) > last_look(events, by=by):
        append(session, concern, Entry(Kind.VIEWED, by=by, facts={}), now=now)
    return concern


def _last_news(events: Sequence[ConcernEvent], *, by: str) -> int:
    """The last event that one looks at anew; one's own judgement is none."""
    news = [row for row in events if Kind(row.kind) in NEWS and (row.kind == Kind.SIGNAL.value or row.by != by)]
    return max((row.nth for row in news), default=0)


def note(session: Session, number: int, *, text: str, by: str, now: datetime) -> Concern:
    """Keep a staff note with the concern. Raises NotFoundError, ArmWordsError."""
    refuse_arm_words(text)
    concern = take(session, number)
    append(session, concern, Entry(Kind.NOTED, by=by, facts={}, words=text), now=now)
    return concern
