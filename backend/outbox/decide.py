"""Writing down why: one row per step, so that each message can be explained long afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from sqlmodel import Session

from backend.outbox.models import Decision, Message, Stage


@dataclass(frozen=True)
class Because:
    """A rule, its outcome in one word, the reason for it, and the facts it looked at."""

    rule: str
    outcome: str
    reason: str
    facts: Mapping[str, str] = field(default_factory=dict)


def note(
    session: Session,
    because: Because,
    *,
    stream: str,
    about_on: date,
    stage: Stage,
    message_id: str | None = None,
    now: datetime,
) -> None:
    """Keep a decision about a family's day, with or without a message."""
    session.add(
        Decision(
            id=str(uuid4()),
            at=now,
            stream=stream,
            about_on=about_on,
            message_id=message_id,
            rule=because.rule,
            stage=stage.value,
            outcome=because.outcome,
            reason=because.reason,
            facts=dict(because.facts),
        )
    )


def note_message(session: Session, message: Message, because: Because, *, stage: Stage, now: datetime) -> None:
    """Keep a decision about an existing message."""
    note(
        session,
        because,
        stream=message.stream,
        about_on=message.due_at.date(),
        stage=stage,
        message_id=message.id,
        now=now,
    )
