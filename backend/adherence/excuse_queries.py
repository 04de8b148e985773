"""The SQL of excuses: who could not be expected to write from when until when, and the windows that it takes up.

Windows are found by the child of a span: few children are excused, and windows are millions. Every window is looked
at only where everybody was excused at once.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, case, exists, func, literal, or_, true, union_all
from sqlalchemy import select as sql_select
from sqlmodel import col

from backend.adherence.dialects import microseconds
from backend.adherence.standing_queries import AS_OF, in_place
from backend.db import UTCDateTime
from backend.diary.models import DiaryExcuse
from backend.diary.state import Reason
from backend.families.models import Child, PauseFact, PauseKind

ENDLESS = literal(datetime.max.replace(tzinfo=UTC), UTCDateTime())


def excused(window: CTE, keep: Iterable[str] = ()) -> CTE:
    """The windows of whose open time at least half was taken up, with the reason that took up most of it.

    Not those filled in on time, which stand. `keep`: the columns that are wanted beside `id` and `counted`.
    """
    parts = _parts(window, [window.c[name] for name in dict.fromkeys(("id", "counted", *keep))])
    before: dict[str, Any] = {
        "partition_by": parts.c.id,
        "order_by": [parts.c.part_since, parts.c.part_until],
        "rows": (None, -1),
    }
    reached = func.coalesce(func.max(parts.c.part_until).over(**before), parts.c.part_since)
    longest = [(parts.c.part_until - parts.c.part_since).desc(), parts.c.reason.desc()]
    nth = func.row_number().over(partition_by=parts.c.id, order_by=longest)
    cut = sql_select(parts, reached.label("reached"), nth.label("nth")).cte("cut")
    start = case((cut.c.reached > cut.c.part_since, cut.c.reached), else_=cut.c.part_since)
    length = case((cut.c.part_until > start, cut.c.part_until - start), else_=0)
    taken = sql_select(cut, func.sum(length).over(partition_by=cut.c.id).label("taken")).cte("taken")
    return sql_select(taken).where(taken.c.nth == 1, 2 * taken.c.taken >= taken.c.whole).cte("excused")


def _parts(window: CTE, columns: Sequence[ColumnElement[Any]]) -> CTE:
    """Each window with each span that takes up part of its open time."""
    own, all_children = _spans().cte("spans"), in_place("everybody", _of_everybody())
    of_child = sql_select(*columns, *_part(window, own)).join(own, own.c.child_id == window.c.child_id)
    # Without the condition the second half would look at every window even where there is no such span.
    of_all = sql_select(*columns, *_part(window, all_children)).join(all_children, true())
    found = union_all(
        of_child.where(*_overlap(window, own)),
        of_all.where(exists(sql_select(all_children.c.since).correlate(None)), *_overlap(window, all_children)),
    )
    return found.cte("parts").prefix_with("MATERIALIZED", dialect="postgresql")  # its lengths are asked often


def _part(window: CTE, span: CTE) -> tuple[ColumnElement[Any], ...]:
    since = case((span.c.since > window.c.opens_at, span.c.since), else_=window.c.opens_at)
    until = case((span.c.until < window.c.closes_at, span.c.until), else_=window.c.closes_at)
    return (
        span.c.reason,
        (microseconds(window.c.closes_at) - microseconds(window.c.opens_at)).label("whole"),
        microseconds(since).label("part_since"),
        microseconds(until).label("part_until"),
    )


def _overlap(window: CTE, span: CTE) -> tuple[ColumnElement[bool], ...]:
    taken_up = (
        span.c.since < window.c.closes_at,
        span.c.until > window.c.opens_at,
        span.c.since < span.c.until,
    )
    return (*taken_up, func.coalesce(window.c.on_time, False).is_(False))


def _spans() -> Any:
    """Spans of a child, as they were known: what was not taken back, and pauses."""
    own = _said(col(DiaryExcuse.child_id)).where(col(DiaryExcuse.child_id).is_not(None))
    return union_all(own, _pauses())


def _of_everybody() -> Select[Any]:
    return _said().where(col(DiaryExcuse.child_id).is_(None))


def _said(*columns: Any) -> Select[Any]:
    excuse = DiaryExcuse
    back = sql_select(col(excuse.takes_back)).where(
        col(excuse.takes_back).is_not(None), col(excuse.recorded_at) <= AS_OF
    )
    until = func.coalesce(col(excuse.until), ENDLESS).label("until")
    return sql_select(*columns, col(excuse.reason).label("reason"), col(excuse.since).label("since"), until).where(
        col(excuse.takes_back).is_(None),
        col(excuse.id).not_in(back),
        col(excuse.recorded_at) <= AS_OF,
        col(excuse.since) <= AS_OF,
    )


def _pauses() -> Select[Any]:
    """Each pause until the family took up again; the first of several in a row is the one that counts."""
    resumed = case((col(PauseFact.kind) == PauseKind.RESUMED, col(PauseFact.happened_at)))
    follows: dict[str, Any] = {"partition_by": col(PauseFact.family_id), "order_by": col(PauseFact.nth)}
    fact = (
        sql_select(
            col(PauseFact.family_id),
            col(PauseFact.kind),
            col(PauseFact.happened_at).label("since"),
            func.lag(col(PauseFact.kind)).over(**follows).label("before"),
            func.min(resumed).over(**follows, rows=(0, None)).label("until"),
        )
        .where(col(PauseFact.recorded_at) <= AS_OF)
        .cte("pauses")
    )
    return (
        sql_select(col(Child.id), literal(Reason.PAUSED.value), fact.c.since, func.coalesce(fact.c.until, ENDLESS))
        .join(Child, col(Child.family_id) == fact.c.family_id)
        .where(
            fact.c.kind == PauseKind.PAUSED,
            or_(fact.c.before.is_(None), fact.c.before == PauseKind.RESUMED),
            fact.c.since <= AS_OF,
        )
    )
