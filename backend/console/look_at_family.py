"""Looking at a family: of the reader's own site, and kept in its audit."""

from sqlmodel import Session

from backend.audit.record import record
from backend.console.reader import Reader
from backend.families import queries as families
from backend.families.models import Family


def look_at_family(session: Session, code: str, reader: Reader) -> Family:
    """The family; that the reader looked is kept. Raises NotFoundError."""
    family = families.family_at(session, code, reader.member.site)
    record(
        session,
        stream=family.code,
        actor=reader.member.name,
        action="console.view-family",
        subject=f"family:{family.code}",
        now=reader.now,
    )
    return family
