"""That somebody took the study's rows away is itself kept in the audit."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import STUDY, record


def keep_track(session: Session, *, what: str, site: str, by: str, now: datetime) -> None:
    """Who took which table, of which site, and when."""
    record(session, stream=STUDY, actor=by, action="exports.take", subject=f"{site or 'every site'}/{what}", now=now)
