"""The SQL of turns: which family's windows are to be looked at next, and the hour it chose to be reminded."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from backend.db import UTCDateTime
from backend.diary.models import DiaryTurn, NudgeHour

# Statements asked at every tick are built once: building them costs more than running them.
_TURNS = (
    select(DiaryTurn.family_id)
    .where(col(DiaryTurn.next_at) <= bindparam("now", type_=UTCDateTime()))
    .order_by(col(DiaryTurn.next_at), col(DiaryTurn.family_id))
    .limit(bindparam("limit"))
)
_NEXT_TURN = select(func.min(DiaryTurn.next_at))


def families_to_look_at(session: Session, *, now: datetime, limit: int) -> list[str]:
    """Families whose windows are to be looked at by now, the longest due first."""
    return list(session.exec(_TURNS, params={"now": now, "limit": limit}).all())


def next_turn_at(session: Session) -> datetime | None:
    """When any family's windows are next to be looked at."""
    return session.exec(_NEXT_TURN).one()


def turn_of(session: Session, family_id: str) -> DiaryTurn | None:
    """The family's turn, locked, as it stands now."""
    return session.get(DiaryTurn, family_id, with_for_update=True, populate_existing=True)


def look_at(session: Session, family_id: str, *, again: bool = False, now: datetime) -> None:
    """Look at a family's windows at once; `again`: today's reminder, which was taken back, too."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    changed = {"next_at": now, "nudged_on": None} if again else {"next_at": now}
    statement = insert(DiaryTurn).values(family_id=family_id, next_at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["family_id"], set_=changed))


def look_at_all(session: Session, *, now: datetime) -> None:
    """Look at the windows of every family at once."""
    session.execute(update(DiaryTurn).values(next_at=now))


def nudge_again(session: Session, families: Collection[str]) -> None:
    """Decide today's reminder of these families again, at their next look."""
    session.execute(update(DiaryTurn).where(col(DiaryTurn.family_id).in_(families)).values(nudged_on=None))


def nudge_hour(session: Session, family_id: str) -> NudgeHour | None:
    """The hour a family chose last."""
    query = select(NudgeHour).where(NudgeHour.family_id == family_id).order_by(col(NudgeHour.nth).desc())
    return session.exec(query).first()
