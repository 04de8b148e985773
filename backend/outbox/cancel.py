"""Taking back what has not been sent, in the transaction of whatever made it untrue."""

from datetime import datetime

from sqlmodel import Session

from backend.outbox import queries
from backend.outbox.decide import Because, note_message
from backend.outbox.lock_queries import serialise
from backend.outbox.models import Message, Stage, Status


def cancel_pending(
    session: Session, *, subject: str | None = None, number_index: str | None = None, reason: str, now: datetime
) -> int:
    """Cancel unsent messages about a subject or to a number; how many."""
    if subject is None and number_index is None:
        raise ValueError("say what to cancel: a subject or a number")
    serialise(session, [key for key in (subject, number_index) if key])
    rows = queries.pending_about(session, subject=subject, number_index=number_index)
    for row in rows:
        if row.message_class not in ("safety", "staff-page"):
            cancel(session, row, reason=reason, now=now)
    return len(rows)


def cancel_about(session: Session, *, subject: str, about: str, reason: str, now: datetime) -> list[Message]:
    """Cancel unsent messages that say something of `about`, such as one visit's appointment; those taken back."""
    rows = queries.pending_about(session, subject=subject, number_index=None)
    hit = [row for row in rows if any(item.startswith(about) for item in row.about)]
    for row in hit:
        cancel(session, row, reason=reason, now=now)
    return hit


def cancel(session: Session, message: Message, *, reason: str, now: datetime) -> None:
    """Take back one unsent message."""
    message.status, message.status_at, message.reason = Status.CANCELED.value, now, reason
    session.add(message)
    note_message(session, message, Because(message.kind, "canceled", reason), stage=Stage.CANCEL, now=now)
