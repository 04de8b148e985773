"""All SQL of diaries by text."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from backend.sittings.models import OVER, DiaryText


def newest_of_phone(session: Session, phone_id: str, *, now: datetime) -> DiaryText | None:
    """The last text of a phone to a diary that still takes one."""
    return session.exec(
        select(DiaryText)
        .where(DiaryText.phone_id == phone_id, col(DiaryText.open_until) > now)
        .order_by(col(DiaryText.received_at).desc(), col(DiaryText.recorded_at).desc(), col(DiaryText.id))
        .limit(1)
    ).first()


def texts_of(session: Session, sitting_id: str) -> Sequence[DiaryText]:
    """The texts of a sitting in the order they came."""
    return session.exec(
        select(DiaryText)
        .where(DiaryText.sitting_id == sitting_id)
        .order_by(col(DiaryText.received_at), col(DiaryText.recorded_at), col(DiaryText.id))
    ).all()


def text_with_id(session: Session, text_id: str) -> DiaryText | None:
    return session.get(DiaryText, text_id)


def left_open(session: Session, *, now: datetime, limit: int) -> list[str]:
    """Sittings that ran out of time before they were over."""
    over = select(DiaryText.sitting_id).where(col(DiaryText.came).in_(OVER))
    return list(
        session.exec(
            select(DiaryText.sitting_id)
            .where(col(DiaryText.sitting_id).not_in(over))
            .group_by(col(DiaryText.sitting_id))
            .having(func.min(col(DiaryText.open_until)) <= now)
            .order_by(col(DiaryText.sitting_id))
            .limit(limit)
        ).all()
    )


def next_left_open_at(session: Session) -> datetime | None:
    """When the next sitting that is not over runs out of time."""
    over = select(DiaryText.sitting_id).where(col(DiaryText.came).in_(OVER))
    return session.exec(select(func.min(DiaryText.open_until)).where(col(DiaryText.sitting_id).not_in(over))).one()
