"""A concern whose step fails comes to a person, and makes way for the others until it is tried again."""

from datetime import datetime, timedelta

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import lock
from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task

TRY_AGAIN = timedelta(minutes=1)
STEP_FAILED = "step-failed:"
"""How the keys of these tasks begin."""
WHY = "step-failed"


def escalate_by_hand(session: Session, concern_id: str, *, now: datetime) -> None:
    """Ask a person to look, once while nobody did and at most once an hour; it is tried again in a while."""
    found = queries.concern_with_id(session, concern_id)
    if found is None:
        return
    lock(session, found.stream)
    concern = queries.concern_with_id(session, concern_id) or found
    if concern.next_at is None or concern.next_at > now:
        return
    concern.next_at = now + TRY_AGAIN
    session.add(concern)
    key = f"{STEP_FAILED}{concern.id}:"
    if queries.open_beginning(session, key):
        return
    open_task(
        session,
        kind=TaskKind.NOBODY_ON_CALL,
        stream=concern.stream,
        dedup_key=f"{key}{now:%Y-%m-%dT%H}",
        due_by=now,
        child_code=concern.child_code,
        facts={"concern": str(concern.number), "level": concern.level, "why": WHY},
        now=now,
    )
