"""Putting a task off until a day: it leaves the list until then, and comes back by itself."""

from datetime import datetime, timedelta

from sqlmodel import Session

from backend.concerns.models import Task, TaskAct, TaskKind
from backend.concerns.task_events import append, take_task
from backend.errors import ConflictError
from backend.protocol.blinding import refuse_arm_words

LONGEST = timedelta(days=31)
NEVER_PUT_OFF = frozenset({TaskKind.CALL_NOW.value, TaskKind.NOBODY_ON_CALL.value})


class CannotPutOffError(ConflictError):
    """It cannot wait, or not that long."""

    type = "cannot-put-off"


def put_off_task(session: Session, number: int, *, until: datetime, note: str, by: str, now: datetime) -> Task:
    """Bring it back at `until` (UTC). Raises NotFoundError, TaskDoneError, CannotPutOffError, ArmWordsError."""
    refuse_arm_words(note)
    task = take_task(session, number)
    if task.kind in NEVER_PUT_OFF:
        raise CannotPutOffError("A family may be waiting in danger; this cannot be put off.")
    if not now < until <= now + LONGEST:
        raise CannotPutOffError(f"Put it off until a day within {LONGEST.days} days.")
    task.put_off_until = until
    append(session, task, TaskAct.PUT_OFF, by=by, facts={"until": until.isoformat()}, words=note, now=now)
    return task
