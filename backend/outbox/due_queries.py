"""The SQL of what falls to be done: what to ask the provider, what to tell a person, and when each is next due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from backend.outbox.models import Message, RouteHalt, Status


def abandoned(session: Session, *, now: datetime, limit: int) -> list[Message]:
    """Handed over by a worker that never came back to say what happened."""
    return list(
        session.exec(
            select(Message)
            .where(Message.status == Status.SENDING.value, col(Message.lease_until) <= now)
            .order_by(col(Message.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
    )


def to_check(session: Session, *, statuses: Iterable[Status], now: datetime, limit: int) -> list[Message]:
    """Messages whose fate should be asked of the provider now."""
    return list(
        session.exec(
            select(Message)
            .where(col(Message.status).in_([s.value for s in statuses]), col(Message.check_at) <= now)
            .order_by(col(Message.check_at), col(Message.id))
            .limit(limit)
        ).all()
    )


def unswept(session: Session, *, limit: int) -> list[Message]:
    """Messages that ended badly and that no person has been told of yet."""
    bad = (Status.UNDELIVERED.value, Status.FAILED.value, Status.EXPIRED.value, Status.BLOCKED.value)
    return list(
        session.exec(
            select(Message)
            .where(col(Message.swept_at).is_(None), col(Message.status).in_(bad))
            .order_by(col(Message.status_at), col(Message.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
    )


def canceled_together(session: Session, *, limit: int) -> list[Message]:
    """Texts for several steps that were taken back and whose other steps have not been looked at again."""
    return list(
        session.exec(
            select(Message)
            .where(
                col(Message.swept_at).is_(None),
                Message.status == Status.CANCELED.value,
                Message.kind == "visit-together",
            )
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
    )


def unswept_halts(session: Session) -> list[RouteHalt]:
    return list(
        session.exec(
            select(RouteHalt).where(col(RouteHalt.swept_at).is_(None)).with_for_update(skip_locked=True)
        ).all()
    )


@dataclass(frozen=True)
class Due:
    """When each kind of work in the outbox next falls due; None where there is none."""

    urgent: datetime | None
    replies: datetime | None
    scheduled: datetime | None
    doubtful: datetime | None
    unheard: datetime | None
    unswept: bool
    taken_back: bool


def due(session: Session) -> Due:
    """One look over everything the outbox has to do."""
    urgent, scheduled, replies, abandoned, unknown, unheard, bad, back = session.execute(_WORK).one()
    doubtful = min((moment for moment in (abandoned, unknown) if moment is not None), default=None)
    return Due(urgent, replies, scheduled, doubtful, unheard, bool(bad), bool(back))


def _work() -> Select[Any]:
    """Eight looks in one statement, built once: it is asked at every step of a simulated year."""
    status, ended_badly = col(Message.status), (Status.UNDELIVERED, Status.FAILED, Status.EXPIRED, Status.BLOCKED)
    free_at = func.coalesce(col(Message.lease_until), col(Message.next_at))
    later = case((free_at > col(Message.next_at), free_at), else_=col(Message.next_at))
    pending = status == Status.PENDING.value
    unswept = col(Message.swept_at).is_(None)
    together = and_(unswept, status == Status.CANCELED.value, col(Message.kind) == "visit-together")
    looks = (
        select(func.min(later)).where(pending, Message.lane == 0),
        select(func.min(later)).where(pending, Message.lane == 1),
        select(func.min(later)).where(pending, Message.lane == 2),  # noqa: PLR2004 - the lanes of enqueue
        select(func.min(Message.lease_until)).where(status == Status.SENDING.value),
        select(func.min(Message.check_at)).where(status == Status.UNKNOWN.value),
        select(func.min(Message.check_at)).where(status.in_([Status.ACCEPTED.value, Status.SENT.value])),
        select(func.count(col(Message.id))).where(unswept, status.in_([each.value for each in ended_badly])),
        select(func.count(col(Message.id))).where(together),
    )
    return sql_select(*(look.scalar_subquery() for look in looks))


_WORK = _work()
