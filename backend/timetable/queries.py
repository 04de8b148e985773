"""All SQL about ticks."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from backend.timetable.models import Tick


def take_slot(session: Session, *, job: str, slot: datetime, worker: str, now: datetime) -> bool:
    """Whether this worker is the one to run the job for that slot."""
    values = {"job": job, "slot": slot, "worker": worker, "started_at": now}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Tick).values(**values).on_conflict_do_nothing().returning(col(Tick.job))
    return session.execute(statement).first() is not None


def close_slot(
    session: Session, *, job: str, slot: datetime, did: int | None, error: str | None, now: datetime
) -> None:
    session.execute(
        update(Tick).where(col(Tick.job) == job, col(Tick.slot) == slot).values(ended_at=now, did=did, error=error)
    )


def latest(session: Session) -> dict[str, datetime]:
    """When each job last ended well."""
    rows = session.exec(
        select(Tick.job, func.max(Tick.ended_at)).where(col(Tick.error).is_(None)).group_by(col(Tick.job))
    ).all()
    return {job: ended for job, ended in rows if ended is not None}


def forget_before(session: Session, *, moment: datetime) -> int:
    """Drop old ticks: they prove nothing any more."""
    found = session.execute(delete(Tick).where(col(Tick.started_at) < moment).returning(col(Tick.job)))
    return len(found.all())
