"""Reports as one statement each: figures cut by what is asked, and the windows behind a figure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, func
from sqlalchemy import select as sql_select
from sqlmodel import Session

from backend.adherence.confirmation_queries import confirmation_windows
from backend.adherence.dialects import monday
from backend.adherence.diary_queries import diary_windows
from backend.adherence.scope import Cut, Kind, Scope
from backend.adherence.tally import Counted, Tally, tally_of
from backend.adherence.visit_queries import visit_windows

Key = tuple[str | date, ...]
SOURCES = {
    Kind.DIARIES: diary_windows,
    Kind.VISITS: visit_windows,
    Kind.CONFIRMATIONS: confirmation_windows,
}


@dataclass(frozen=True)
class Behind:
    """One window behind a figure: what it counts as, and how it stands."""

    window_id: str
    child: str
    instrument: str
    period: str
    due_on: date
    opens_at: datetime
    closes_at: datetime
    late_until: datetime
    counted: str
    state: str
    reason: str | None


def figures(
    session: Session, kind: Kind, scope: Scope, *, by: Sequence[Cut] = (), as_of: datetime
) -> Mapping[Key, Tally]:
    """The tallies by what they are cut by, as they were known at `as_of` (UTC)."""
    stands = SOURCES[kind](scope)
    cuts = [_cut(stands, each) for each in by]
    query = sql_select(*cuts, stands.c.counted, func.count()).group_by(*cuts, stands.c.counted)
    counts: dict[Key, dict[str, int]] = defaultdict(dict)
    for *key, counted, count in session.execute(query, {"as_of": as_of}):
        counts[tuple(key)][counted] = count
    return {key: tally_of(each) for key, each in sorted(counts.items())}


def offered_and_completed(session: Session, kind: Kind, scope: Scope, *, as_of: datetime) -> tuple[int, int]:
    """How many windows were offered by then, open and excused ones too, and of how many anything whole came."""
    stands = SOURCES[kind](scope)
    query = sql_select(func.count(), func.coalesce(func.sum(stands.c.came), 0)).where(
        stands.c.counted != Counted.OPTIONAL.value
    )
    offered, completed = session.execute(query, {"as_of": as_of}).one()
    return int(offered), int(completed)


def windows_behind(
    session: Session, kind: Kind, scope: Scope, *, counted: Collection[Counted] = (), as_of: datetime
) -> list[Behind]:
    """The windows that a figure is made of, in the order of their days and children."""
    stands = SOURCES[kind](scope)
    columns: tuple[ColumnElement[Any], ...] = (
        stands.c.window_id,
        stands.c.child,
        stands.c.instrument,
        stands.c.period,
        stands.c.due_on,
        stands.c.opens_at,
        stands.c.closes_at,
        stands.c.late_until,
        stands.c.counted,
        stands.c.state,
        stands.c.reason,
    )
    query = sql_select(*columns).order_by(stands.c.due_on, stands.c.child, stands.c.instrument)
    if counted:
        query = query.where(stands.c.counted.in_([each.value for each in counted]))
    rows = session.execute(query, {"as_of": as_of})
    return [Behind(*row) for row in rows]


def _cut(stands: CTE, cut: Cut) -> ColumnElement[str | date]:
    if cut is Cut.WEEK:
        return monday(stands.c.due_on)
    return stands.c.due_on if cut is Cut.DAY else stands.c[cut.value]
