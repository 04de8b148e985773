"""Writing down a call that no line asked for: a task that is opened and done at once, so that it stays in view."""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from backend.concerns.close_task import close_task
from backend.concerns.models import Task, TaskKind
from backend.concerns.open_task import open_task
from backend.protocol.blinding import refuse_arm_words

SPOKE, NO_ANSWER = "spoke", "no-answer"


def note_call(session: Session, *, stream: str, reached: bool, note: str, by: str, now: datetime) -> Task:
    """`by` phoned the family of `stream`. Raises ArmWordsError."""
    refuse_arm_words(note)
    key = f"{TaskKind.CALL_MADE.value}:{uuid4()}"
    task = open_task(session, kind=TaskKind.CALL_MADE, stream=stream, dedup_key=key, due_by=now, now=now)
    if task is None:
        raise RuntimeError("a new call cannot be there already")
    return close_task(session, task.number, outcome=SPOKE if reached else NO_ANSWER, note=note, by=by, now=now)
