"""Somebody leaves the site: they can no longer sign in, and what they did keeps their name."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.errors import ConflictError
from backend.staff import queries
from backend.staff.add_staff import clean_name


def disable(session: Session, *, name: str, reason: str = "", by: str, now: datetime) -> int:
    """Refuse every later sign-in and end every session; how many ended. Raises NotFoundError, ConflictError."""
    member = queries.by_name(session, clean_name(name))
    if member.disabled_at is not None:
        raise ConflictError(f"{member.name} was disabled before.")
    member.disabled_at = now
    queries.add(session, member)
    ended = queries.revoke(session, staff_id=member.id, now=now)
    record(
        session,
        stream=STUDY,
        actor=by,
        action="staff.disable",
        subject=f"staff:{member.id}",
        reason=reason,
        now=now,
    )
    return ended
