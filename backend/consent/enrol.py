"""Enrol children from a file together with their consent, each child and consent in one transaction."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from backend.consent import queries
from backend.consent.models import ConsentKind
from backend.consent.record import record_consent
from backend.families.enrol import Alongside, EnrolReport, enrol
from backend.families.models import Child
from backend.families.parse_row import Row
from backend.families.queries import family_by_id
from backend.protocol.pack import Pack


def enrol_with_consent(
    engine: Engine, path: Path, *, pack: Pack, by: str, then: Callable[[Session, Child, Row], None], now: datetime
) -> EnrolReport:
    """Enrol the rows of `path`, record the consent each names, `then` let the room above do its part.

    Raises SheetUnreadableError.
    """

    def keep(session: Session, child: Child, row: Row) -> None:
        record_consent(
            session,
            child=child,
            version=row.consent_version,
            reference=row.consent_reference,
            happened_on=row.consent_on,
            by=by,
            now=now,
        )
        then(session, child, row)

    return enrol(engine, path, pack=pack, by=by, alongside=Alongside(keep, _differences), now=now)


def _differences(session: Session, child: Child, row: Row) -> list[str]:
    given = [each for each in queries.facts_of(session, child.id) if each.kind is ConsentKind.CONSENTED]
    if not given:
        return ["consent_on"]
    last, zone = given[-1], ZoneInfo(family_by_id(session, child.family_id).zone)
    pairs = (
        ("consent_on", row.consent_on, last.happened_at.astimezone(zone).date()),
        ("consent_version", row.consent_version, last.version),
        ("consent_reference", row.consent_reference, last.reference),
    )
    return [column for column, written, recorded in pairs if written != recorded]
