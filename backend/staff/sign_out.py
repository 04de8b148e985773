"""End a session at once."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.staff import queries
from backend.staff.signed_in import SignedIn


def sign_out(session: Session, signed_in: SignedIn, *, now: datetime) -> None:
    """Revoke the session of this browser; a second time changes nothing."""
    member = signed_in.member
    if queries.revoke(session, staff_id=member.id, digest=signed_in.digest, now=now):
        record(
            session, stream=STUDY, actor=member.name, action="staff.sign-out", subject=f"staff:{member.id}", now=now
        )
