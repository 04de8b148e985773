"""Asking for a person, or taking a conversation over, so that the assistant keeps quiet; and handing it back.

Asked for and never taken over, the quiet ends with an outcome of the call that was asked for; until then it is on
today's list.
"""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from backend.audit.record import record
from backend.chat import queries
from backend.chat.models import ChatHold, HoldKind
from backend.concerns import queries as concerns
from backend.concerns.models import TaskKind, TaskState
from backend.errors import ConflictError
from backend.outbox.lock_queries import serialise


class HeldError(ConflictError):
    """Somebody has the conversation already."""

    type = "chat-held"


class NotHeldError(ConflictError):
    """Nobody has it, so nobody can hand it back."""

    type = "chat-not-held"


def holder(session: Session, stream: str) -> ChatHold | None:
    """Who has this family's conversation now, or asked for a person; None: the assistant answers."""
    last = queries.last_hold(session, stream)
    if last is None or last.kind == HoldKind.BACK.value or _is_settled(session, last):
        return None
    return last


def held_now(session: Session) -> dict[str, ChatHold]:
    """Every conversation that the assistant keeps out of, by the family's code."""
    return {each.stream: each for each in queries.unreturned(session) if not _is_settled(session, each)}


def wait_for_person(session: Session, *, stream: str, text_id: str, by: str, now: datetime) -> None:
    """From now on only a person answers this family, which asked for one by this text."""
    serialise(session, [f"chat:{stream}"])
    held = holder(session, stream)
    if held is None or held.kind == HoldKind.ASKED.value:
        _append(session, HoldKind.ASKED, stream, by, now, named=text_id)


def take_over(session: Session, *, stream: str, by: str, now: datetime) -> None:
    """From now on a person answers this family. Raises HeldError."""
    serialise(session, [f"chat:{stream}"])
    held = holder(session, stream)
    if held is not None and held.kind == HoldKind.TAKEN.value:
        raise HeldError(f"{held.by} has this conversation.")
    _append(session, HoldKind.TAKEN, stream, by, now)


def hand_back(session: Session, *, stream: str, by: str, now: datetime) -> None:
    """The assistant may answer again. Raises NotHeldError."""
    serialise(session, [f"chat:{stream}"])
    if holder(session, stream) is None:
        raise NotHeldError("Nobody has this conversation.")
    _append(session, HoldKind.BACK, stream, by, now)


def _is_settled(session: Session, held: ChatHold) -> bool:
    """Whether the call that the family asked for has its outcome, and nobody took the conversation over."""
    if held.kind != HoldKind.ASKED.value:
        return False
    call = concerns.by_key(session, f"{TaskKind.CALL_BACK.value}:{held.id}")
    return call is not None and call.state == TaskState.DONE.value


def _append(session: Session, kind: HoldKind, stream: str, by: str, now: datetime, *, named: str = "") -> None:
    nth = queries.next_hold(session, stream)
    queries.add(session, ChatHold(id=named or str(uuid4()), stream=stream, nth=nth, kind=kind.value, by=by, at=now))
    record(
        session,
        stream=stream,
        actor=by,
        action=f"chat.{kind.value}",
        subject=f"chat:{stream}",
        after={"by": by},
        now=now,
    )
