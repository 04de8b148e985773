"""All SQL of the chat."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from backend.chat.models import ChatHold, ChatProposal, ChatRating, ChatTurn, HoldKind


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


def turns_since(session: Session, *, since: datetime) -> list[ChatTurn]:
    """Every turn since then, the newest first."""
    return list(
        session.exec(select(ChatTurn).where(col(ChatTurn.at) > since).order_by(col(ChatTurn.at).desc())).all()
    )


def asked_use_since(session: Session, *, stream: str, topic: str, since: datetime) -> bool:
    """Whether a family was asked since then if an answer on this topic helped."""
    query = select(ChatTurn.id).where(ChatTurn.stream == stream, ChatTurn.topic == topic, col(ChatTurn.at) > since)
    return session.exec(query.where(col(ChatTurn.asked_use).is_(True)).limit(1)).first() is not None


def ratings_since(session: Session, *, since: datetime) -> list[ChatRating]:
    """Every rating since then, the oldest first."""
    newest = (col(ChatRating.at), col(ChatRating.id))
    return list(session.exec(select(ChatRating).where(col(ChatRating.at) > since).order_by(*newest)).all())


def proposals(session: Session) -> list[ChatProposal]:
    """Every proposal, the newest first."""
    return list(session.exec(select(ChatProposal).order_by(col(ChatProposal.at).desc(), col(ChatProposal.id))).all())


def proposal(session: Session, proposal_id: str) -> ChatProposal | None:
    return session.get(ChatProposal, proposal_id)


def last_hold(session: Session, stream: str) -> ChatHold | None:
    """The newest of who took a conversation over or handed it back."""
    newest = select(ChatHold).where(ChatHold.stream == stream).order_by(col(ChatHold.nth).desc()).limit(1)
    return session.exec(newest).first()


def unreturned(session: Session) -> list[ChatHold]:
    """The newest hold of every family whose conversation nobody handed back."""
    newest = select(ChatHold.stream, func.max(ChatHold.nth).label("nth")).group_by(col(ChatHold.stream)).subquery()
    mine = (newest.c.stream == col(ChatHold.stream)) & (newest.c.nth == col(ChatHold.nth))
    query = select(ChatHold).join(newest, mine).where(ChatHold.kind != HoldKind.BACK.value)
    return list(session.exec(query.order_by(col(ChatHold.at), col(ChatHold.id))).all())


def next_hold(session: Session, stream: str) -> int:
    last = last_hold(session, stream)
    return last.nth + 1 if last is not None else 1


def add(session: Session, row: ChatTurn | ChatHold | ChatRating | ChatProposal) -> None:
    """Keep a row."""
    session.add(row)
    session.flush()
