"""What of a text has been acted on: what the rules read in it, unless a part failed; then what was raised for it."""

from dataclasses import replace

from sqlmodel import Session

from backend.concerns.models import Source
from backend.concerns.raise_concern import signal_event
from backend.inbox.models import InboundMessage
from backend.inbox.read_by_hand import NOT_READ
from backend.triage.understanding import Understanding, Urgency


def acted_on(session: Session, row: InboundMessage, first: Understanding) -> Understanding:
    """The rules' reading as far as it was acted on: at the level that was raised, with the signs that were raised.

    The text's own signal says so and not its concern, which a person may have lowered, or another text raised.
    """
    if row.outcome != NOT_READ:
        return first
    event = signal_event(session, Source.TEXT, row.id)
    if event is None:
        return replace(first, urgency=Urgency.NONE, signs=())
    known = event.facts.get("signs", "").split(",")
    signs = tuple(each for each in first.signs if each.key in known)
    return replace(first, urgency=Urgency(event.facts["level"]), signs=signs)
