"""A member of staff reads the console in another language from now on."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.languages import Language
from backend.staff import queries
from backend.staff.models import StaffMember


def choose_language(session: Session, *, staff_id: str, language: Language, now: datetime) -> StaffMember:
    """Keep the choice; the same one again changes nothing. Raises NotFoundError."""
    member = queries.by_id(session, staff_id)
    if member.language is language:
        return member
    before, member.language = member.language, language
    queries.add(session, member)
    record(
        session,
        stream=STUDY,
        actor=member.name,
        action="staff.language",
        subject=f"staff:{member.id}",
        before={"language": before.value},
        after={"language": language.value},
        now=now,
    )
    return member
