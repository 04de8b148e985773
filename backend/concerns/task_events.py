"""Writing down what a person did about a task: the event, the columns that repeat it, the audit."""

from collections.abc import Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session

from backend.audit.record import record
from backend.concerns import queries
from backend.concerns.models import Task, TaskAct, TaskEvent, TaskState
from backend.errors import ConflictError, NotFoundError

ACTIONS = {
    TaskAct.TRIED: "concerns.try-task",
    TaskAct.PUT_OFF: "concerns.put-off-task",
    TaskAct.HANDED_OVER: "concerns.hand-over-task",
    TaskAct.CLOSED: "concerns.close-task",
}


class TaskDoneError(ConflictError):
    """Somebody did it already."""

    type = "task-done"


def take_task(session: Session, number: int) -> Task:
    """The open task of that number, locked. Raises NotFoundError, TaskDoneError."""
    task = queries.by_number(session, number)
    if task is None:
        raise NotFoundError(f"There is no task {number}. `nuanxin tasks` lists those that are open.")
    if task.state != TaskState.OPEN.value:
        raise TaskDoneError(f"Task {number} was already done by {task.done_by}: {task.outcome}.")
    return task


def append(
    session: Session, task: Task, act: TaskAct, *, by: str, facts: Mapping[str, str], words: str = "", now: datetime
) -> None:
    """Append one event to a locked task, with its audit."""
    nth = queries.task_event_count(session, task.id) + 1
    session.add(
        TaskEvent(
            id=str(uuid5(NAMESPACE_URL, f"task-event:{task.id}/{nth}")),
            task_id=task.id,
            nth=nth,
            kind=act.value,
            at=now,
            by=by,
            facts=dict(facts),
            words=words or None,
        )
    )
    session.add(task)
    session.flush()
    record(
        session,
        stream=task.stream,
        actor=by,
        action=ACTIONS[act],
        subject=f"task:{task.number}",
        after={"kind": task.kind, **facts, "note": words},
        now=now,
    )
