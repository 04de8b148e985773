"""Somebody lost the phone with their authenticator app: the old one opens nothing, and they tie another."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.errors import ConflictError
from backend.staff import queries
from backend.staff.add_staff import clean_name


def reset_second(session: Session, *, name: str, reason: str = "", by: str, now: datetime) -> int:
    """End it and every session; how many of these ended. Raises NotFoundError, ConflictError if there is none."""
    member = queries.by_name(session, clean_name(name))
    factor = queries.second_factor(session, member.id)
    if factor is None:
        raise ConflictError(f"{member.name} has no authenticator app tied to the account.")
    factor.ended_at, factor.ended_by = now, by
    queries.add(session, factor)
    ended = queries.revoke(session, staff_id=member.id, now=now)
    record(
        session,
        stream=STUDY,
        actor=by,
        action="staff.reset-second-factor",
        subject=f"staff:{member.id}",
        reason=reason,
        now=now,
    )
    return ended
