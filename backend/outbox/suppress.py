"""Silencing a number or a subject, and lifting it again; both stay on record."""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from backend.outbox import queries
from backend.outbox.lock_queries import serialise
from backend.outbox.models import Scope, Suppression

__all__ = ["Scope", "is_suppressed", "lift", "silenced_by", "suppress"]


def suppress(session: Session, *, scope: Scope, key: str, reason: str, by: str, now: datetime) -> bool:
    """Silence from now on; False if it was already, for the same reason."""
    serialise(session, [key])
    if any(row.reason == reason for row in queries.suppressions(session, scope=scope, keys=[key])):
        return False
    session.add(Suppression(id=str(uuid4()), scope=scope.value, key=key, reason=reason, by=by, since=now))
    return True


def lift(session: Session, *, scope: Scope, key: str, reason: str, by: str, now: datetime) -> bool:
    """End a silence of that reason; False if there was none. Other reasons stay in force."""
    serialise(session, [key])
    found = [row for row in queries.suppressions(session, scope=scope, keys=[key]) if row.reason == reason]
    for row in found:
        row.lifted_at, row.lifted_by = now, by
        session.add(row)
    return bool(found)


def is_suppressed(session: Session, *, scope: Scope, key: str) -> tuple[str, ...]:
    """The reasons in force, oldest first."""
    return tuple(row.reason for row in queries.suppressions(session, scope=scope, keys=[key]))


def silenced_by(session: Session, *, scope: Scope, key: str, reason: str) -> str | None:
    """Who asked for the silence of that reason that is in force; None if there is none."""
    rows = queries.suppressions(session, scope=scope, keys=[key])
    return next((row.by for row in rows if row.reason == reason), None)
