"""Reports as one statement each: figures cut by what is asked, and the windows behind a figure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, Select, case, func, literal, union_all
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from backend.adherence.confirmation_queries import confirmation_windows
from backend.adherence.dialects import monday
from backend.adherence.diary_queries import diary_windows
from backend.adherence.excuse_queries import excused
from backend.adherence.scope import Cut, Kind, Scope
from backend.adherence.standing_queries import COUNTED, Column, is_excused, state, unexcused
from backend.adherence.tally import Counted, Tally, tally_of
from backend.adherence.visit_queries import visit_windows
from backend.families.models import Child

Key = tuple[str | date, ...]
SOURCES = {
    Kind.DIARIES: diary_windows,
    Kind.VISITS: visit_windows,
    Kind.CONFIRMATIONS: confirmation_windows,
}
NAMES = {number: counted for counted, number in COUNTED.items()}
COLUMNS = {Cut.CHILD: "child_id", Cut.WEEK: "due_on", Cut.DAY: "due_on"}
"""Windows are counted by these, and only the counts are told by code and week: there are far fewer."""


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
    found = counts(SOURCES[kind](scope), by)
    cuts = [_cut(found, each) for each in by]
    query = sql_select(*cuts, found.c.counted, func.sum(found.c.windows)).group_by(*cuts, found.c.counted)
    if Cut.CHILD in by:
        query = query.join(Child, col(Child.id) == found.c.child_id)
    told: dict[Key, dict[str, int]] = defaultdict(dict)
    for *key, counted, count in session.execute(query, {"as_of": as_of}):
        told[tuple(key)][NAMES[counted]] = int(count)
    return {key: tally_of(each) for key, each in sorted(told.items())}


def offered_and_completed(session: Session, kind: Kind, scope: Scope, *, as_of: datetime) -> tuple[int, int]:
    """How many windows were offered by then, open and excused ones too, and of how many anything whole came."""
    window = SOURCES[kind](scope)
    came = func.sum(case((window.c.came, 1), else_=0))
    query = sql_select(func.count(), func.coalesce(came, 0)).where(~window.c.optional)
    offered, completed = session.execute(query, {"as_of": as_of}).one()
    return int(offered), int(completed)


def windows_behind(
    session: Session,
    kind: Kind,
    scope: Scope,
    *,
    counted: Collection[Counted] = (),
    limit: int | None = None,
    given: Collection[str] = (),
    as_of: datetime,
) -> list[Behind]:
    """The windows that a figure is made of, in the order of their days and children; at most the first `limit`.

    `given` are the ids of the children of a scope that asks for them.
    """
    window = unexcused(SOURCES[kind](scope))
    query = _behind(window, counted or list(Counted)).order_by(window.c.due_on, col(Child.code), window.c.instrument)
    asked = {"as_of": as_of} | ({"given": list(given)} if scope.given else {})
    rows = session.execute(query.limit(limit), asked)
    return [Behind(*row) for row in rows]


def _behind(window: CTE, wanted: Collection[Counted]) -> Select[Any]:
    excuse = excused(window)
    is_out = excuse.c.id.is_not(None) & is_excused(window)
    counts_as = case((is_out, COUNTED[Counted.EXCUSED]), else_=window.c.counted)
    columns: tuple[Any, ...] = (
        window.c.window_id,
        col(Child.code),
        window.c.instrument,
        window.c.period,
        window.c.due_on,
        window.c.opens_at,
        window.c.closes_at,
        window.c.late_until,
        case({number: name.value for number, name in NAMES.items()}, value=counts_as),
        state(window, excuse),
        excuse.c.reason,
    )
    joined = sql_select(*columns).join_from(window, Child, col(Child.id) == window.c.child_id)
    joined = joined.outerjoin(excuse, excuse.c.id == window.c.id)
    return joined.where(counts_as.in_([COUNTED[each] for each in wanted]))


def counts(windows: CTE, by: Sequence[Cut]) -> CTE:
    """How many windows count as what; the few that are excused are taken from what they else count as."""
    window = unexcused(windows)
    names = dict.fromkeys(COLUMNS.get(each, each.value) for each in by)
    cuts = [window.c[name] for name in names]
    excuse = excused(window, keep=names)
    same = [excuse.c[name] for name in names]
    plain = sql_select(*cuts, window.c.counted, func.count().label("windows")).group_by(*cuts, window.c.counted)
    fewer = sql_select(*same, excuse.c.counted, literal(-1)).where(is_excused(excuse))
    more = sql_select(*same, literal(COUNTED[Counted.EXCUSED]), literal(1)).where(is_excused(excuse))
    return union_all(plain, fewer, more).cte("counts")


def _cut(found: CTE, cut: Cut) -> Column:
    if cut is Cut.CHILD:
        return col(Child.code)
    return monday(found.c.due_on) if cut is Cut.WEEK else found.c[COLUMNS.get(cut, cut.value)]
