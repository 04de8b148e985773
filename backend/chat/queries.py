"""All SQL of the chat."""

from datetime import datetime

from sqlmodel import Session, col, select

from backend.chat.models import ChatTurn


def turn(session: Session, text_id: str) -> ChatTurn | None:
    """What became of a text that asked."""
    return session.get(ChatTurn, text_id)


def last_turn(
    session: Session, *, stream: str, number_index: str, caregiver_id: str | None, since: datetime
) -> ChatTurn | None:
    """The newest turn of whoever asks: a phone's texts are one conversation, what a caregiver types another."""
    return session.exec(
        select(ChatTurn)
        .where(
            ChatTurn.stream == stream,
            ChatTurn.number_index == number_index,
            ChatTurn.caregiver_id == caregiver_id,
            col(ChatTurn.at) > since,
        )
        .order_by(col(ChatTurn.at).desc(), col(ChatTurn.id).desc())
        .limit(1)
    ).first()


def add(session: Session, row: ChatTurn) -> None:
    """Keep a turn."""
    session.add(row)
    session.flush()
