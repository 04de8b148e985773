"""Give somebody another password."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.staff import queries
from backend.staff.add_staff import clean_name
from backend.staff.passwords import hash_password


def set_password(session: Session, *, name: str, password: str, by: str, now: datetime) -> int:
    """Replace the password and end every session; how many ended. Raises NotFoundError, WeakPasswordError."""
    hashed = hash_password(password, name=clean_name(name))
    member = queries.by_name(session, clean_name(name))
    member.password_hash = hashed
    queries.add(session, member)
    ended = queries.revoke(session, staff_id=member.id, now=now)
    record(session, stream=STUDY, actor=by, action="staff.password", subject=f"staff:{member.id}", now=now)
    return ended
