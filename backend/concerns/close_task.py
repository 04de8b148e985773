"""Closing a task with what came of it."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.concerns import queries
from backend.concerns.models import Task, TaskState
from backend.errors import ConflictError, NotFoundError


def close_task(session: Session, number: int, *, outcome: str, note: str, by: str, now: datetime) -> Task:
    """Mark a task done. Raises NotFoundError, or ConflictError if somebody else already did it."""
    task = queries.by_number(session, number)
    if task is None:
        raise NotFoundError(f"There is no task {number}. `nuanxin tasks` lists those that are open.")
    if task.state != TaskState.OPEN.value:
        raise ConflictError(f"Task {number} was already done by {task.done_by}: {task.outcome}.")
    if not outcome.strip():
        raise ConflictError("Write down what came of it: --outcome.")
    task.state, task.done_at, task.done_by, task.outcome = TaskState.DONE.value, now, by, outcome
    task.note = note or None
    session.add(task)
    record(
        session,
        stream=task.stream,
        actor=by,
        action="concerns.close-task",
        subject=f"task:{task.number}",
        after={"kind": task.kind, "outcome": outcome, "note": note},
        now=now,
    )
    return task
