"""The SQL of claims: due messages leased to one worker."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, or_, update
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import Session, col, select

from backend.db import UTCDateTime
from backend.outbox.models import Message, Status

# Statements of every send and report are built once: building them costs more than running them.
_NOW = bindparam("now", type_=UTCDateTime())
_RANK = case(
    (col(Message.kind).startswith("safety-emergency"), 0), (col(Message.message_class) == "safety", 1), else_=2
)


def _claim(*first: ColumnElement[Any]) -> UpdateBase:
    """The statement that leases due messages of a lane, in the order of `first`, then of time."""
    claimable = (
        select(Message.id)
        .where(
            col(Message.lane) == bindparam("of_lane"),
            col(Message.status) == Status.PENDING.value,
            col(Message.next_at) <= _NOW,
            or_(col(Message.lease_until).is_(None), col(Message.lease_until) <= _NOW),
        )
        .order_by(*first, col(Message.next_at), col(Message.id))
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
    )
    return (
        update(Message)
        .where(col(Message.id).in_(claimable.scalar_subquery()))
        .values(worker=bindparam("claimant"), lease_until=bindparam("until", type_=UTCDateTime()))
        .returning(_RANK, col(Message.next_at), col(Message.id))
        .execution_options(synchronize_session=False)
    )


_CLAIM, _CLAIM_BY_RANK = _claim(), _claim(_RANK)


def claim(
    session: Session, *, lane: int, worker: str, now: datetime, lease: timedelta, limit: int, ranked: bool = False
) -> Sequence[str]:
    """Lease up to `limit` due messages of a lane; rows another worker holds are passed over.

    The oldest first; if `ranked`, a family's emergency answer before other safety texts, and these before pages.
    """
    asked = {"of_lane": lane, "now": now, "limit": limit, "claimant": worker, "until": now + lease}
    rows = [tuple(row) for row in session.execute(_CLAIM_BY_RANK if ranked else _CLAIM, asked).all()]
    rows.sort(key=None if ranked else lambda row: row[1:])
    return [str(row[2]) for row in rows]


def leased(session: Session, *, ids: Sequence[str], worker: str) -> list[Message]:
    """Those of `ids` that are still pending and still ours, locked, in the order given."""
    rows = session.exec(
        select(Message)
        .where(col(Message.id).in_(ids), Message.status == Status.PENDING.value, Message.worker == worker)
        .order_by(col(Message.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    place = {message_id: index for index, message_id in enumerate(ids)}
    return sorted(rows, key=lambda row: place[row.id])
