"""Taking a conversation over, so that the assistant keeps quiet, and handing it back."""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from backend.audit.record import record
from backend.chat import queries
from backend.chat.models import ChatHold, HoldKind
from backend.errors import ConflictError
from backend.outbox.queries import serialise


class HeldError(ConflictError):
    """Somebody has the conversation already."""

    type = "chat-held"


class NotHeldError(ConflictError):
    """Nobody has it, so nobody can hand it back."""

    type = "chat-not-held"


def holder(session: Session, stream: str) -> ChatHold | None:
    """Who has this family's conversation now; None: the assistant answers."""
    last = queries.last_hold(session, stream)
    return last if last is not None and last.kind == HoldKind.TAKEN.value else None


def take_over(session: Session, *, stream: str, by: str, now: datetime) -> None:
    """From now on a person answers this family. Raises HeldError."""
    serialise(session, [f"chat:{stream}"])
    held = holder(session, stream)
    if held is not None:
        raise HeldError(f"{held.by} has this conversation.")
    _append(session, HoldKind.TAKEN, stream, by, now)


def hand_back(session: Session, *, stream: str, by: str, now: datetime) -> None:
    """The assistant may answer again. Raises NotHeldError."""
    serialise(session, [f"chat:{stream}"])
    if holder(session, stream) is None:
        raise NotHeldError("Nobody has this conversation.")
    _append(session, HoldKind.BACK, stream, by, now)


def _append(session: Session, kind: HoldKind, stream: str, by: str, now: datetime) -> None:
    nth = queries.next_hold(session, stream)
    queries.add(session, ChatHold(id=str(uuid4()), stream=stream, nth=nth, kind=kind.value, by=by, at=now))
    record(
        session,
        stream=stream,
        actor=by,
        action=f"chat.{kind.value}",
        subject=f"chat:{stream}",
        after={"by": by},
        now=now,
    )
