"""The SQL of what a phone was told, and what it is asked."""

from datetime import datetime

from sqlalchemy import Text, and_, cast, or_
from sqlmodel import Session, col, select

from backend.outbox.models import Message, Status
from backend.outbox.queries import OUT


def messages_to(
    session: Session,
    *,
    stream: str,
    number_index: str,
    before: tuple[datetime, str] | None,
    limit: int,
    answers_but: str = "",
) -> list[Message]:
    """A family's texts to one phone that left, or could not go to that number, the newest first; pages are not among.

    `before` is the moment and id of the last one already seen. `answers_but`: only answers, those of this kind apart.
    """
    left = col(Message.status).in_([*OUT, Status.UNDELIVERED.value, Status.FAILED.value])
    held = and_(col(Message.status) == Status.BLOCKED.value, col(Message.reason).startswith("number-"))
    query = select(Message).where(
        Message.stream == stream,
        Message.number_index == number_index,
        Message.message_class != "staff-page",
        or_(left, held),
    )
    if answers_but:
        query = query.where(col(Message.message_class).in_(["reply", "safety"]), Message.kind != answers_but)
    if before is not None:
        at, last = before
        same = and_(col(Message.created_at) == at, col(Message.id) < last)
        query = query.where(or_(col(Message.created_at) < at, same))
    return list(
        session.exec(query.order_by(col(Message.created_at).desc(), col(Message.id).desc()).limit(limit)).all()
    )


def told_to(session: Session, *, stream: str, number_index: str) -> set[str]:
    """What this phone has been told, or is about to be: the marks of every text to it that was not taken back."""
    rows = session.exec(
        select(Message.about).where(
            Message.stream == stream,
            Message.number_index == number_index,
            col(Message.status) != Status.CANCELED.value,
        )
    ).all()
    return {mark for about in rows for mark in about}


def answers_about(session: Session, *, stream: str, number_index: str, about: str) -> list[Message]:
    """What this phone was told about one thing, by text or in the app's inbox, the oldest first."""
    mine = select(Message).where(
        Message.stream == stream,
        Message.number_index == number_index,
        cast(col(Message.about), Text).contains(f'"{about}"'),
    )
    return list(session.exec(mine.order_by(col(Message.created_at), col(Message.id))).all())


def replies_about(session: Session, *, stream: str, about: str) -> list[Message]:
    """What any phone of a family was answered about one thing, the oldest first."""
    mine = select(Message).where(
        Message.stream == stream,
        Message.message_class == "reply",
        cast(col(Message.about), Text).contains(f'"{about}"'),
    )
    return list(session.exec(mine.order_by(col(Message.created_at), col(Message.id))).all())


def was_announced(session: Session, *, stream: str, about: str) -> bool:
    """Whether a text that speaks of `about` has gone, or may have gone, to anyone."""
    rows = session.exec(select(Message).where(Message.stream == stream, col(Message.sent_at).is_not(None))).all()
    return any(item.startswith(about) for row in rows for item in row.about)


def safety_kinds_at(session: Session, *, number_index: str, at: datetime) -> list[str]:
    """The kinds of safety texts that were put out for a number at that very moment: in one transaction."""
    return list(
        session.exec(
            select(Message.kind).where(
                Message.number_index == number_index, Message.created_at == at, Message.message_class == "safety"
            )
        ).all()
    )


def open_prompt(session: Session, *, number_index: str, now: datetime) -> Message | None:
    """The last text with choices that reached, or may have reached, this number and still waits for an answer."""
    return session.exec(
        select(Message)
        .where(
            Message.number_index == number_index,
            col(Message.status).in_(OUT),
            col(Message.options_until) > now,
            col(Message.sent_at).is_not(None),
        )
        .order_by(col(Message.sent_at).desc(), col(Message.id))
        .limit(1)
    ).first()


def is_asked_about(session: Session, *, number_index: str, now: datetime) -> bool:
    """Whether a text with choices is still on its way to this number."""
    query = select(Message.id).where(
        Message.number_index == number_index, Message.status == Status.PENDING.value, col(Message.options_until) > now
    )
    return session.exec(query.limit(1)).first() is not None
