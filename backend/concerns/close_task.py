"""Closing a task with what came of it."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.models import Task, TaskAct, TaskState
from backend.concerns.task_events import append, take_task
from backend.errors import ConflictError
from backend.protocol.blinding import refuse_arm_words


def close_task(session: Session, number: int, *, outcome: str, note: str, by: str, now: datetime) -> Task:
    """Mark a task done. Raises NotFoundError, TaskDoneError if somebody else already did it, ArmWordsError."""
    refuse_arm_words(note)
    task = take_task(session, number)
    if not outcome.strip():
        raise ConflictError("Write down what came of it: --outcome.")
    task.state, task.done_at, task.done_by, task.outcome = TaskState.DONE.value, now, by, outcome
    task.note, task.put_off_until = note or None, None
    append(session, task, TaskAct.CLOSED, by=by, facts={"outcome": outcome}, words=note, now=now)
    return task
