"""Writing down the advice that a family's own screen showed where no text brought it: they were told."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.answer_family import BY, Listener, facts_of
from backend.concerns.append import Entry, append
from backend.concerns.models import Concern, Kind
from backend.outbox.models import Scope
from backend.outbox.suppress import is_suppressed
from backend.triage.understanding import Urgency

SCREEN = "screen"
"""The fact of an answer that stood on a screen; what a phone was texted is not changed by it."""


def shown(
    session: Session,
    concern: Concern,
    *,
    kind: str,
    level: Urgency,
    words: str,
    by: datetime,
    reference: str,
    listener: Listener,
    now: datetime,
) -> None:
    """The words as the screen of `reference` (a text, an entry) has them, once; the hour they name is promised."""
    facts = facts_of(kind, level, listener, "") | {"text": reference, SCREEN: "yes"}
    if level.rank >= Urgency.URGENT.rank:
        facts["promise"] = by.isoformat()
    if is_suppressed(session, scope=Scope.NUMBER, key=listener.mark):
        facts["shown"] = "yes"  # a miss is owned up to there, too
    key = f"{SCREEN}:{concern.id}:{reference}:{kind}"
    append(session, concern, Entry(Kind.ANSWERED, by=BY, facts=facts, words=words, key=key), now=now)
