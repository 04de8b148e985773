"""A part of the study at one look: what each child and each day comes to, in one pass over its windows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import CTE, Date, Select, func, null, tuple_, type_coerce, union_all
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from backend.adherence.excuse_queries import excused
from backend.adherence.queries import NAMES, SOURCES
from backend.adherence.scope import Kind, Scope
from backend.adherence.standing_queries import COUNTED, is_excused, unexcused
from backend.adherence.tally import Counted, Tally
from backend.families.models import Child

MISSING = (COUNTED[Counted.MISSED], COUNTED[Counted.OVERDUE])


@dataclass(frozen=True)
class OfChild:
    """One child's tally, the day of its first window, and the last days with one on time and with one missing."""

    id: str
    tally: Tally
    first: date
    on_time_on: date | None
    missing_on: date | None

    def may_have_stopped(self, in_a_row: int) -> bool:
        """Whether nothing on time stands between so many last windows that are missing; days tell for certain."""
        if self.missing_on is None or self.tally.missed + self.tally.overdue < in_a_row:
            return False
        return self.on_time_on is None or (self.missing_on - self.on_time_on).days >= in_a_row


@dataclass(frozen=True)
class Overview:
    """Every child by its code, and every day on which something was due."""

    children: Mapping[str, OfChild]
    days: Mapping[date, Tally]

    @cached_property
    def whole(self) -> Tally:
        """All of it."""
        return sum(self.days.values(), Tally())

    @cached_property
    def tallies(self) -> Mapping[str, Tally]:
        """What each child comes to."""
        return {code: each.tally for code, each in self.children.items()}

    def ids(self, codes: Iterable[str]) -> list[str]:
        """The ids of these children."""
        return [self.children[code].id for code in codes]


def overview(session: Session, kind: Kind, scope: Scope, *, as_of: datetime) -> Overview:
    """The overview as it was known at `as_of` (UTC)."""
    query = _statement(kind, scope, session.get_bind().dialect.name)
    taken = _excuses(session, kind, scope, as_of)
    children, days = {}, {}
    for code, child_id, due_on, first, on_time_on, missing_on, *counts in session.execute(query, {"as_of": as_of}):
        if child_id is None:
            days[due_on] = _with(Tally(*counts), taken.get(due_on))
        else:
            tally = _with(Tally(*counts), taken.get(child_id))
            children[code] = OfChild(child_id, tally, first, on_time_on, missing_on)
    return Overview(children, days)


def _with(tally: Tally, change: Tally | None) -> Tally:
    return tally if change is None else tally + change


@lru_cache(maxsize=64)
def _statement(kind: Kind, scope: Scope, dialect: str) -> Select[Any]:
    """Kept, as are those below: building one costs as much as PostgreSQL takes for thousands of windows."""
    found = _by_child_and_day(unexcused(SOURCES[kind](scope)), dialect).cte("found")
    return sql_select(col(Child.code), found).outerjoin(Child, col(Child.id) == found.c.child_id)


def _by_child_and_day(window: CTE, dialect: str) -> Any:
    """A row for each child and one for each day; PostgreSQL fills both in one pass, SQLite looks twice."""
    child, day, counts = window.c.child_id, window.c.due_on, _columns(window)
    if dialect == "postgresql":
        both = func.grouping_sets(tuple_(child), tuple_(day))
        return sql_select(child, day, *counts).group_by(both)
    by_child = sql_select(child, type_coerce(null(), Date()).label("due_on"), *counts).group_by(child)
    by_day = sql_select(null(), day, *counts).group_by(day)
    return union_all(by_child, by_day)


def _columns(window: CTE) -> list[Any]:
    on_time = window.c.counted == COUNTED[Counted.ON_TIME]
    return [
        func.min(window.c.due_on).label("first"),
        func.max(window.c.due_on).filter(on_time).label("on_time_on"),
        func.max(window.c.due_on).filter(window.c.counted.in_(MISSING)).label("missing_on"),
        *(func.count().filter(window.c.counted == number).label(each.name) for each, number in COUNTED.items()),
    ]


def _excuses(session: Session, kind: Kind, scope: Scope, as_of: datetime) -> Mapping[str | date, Tally]:
    """By child and by day, what excuses change: one less of what a window else counts as, one more excused."""
    changes: dict[str | date, Tally] = defaultdict(Tally)
    for child_id, due_on, counted, count in session.execute(_excused(kind, scope), {"as_of": as_of}):
        less = Tally(**{NAMES[counted].name.lower(): -count, Counted.EXCUSED.name.lower(): count})
        changes[child_id] += less
        changes[due_on] += less
    return changes


@lru_cache(maxsize=64)
def _excused(kind: Kind, scope: Scope) -> Select[Any]:
    window = unexcused(SOURCES[kind](scope))
    excuse = excused(window, keep=("child_id", "due_on"))
    cuts = (excuse.c.child_id, excuse.c.due_on, excuse.c.counted)
    return sql_select(*cuts, func.count()).where(is_excused(excuse)).group_by(*cuts)
