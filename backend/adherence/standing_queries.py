"""The SQL that diaries, visits and confirmations share: what is looked at, and how a window stands.

Each kind gives its windows with what came of them as `on_time`, `late`, `told` and `came`, and their child's place.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, bindparam, case
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from backend.adherence.scope import Scope
from backend.adherence.tally import Counted
from backend.db import UTCDateTime
from backend.diary.state import WindowState
from backend.families.models import Child, Family

Column = ColumnElement[Any] | Mapped[Any]
AS_OF: ColumnElement[datetime] = bindparam("as_of", type_=UTCDateTime())
GIVEN: ColumnElement[Any] = bindparam("given", expanding=True)
OWN_ON_TIME, OWN_LATE, TOLD, OTHER = 3, 2, 1, 0
COUNTED = {each: nth for nth, each in enumerate(Counted)}
"""What a window counts as, as a number: to group millions of rows by a short text takes half as long again."""
EXCUSABLE = (Counted.LATE, Counted.TRANSCRIBED, Counted.MISSED, Counted.OVERDUE)


def in_place(name: str, query: Any) -> CTE:
    """A part of a statement that PostgreSQL works in where it is used, however often that is."""
    cte: CTE = query.cte(name)
    return cte.prefix_with("NOT MATERIALIZED", dialect="postgresql")


def ranked(window: CTE, best: CTE) -> CTE:
    """The windows with the best that came of each, by its rank."""
    came = [(best.c.rank == rank).label(name) for name, rank in RANKS.items()]
    query = sql_select(window, *came, best.c.rank.is_not(None).label("came"))
    return query.outerjoin(best, best.c.id == window.c.id).cte("ranked")


RANKS = {"on_time": OWN_ON_TIME, "late": OWN_LATE, "told": TOLD}


def unexcused(window: CTE) -> CTE:
    """The windows with what each counts as if nothing excused it: `counted`, a number of `COUNTED`."""
    counted = case(
        (window.c.optional, COUNTED[Counted.OPTIONAL]),
        (window.c.closes_at > AS_OF, COUNTED[Counted.OPEN]),
        (window.c.on_time, COUNTED[Counted.ON_TIME]),
        (window.c.late, COUNTED[Counted.LATE]),
        (window.c.told, COUNTED[Counted.TRANSCRIBED]),
        (window.c.late_until > AS_OF, COUNTED[Counted.OVERDUE]),
        else_=COUNTED[Counted.MISSED],
    )
    return in_place("unexcused", sql_select(window, counted.label("counted")))


def is_excused(window: CTE) -> ColumnElement[bool]:
    """Whether an excuse takes the window out of the figure, by what it counts as without one."""
    return window.c.counted.in_([COUNTED[each] for each in EXCUSABLE])


def state(window: CTE, excused: CTE) -> ColumnElement[str]:
    """In the order in which `diary.state.standing` asks."""
    return case(
        (window.c.on_time, WindowState.ON_TIME.value),
        (excused.c.id.is_not(None), WindowState.EXCUSED.value),
        (window.c.late, WindowState.LATE.value),
        (window.c.told, WindowState.TRANSCRIBED.value),
        (window.c.closes_at > AS_OF, WindowState.OPEN.value),
        (window.c.optional, WindowState.PASSED.value),
        (window.c.late_until > AS_OF, WindowState.OVERDUE.value),
        else_=WindowState.MISSED.value,
    )


def within(
    scope: Scope, *, child: Column, instrument: Column, period: Column, due_on: Column
) -> Sequence[ColumnElement[bool]]:
    """The conditions of a scope over these columns; a child's site and campus are asked as they are now."""
    found = [column == value for value, column in ((scope.instrument, instrument), (scope.period, period)) if value]
    found += [child.in_(_children(scope))] if scope.site or scope.campus or scope.child else []
    found += [child.in_(GIVEN)] if scope.given else []
    found += [due_on >= scope.since] if scope.since else []
    return found + ([due_on <= scope.until] if scope.until else [])


def _children(scope: Scope) -> Any:
    texts = ((scope.site, col(Family.site)), (scope.campus, col(Child.campus)), (scope.child, col(Child.code)))
    query = sql_select(col(Child.id)).join(Family, col(Family.id) == col(Child.family_id))
    return query.where(*(column == value for value, column in texts if value))
