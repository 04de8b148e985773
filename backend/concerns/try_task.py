"""Writing down that a call was tried and nobody answered: the task stays on the list."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.models import Task, TaskAct
from backend.concerns.task_events import append, take_task
from backend.protocol.blinding import refuse_arm_words


def try_task(session: Session, number: int, *, note: str, by: str, now: datetime) -> Task:
    """`by` phoned and reached nobody. Raises NotFoundError, TaskDoneError, ArmWordsError."""
    refuse_arm_words(note)
    task = take_task(session, number)
    append(session, task, TaskAct.TRIED, by=by, facts={}, words=note, now=now)
    return task
