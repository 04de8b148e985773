"""The SQL of diaries: each window as it stands at a moment, by what was known then, from the window's row alone.

The rules are those of `diary.state`, whose own answer the tests hold this against, window by window. Joining windows
with their entries took most of a report's time, so windows repeat since when each is known (`diary.fill_queries`).
"""

from typing import Any

from sqlalchemy import CTE, or_
from sqlalchemy import select as sql_select
from sqlmodel import col

from backend.adherence.scope import Scope
from backend.adherence.standing_queries import AS_OF, in_place, within
from backend.diary.models import DiaryWindow


def diary_windows(scope: Scope) -> CTE:
    """Every diary window in force at the moment that had opened by then, with what had come of it."""
    window = DiaryWindow
    on_time, late, told, other = (
        col(each) <= AS_OF for each in (window.on_time_from, window.late_from, window.told_from, window.other_from)
    )
    columns: tuple[Any, ...] = (
        col(window.id),
        col(window.window_id),
        col(window.child_id),
        col(window.site),
        col(window.campus),
        col(window.instrument),
        col(window.anchor).label("period"),
        col(window.due_on),
        col(window.opens_at),
        col(window.closes_at),
        col(window.late_until),
        col(window.optional),
        on_time.label("on_time"),
        late.label("late"),
        told.label("told"),
        or_(on_time, late, told, other).label("came"),
    )
    query = sql_select(*columns).where(
        col(window.recorded_at) <= AS_OF,
        or_(col(window.superseded_at).is_(None), col(window.superseded_at) > AS_OF),
        col(window.opens_at) <= AS_OF,
    )
    part = within(
        scope,
        child=col(window.child_id),
        instrument=col(window.instrument),
        period=col(window.anchor),
        due_on=col(window.due_on),
    )
    return in_place("windows", query.where(*part))
