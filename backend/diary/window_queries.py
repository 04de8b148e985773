"""The SQL of windows: a child's as values and as rows, and which of them have an entry."""

from datetime import date, datetime

from sqlalchemy import bindparam, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from backend.diary.models import DiaryWindow, Entry
from backend.diary.windows import Key, Window

# Statements asked at every entry are built once: building them costs more than running them.
_COLUMNS = (
    col(DiaryWindow.instrument),
    col(DiaryWindow.due_on),
    col(DiaryWindow.anchor),
    col(DiaryWindow.anchor_on),
    col(DiaryWindow.opens_at),
    col(DiaryWindow.closes_at),
    col(DiaryWindow.late_until),
    col(DiaryWindow.optional),
)
_IN_FORCE = (
    sql_select(*_COLUMNS)
    .where(col(DiaryWindow.child_id) == bindparam("child"), col(DiaryWindow.superseded_at).is_(None))
    .order_by(col(DiaryWindow.opens_at), col(DiaryWindow.instrument))
)


def windows_in_force(session: Session, child_id: str) -> dict[Key, Window]:
    """A child's windows in order of opening, as values."""
    found = (Window(*row) for row in session.execute(_IN_FORCE, {"child": child_id}))
    return {window.key: window for window in found}


def windows_about(
    session: Session, child_id: str, instrument: str, *, at: datetime, due_on: date | None
) -> dict[Key, Window]:
    """An instrument's windows that take an entry then, and that of the day, if named."""
    takes = (col(DiaryWindow.opens_at) <= at) & (col(DiaryWindow.late_until) > at)
    wanted = takes if due_on is None else takes | (col(DiaryWindow.due_on) == due_on)
    rows = session.execute(
        sql_select(*_COLUMNS).where(
            col(DiaryWindow.child_id) == child_id,
            col(DiaryWindow.instrument) == instrument,
            col(DiaryWindow.superseded_at).is_(None),
            wanted,
        )
    )
    found = (Window(*row) for row in rows)
    return {window.key: window for window in found}


def window_with_id(session: Session, window_id: str) -> Window | None:
    """The window as it is in force; None if it no longer is."""
    row = session.execute(
        sql_select(*_COLUMNS).where(col(DiaryWindow.window_id) == window_id, col(DiaryWindow.superseded_at).is_(None))
    ).first()
    return Window(*row) if row is not None else None


def windows_opening(session: Session, *, since: datetime, until: datetime) -> list[tuple[str, Window]]:
    """Every child's windows in force that open in that span, each with its child's id, in order of opening."""
    rows = session.execute(
        sql_select(col(DiaryWindow.child_id), *_COLUMNS)
        .where(
            col(DiaryWindow.superseded_at).is_(None),
            col(DiaryWindow.opens_at) > since,
            col(DiaryWindow.opens_at) <= until,
        )
        .order_by(col(DiaryWindow.opens_at), col(DiaryWindow.child_id), col(DiaryWindow.instrument))
    )
    return [(row[0], Window(*row[1:])) for row in rows]


def window_rows(session: Session, child_id: str) -> list[DiaryWindow]:
    """Those in force."""
    return list(
        session.exec(
            select(DiaryWindow).where(DiaryWindow.child_id == child_id, col(DiaryWindow.superseded_at).is_(None))
        ).all()
    )


def all_windows(session: Session, child_id: str) -> list[DiaryWindow]:
    """Every window a child ever had, superseded ones too, in the order of their days and then as planned."""
    return list(
        session.exec(
            select(DiaryWindow)
            .where(DiaryWindow.child_id == child_id)
            .order_by(col(DiaryWindow.due_on), col(DiaryWindow.instrument), col(DiaryWindow.recorded_at))
        ).all()
    )


def revisions(session: Session, child_id: str) -> int:
    """How many windows a child has ever had."""
    return session.exec(select(func.count()).select_from(DiaryWindow).where(DiaryWindow.child_id == child_id)).one()


def placed(session: Session, child_id: str) -> set[str]:
    """The ids of the child's windows that have an entry."""
    rows = session.exec(
        select(Entry.window_id).where(Entry.child_id == child_id, col(Entry.window_id).is_not(None)).distinct()
    ).all()
    return {row for row in rows if row is not None}
