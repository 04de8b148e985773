"""Handing a task to somebody else of the site's staff; it stays on everybody's list until it has an outcome."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.models import Task, TaskAct
from backend.concerns.task_events import append, take_task
from backend.errors import NotFoundError
from backend.protocol.blinding import refuse_arm_words
from backend.staff import queries as staff


def hand_over_task(session: Session, number: int, *, to: str, note: str, by: str, now: datetime) -> Task:
    """Ask `to` (a sign-in name of somebody who may act) to do it.

    Raises NotFoundError, TaskDoneError, ArmWordsError.
    """
    refuse_arm_words(note)
    task = take_task(session, number)
    member = staff.find_by_name(session, to)
    if member is None or member.disabled_at is not None or not member.role.may_act:
        raise NotFoundError(f"Nobody of the staff who could do it signs in as {to!r}.")
    task.holder, task.put_off_until = member.name, None
    append(session, task, TaskAct.HANDED_OVER, by=by, facts={"to": member.name}, words=note, now=now)
    return task
