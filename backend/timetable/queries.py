"""All SQL about ticks."""

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from backend.timetable.models import Tick

# Asked at every tick, so built once: building a statement costs more than running it.
_TAKE = {
    "postgresql": postgresql.insert(Tick).on_conflict_do_nothing().returning(col(Tick.job)),
    "sqlite": sqlite.insert(Tick).on_conflict_do_nothing().returning(col(Tick.job)),
}
_CLOSE = (
    update(Tick)
    .where(col(Tick.job) == bindparam("of_job"), col(Tick.slot) == bindparam("of_slot"))
    .values(ended_at=bindparam("at"), did=bindparam("done"), error=bindparam("failure"))
    .execution_options(synchronize_session=False)
)


def take_slot(session: Session, *, job: str, slot: datetime, worker: str, now: datetime) -> bool:
    """Whether this worker is the one to run the job for that slot."""
    values = {"job": job, "slot": slot, "worker": worker, "started_at": now}
    return session.connection().execute(_TAKE[session.get_bind().dialect.name], values).first() is not None


def close_slot(
    session: Session, *, job: str, slot: datetime, did: int | None, error: str | None, now: datetime
) -> None:
    values = {"of_job": job, "of_slot": slot, "at": now, "done": did, "failure": error}
    session.connection().execute(_CLOSE, values)


def latest(session: Session) -> dict[str, datetime]:
    """When each job last ended well."""
    rows = session.exec(
        select(Tick.job, func.max(Tick.ended_at)).where(col(Tick.error).is_(None)).group_by(col(Tick.job))
    ).all()
    return {job: ended for job, ended in rows if ended is not None}


def forget_before(session: Session, *, moment: datetime) -> int:
    """Drop old ticks, but for the last of each job that ended well: it says since when nothing was done."""
    old = delete(Tick).where(col(Tick.started_at) < moment)
    for job, ended in latest(session).items():
        old = old.where(or_(col(Tick.job) != job, col(Tick.ended_at).is_(None), col(Tick.ended_at) != ended))
    return len(session.execute(old.returning(col(Tick.job))).all())
