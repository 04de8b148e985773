"""A sample that went wrong: a routine concern stands for the text, whatever answer that gets."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from backend.concerns.models import Source, State
from backend.concerns.queries import concern_with_id
from backend.concerns.raise_concern import raise_concern, signal_event
from backend.inbox.conversation import Conversation
from backend.inbox.models import InboundMessage
from backend.inbox.sender import whom
from backend.inbox.worry import signal_of
from backend.triage.understanding import Intent, Understanding, Urgency


def raise_sample_problem(session: Session, talk: Conversation, understood: Understanding) -> None:
    """Raise what the text says of a sample; the family is answered as by any text, never as by a worry."""
    if Intent.SAMPLE_PROBLEM not in understood.intents:
        return
    signal = signal_of(talk.row, understood, by=talk.actor, about=whom(session, talk.row), source=Source.SAMPLE)
    routine = replace(signal, level=Urgency.ROUTINE)
    raise_concern(session, routine, family=talk.family, pack=talk.pack, now=talk.now)


def is_raised(session: Session, row: InboundMessage) -> bool:
    """Whether a concern that nobody has yet brings this text's sample to a person, who needs no task beside it."""
    event = signal_event(session, Source.SAMPLE, row.id)
    concern = concern_with_id(session, event.concern_id) if event is not None else None
    return concern is not None and concern.state == State.OPEN.value


def sample_read_by(session: Session, row: InboundMessage) -> datetime | None:
    """By when a person reads of this text's sample (UTC); None if it tells of none."""
    event = signal_event(session, Source.SAMPLE, row.id)
    return datetime.fromisoformat(event.facts["read_by"]) if event is not None else None
