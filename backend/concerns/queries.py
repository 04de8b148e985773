"""All SQL about tasks."""

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from backend.concerns.models import Task, TaskState

# Built once: building a statement costs more than running it.
_BY_KEY = select(Task).where(Task.dedup_key == bindparam("key"))
_BY_NUMBER = select(Task).where(Task.number == bindparam("number")).with_for_update()
_LAST_NUMBER = select(func.max(Task.number))


def by_key(session: Session, dedup_key: str) -> Task | None:
    return session.exec(_BY_KEY, params={"key": dedup_key}).first()


def by_number(session: Session, number: int) -> Task | None:
    return session.exec(_BY_NUMBER, params={"number": number}).first()


def next_number(session: Session) -> int:
    return (session.exec(_LAST_NUMBER).one() or 0) + 1


def open_tasks(session: Session, *, stream: str | None = None) -> list[Task]:
    """What is open, the most pressing first."""
    query = select(Task).where(Task.state == TaskState.OPEN.value)
    if stream is not None:
        query = query.where(Task.stream == stream)
    return list(session.exec(query.order_by(col(Task.due_by), col(Task.number))).all())


def all_tasks(session: Session) -> list[Task]:
    return list(session.exec(select(Task).order_by(col(Task.number))).all())
