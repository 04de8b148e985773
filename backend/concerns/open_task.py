"""Asking a person to do something, in the transaction of the reason for it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.models import Task, TaskKind
from backend.concerns.take_numbers import take_numbers
from backend.triage.understanding import Intent

WISHES = {
    Intent.ALLOCATION_QUESTION: TaskKind.UNBLINDING_REQUEST,
    Intent.WITHDRAW_STUDY: TaskKind.WITHDRAWAL_ASKED,
    Intent.TALK_TO_PERSON: TaskKind.CALL_BACK,
    Intent.OPT_OUT: TaskKind.OPTED_OUT,
}
"""What a family may ask for in its own words that comes to a person, what matters most first."""


def open_task(
    session: Session,
    *,
    kind: TaskKind,
    stream: str,
    dedup_key: str,
    due_by: datetime,
    child_code: str | None = None,
    facts: Mapping[str, str] | None = None,
    words: str | None = None,
    now: datetime,
) -> Task | None:
    """Open a task once per `dedup_key`; None if it exists. `words` (what a family wrote) are sealed."""
    take_numbers(session, [stream])
    if queries.by_key(session, dedup_key) is not None:
        return None
    task = Task(
        id=str(uuid5(NAMESPACE_URL, dedup_key)),
        number=queries.next_number(session),
        dedup_key=dedup_key,
        kind=kind.value,
        stream=stream,
        child_code=child_code,
        facts=dict(facts or {}),
        words=words,
        opened_at=now,
        due_by=due_by,
    )
    session.add(task)
    session.flush()
    return task
