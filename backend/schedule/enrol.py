"""Enrolling families from a file: the graph, the consent, the year and the phone check in one transaction a row."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from backend.consent.enrol import enrol_with_consent
from backend.families.enrol import EnrolReport
from backend.families.models import Child
from backend.families.parse_row import Row
from backend.families.queries import family_by_id
from backend.protocol.pack import Pack
from backend.schedule.welcome import welcome


def enrol_families(engine: Engine, path: Path, *, pack: Pack, live: bool, by: str, now: datetime) -> EnrolReport:
    """Enrol the rows of a CSV or XLSX file; a second run changes nothing. Raises SheetUnreadableError."""

    def begin(session: Session, child: Child, row: Row) -> None:
        family = family_by_id(session, child.family_id)
        welcome(session, child, family, consented_on=row.consent_on, pack=pack, live=live, by=by, now=now)

    return enrol_with_consent(engine, path, pack=pack, by=by, then=begin, now=now)
