"""The SQL that diaries, visits and confirmations share: what is looked at, excuses, how a window stands."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, bindparam, case, func, literal, or_, union_all
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from backend.adherence.dialects import microseconds
from backend.adherence.scope import Scope
from backend.adherence.tally import Counted
from backend.db import UTCDateTime
from backend.diary.models import DiaryExcuse
from backend.diary.state import Reason, WindowState
from backend.families.models import Child, Family, PauseFact, PauseKind

Column = ColumnElement[Any] | Mapped[Any]
AS_OF: ColumnElement[datetime] = bindparam("as_of", type_=UTCDateTime())
ENDLESS = literal(datetime.max.replace(tzinfo=UTC), UTCDateTime())
OWN_ON_TIME, OWN_LATE, TOLD, OTHER = 3, 2, 1, 0


def standing(window: CTE, best: CTE) -> CTE:
    """The windows, with how each stands by the best that came of it, and what it counts as."""
    excused = _excused(window)
    reason = case((best.c.rank == OWN_ON_TIME, None), else_=excused.c.reason)
    came = case((best.c.rank.is_not(None), 1), else_=0)
    opened = sql_select(
        window, reason.label("reason"), _state(window, best, excused).label("state"), came.label("came")
    )
    joined = opened.outerjoin(best, best.c.id == window.c.id).outerjoin(excused, excused.c.id == window.c.id)
    stands = joined.cte("stands")
    counted = case(
        (stands.c.optional, Counted.OPTIONAL.value),
        (stands.c.closes_at > AS_OF, Counted.OPEN.value),
        else_=stands.c.state,
    )
    return sql_select(stands, counted.label("counted")).cte("counted")


def within(scope: Scope, *, instrument: Column, period: Column, due_on: Column) -> Sequence[ColumnElement[bool]]:
    """The conditions of a scope, over children, their families, and these columns of what is counted."""
    texts = (
        (scope.site, col(Family.site)),
        (scope.campus, col(Child.campus)),
        (scope.child, col(Child.code)),
        (scope.instrument, instrument),
        (scope.period, period),
    )
    found = [column == value for value, column in texts if value]
    found += [due_on >= scope.since] if scope.since else []
    return found + ([due_on <= scope.until] if scope.until else [])


def _excused(window: CTE) -> CTE:
    """Windows of whose open time at least half was taken up, with the reason that took up most of it."""
    spans = _spans()
    since = case((spans.c.since > window.c.opens_at, spans.c.since), else_=window.c.opens_at)
    until = case((spans.c.until < window.c.closes_at, spans.c.until), else_=window.c.closes_at)
    parts = (
        sql_select(
            window.c.id,
            spans.c.reason,
            (microseconds(window.c.closes_at) - microseconds(window.c.opens_at)).label("whole"),
            microseconds(since).label("since"),
            microseconds(until).label("until"),
        )
        .join(spans, spans.c.child_id == window.c.child_id)
        .where(spans.c.since < window.c.closes_at, spans.c.until > window.c.opens_at, spans.c.since < spans.c.until)
        .cte("parts")
    )
    before: dict[str, Any] = {
        "partition_by": parts.c.id,
        "order_by": [parts.c.since, parts.c.until],
        "rows": (None, -1),
    }
    reached = func.coalesce(func.max(parts.c.until).over(**before), parts.c.since)
    longest = [(parts.c.until - parts.c.since).desc(), parts.c.reason.desc()]
    cut = sql_select(
        parts,
        reached.label("reached"),
        func.row_number().over(partition_by=parts.c.id, order_by=longest).label("nth"),
    ).cte("cut")
    start = case((cut.c.reached > cut.c.since, cut.c.reached), else_=cut.c.since)
    taken = func.sum(case((cut.c.until > start, cut.c.until - start), else_=0))
    named = func.max(case((cut.c.nth == 1, cut.c.reason)))
    return (
        sql_select(cut.c.id, named.label("reason"))
        .group_by(cut.c.id)
        .having(2 * taken >= func.max(cut.c.whole))
        .cte("excused")
    )


def _spans() -> CTE:
    """Who was excused from when until when, as it was known: what was not taken back, and pauses."""
    excuse = DiaryExcuse
    back = sql_select(col(excuse.takes_back)).where(
        col(excuse.takes_back).is_not(None), col(excuse.recorded_at) <= AS_OF
    )
    until = func.coalesce(col(excuse.until), ENDLESS).label("until")
    holds = (
        col(excuse.takes_back).is_(None),
        col(excuse.id).not_in(back),
        col(excuse.recorded_at) <= AS_OF,
        col(excuse.since) <= AS_OF,
    )
    said: tuple[ColumnElement[Any], ...] = (
        col(excuse.reason).label("reason"),
        col(excuse.since).label("since"),
        until,
    )
    own = sql_select(col(excuse.child_id).label("child_id"), *said).where(*holds, col(excuse.child_id).is_not(None))
    everybody = (
        sql_select(col(Child.id), *said).select_from(excuse).join(Child, col(excuse.child_id).is_(None)).where(*holds)
    )
    return union_all(own, everybody, _pauses()).cte("spans")


def _pauses() -> Select[Any]:
    """Each pause until the family took up again; the last of several in a row is the one that counts."""
    follows: dict[str, Any] = {"partition_by": col(PauseFact.family_id), "order_by": col(PauseFact.nth)}
    fact = (
        sql_select(
            col(PauseFact.family_id),
            col(PauseFact.kind),
            col(PauseFact.happened_at).label("since"),
            func.lead(col(PauseFact.kind)).over(**follows).label("then"),
            func.lead(col(PauseFact.happened_at)).over(**follows).label("until"),
        )
        .where(col(PauseFact.recorded_at) <= AS_OF)
        .cte("pauses")
    )
    return (
        sql_select(col(Child.id), literal(Reason.PAUSED.value), fact.c.since, func.coalesce(fact.c.until, ENDLESS))
        .join(Child, col(Child.family_id) == fact.c.family_id)
        .where(
            fact.c.kind == PauseKind.PAUSED,
            or_(fact.c.then.is_(None), fact.c.then == PauseKind.RESUMED),
            fact.c.since <= AS_OF,
        )
    )


def _state(window: CTE, best: CTE, excused: CTE) -> ColumnElement[str]:
    """In the order in which `diary.state.standing` asks."""
    return case(
        (best.c.rank == OWN_ON_TIME, WindowState.ON_TIME.value),
        (excused.c.id.is_not(None), WindowState.EXCUSED.value),
        (best.c.rank == OWN_LATE, WindowState.LATE.value),
        (best.c.rank == TOLD, WindowState.TRANSCRIBED.value),
        (window.c.closes_at > AS_OF, WindowState.OPEN.value),
        (window.c.optional, WindowState.PASSED.value),
        (window.c.late_until > AS_OF, WindowState.OVERDUE.value),
        else_=WindowState.MISSED.value,
    )
