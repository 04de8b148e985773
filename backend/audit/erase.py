"""Make the personal values of one stream unreadable for ever; its chain still verifies."""

from datetime import datetime

from sqlmodel import Session

from backend.audit import queries
from backend.audit.record import record
from backend.errors import ConflictError, NotFoundError


def erase(session: Session, *, stream: str, by: str, now: datetime) -> None:
    """Destroy the key of `stream`, and record that it was done. Raises NotFoundError or ConflictError."""
    head = queries.head(session, stream, lock=True)
    if head is None:
        raise NotFoundError(f"Nothing was ever recorded about {stream}; check the family code.")
    if head.wrapped is None:
        raise ConflictError(f"The audit of {stream} was erased before; nothing is left to erase.")
    record(session, stream=stream, actor=by, action="audit.erase", subject=stream, now=now)
    queries.drop_key(session, stream, by=by, now=now)
