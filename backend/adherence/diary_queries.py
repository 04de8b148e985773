"""The SQL of diaries: each window as it stands at a moment, by what was known then, in one statement.

The rules are those of `diary.state`, whose own answer the tests hold this against, window by window.
"""

from typing import Any

from sqlalchemy import CTE, case, exists, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import col

from backend.adherence.scope import Scope
from backend.adherence.standing_queries import AS_OF, OTHER, OWN_LATE, OWN_ON_TIME, TOLD, standing, within
from backend.diary.models import DiaryWindow, Entry, EntryVersion, Source
from backend.families.models import Child, Family


def diary_windows(scope: Scope) -> CTE:
    """Every diary window that has opened, with how it stands and what it counts as."""
    window = _windows(scope)
    return standing(window, _best(window))


def _windows(scope: Scope) -> CTE:
    """Those in force at the moment that had opened by then."""
    columns: tuple[Any, ...] = (
        col(DiaryWindow.id),
        col(DiaryWindow.window_id),
        col(DiaryWindow.child_id),
        col(Child.code).label("child"),
        col(Family.site),
        col(Child.campus),
        col(DiaryWindow.instrument),
        col(DiaryWindow.anchor).label("period"),
        col(DiaryWindow.due_on),
        col(DiaryWindow.opens_at),
        col(DiaryWindow.closes_at),
        col(DiaryWindow.late_until),
        col(DiaryWindow.optional),
    )
    query = (
        sql_select(*columns)
        .join(Child, col(Child.id) == col(DiaryWindow.child_id))
        .join(Family, col(Family.id) == col(Child.family_id))
        .where(
            col(DiaryWindow.recorded_at) <= AS_OF,
            or_(col(DiaryWindow.superseded_at).is_(None), col(DiaryWindow.superseded_at) > AS_OF),
            col(DiaryWindow.opens_at) <= AS_OF,
        )
    )
    return (
        query.where(
            *within(
                scope,
                instrument=col(DiaryWindow.instrument),
                period=col(DiaryWindow.anchor),
                due_on=col(DiaryWindow.due_on),
            )
        )
        .cte("windows")
        .prefix_with("NOT MATERIALIZED", dialect="postgresql")
    )


def _best(window: CTE) -> CTE:
    """The best that came of each window with an entry: on time, late, told by phone, anything else."""
    own = col(Entry.source) != Source.TRANSCRIBED.value
    at = col(Entry.counts_at)
    rank = case(
        (own & (at >= window.c.opens_at) & (at < window.c.closes_at), OWN_ON_TIME),
        (own & (at >= window.c.closes_at) & (at < window.c.late_until), OWN_LATE),
        (~own, TOLD),
        else_=OTHER,
    )
    whole = exists().where(
        col(EntryVersion.entry_id) == col(Entry.id), col(EntryVersion.whole), col(EntryVersion.received_at) <= AS_OF
    )
    return (
        sql_select(window.c.id, func.max(rank).label("rank"))
        .join(Entry, col(Entry.window_id) == window.c.window_id)
        .where(col(Entry.received_at) <= AS_OF, at <= AS_OF, whole)
        .group_by(window.c.id)
        .cte("best")
    )
