"""The course of some children: their weeks counted from each one's own first window, and since when nothing came."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, Select, bindparam, case, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from backend.adherence.dialects import days_between
from backend.adherence.queries import NAMES, SOURCES, counts
from backend.adherence.scope import Cut, Kind, Scope
from backend.adherence.standing_queries import COUNTED
from backend.adherence.tally import Counted, Tally, tally_of
from backend.families.models import Child

DUE = [COUNTED[each] for each in Counted if each not in (Counted.EXCUSED, Counted.OPEN, Counted.OPTIONAL)]
MISSING = [COUNTED[each] for each in (Counted.MISSED, Counted.OVERDUE)]


def own_weeks(
    session: Session, kind: Kind, scope: Scope, ids: Collection[str], *, as_of: datetime
) -> Mapping[str, Mapping[int, Tally]]:
    """By a child's code, its weeks as they were known at `as_of` (UTC); the first is 0."""
    weeks: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = session.execute(_weeks(kind, _of_those(scope)), {"as_of": as_of, "given": list(ids)})
    for code, nth, counted, count in rows:
        weeks[code][int(nth)][NAMES[counted]] = int(count)
    return {code: {nth: tally_of(each) for nth, each in mine.items()} for code, mine in weeks.items()}


def nothing_since(
    session: Session, kind: Kind, scope: Scope, ids: Collection[str], *, in_a_row: int, as_of: datetime
) -> Mapping[str, date]:
    """The children of whose last days with something due at least so many brought nothing; since which day."""
    asked = {"as_of": as_of, "given": list(ids), "in_a_row": in_a_row}
    return {str(code): since for code, since in session.execute(_runs(kind, _of_those(scope)), asked)}


def _of_those(scope: Scope) -> Scope:
    """The scope for children whose place is known already: PostgreSQL then finds their windows by their ids."""
    return replace(scope, site="", campus="", child="", given=True)


@lru_cache(maxsize=64)
def _weeks(kind: Kind, scope: Scope) -> Select[Any]:
    found = counts(SOURCES[kind](scope), by=[Cut.CHILD, Cut.DAY])
    day = func.min(found.c.due_on).label("day")
    first = sql_select(found.c.child_id, day).group_by(found.c.child_id).cte("first")
    week = (days_between(found.c.due_on, first.c.day) // 7).label("week")
    query = sql_select(col(Child.code), week, found.c.counted, func.sum(found.c.windows))
    query = query.join_from(found, first, first.c.child_id == found.c.child_id)
    query = query.join(Child, col(Child.id) == found.c.child_id)
    return query.group_by(col(Child.code), week, found.c.counted)


@lru_cache(maxsize=64)
def _runs(kind: Kind, scope: Scope) -> Select[Any]:
    """The days after the last one that brought something."""
    day = _days(counts(SOURCES[kind](scope), by=[Cut.CHILD, Cut.DAY]))
    came = sql_select(day.c.child_id, func.max(day.c.due_on).label("on")).where(day.c.missing < day.c.due)
    last = came.group_by(day.c.child_id).cte("last")
    query: Any = sql_select(col(Child.code), func.min(day.c.due_on))
    query = query.join_from(day, last, last.c.child_id == day.c.child_id, isouter=True)
    query = query.join(Child, col(Child.id) == day.c.child_id)
    query = query.where(or_(last.c.on.is_(None), day.c.due_on > last.c.on))
    grouped: Select[Any] = query.group_by(col(Child.code)).having(func.count() >= bindparam("in_a_row"))
    return grouped


def _days(found: CTE) -> CTE:
    """The days of each child on which something was due, with how much of it is missing."""

    def of(wanted: list[int]) -> Any:
        return func.sum(case((found.c.counted.in_(wanted), found.c.windows), else_=0))

    days = sql_select(found.c.child_id, found.c.due_on, of(DUE).label("due"), of(MISSING).label("missing"))
    return days.group_by(found.c.child_id, found.c.due_on).having(of(DUE) > 0).cte("days")
