"""The SQL by which windows repeat their entries: since when it is known that something whole came of each."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Subquery, bindparam, case, func, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from backend.diary.models import DiaryWindow, Entry, EntryVersion, Source


def _later(one: Any, other: Any) -> ColumnElement[Any]:
    return case((one > other, one), else_=other)


def _known() -> Subquery:
    """Each entry of the windows that was ever whole, with since when that, and that it counts, is known."""
    whole = (
        sql_select(func.min(col(EntryVersion.received_at)))
        .where(col(EntryVersion.entry_id) == col(Entry.id), col(EntryVersion.whole))
        .scalar_subquery()
    )
    entries = (
        sql_select(
            col(Entry.window_id),
            (col(Entry.source) != Source.TRANSCRIBED.value).label("own"),
            col(Entry.counts_at).label("at"),
            _later(col(Entry.received_at), col(Entry.counts_at)).label("known_at"),
            whole.label("whole_at"),
        )
        .where(col(Entry.window_id).in_(bindparam("windows", expanding=True)))
        .subquery("entries")
    )
    since = _later(entries.c.known_at, entries.c.whole_at).label("since")
    columns = (entries.c.window_id, entries.c.own, entries.c.at, since)
    return sql_select(*columns).where(entries.c.whole_at.is_not(None)).subquery("known")


def _moments() -> Subquery:
    """By each revision's own hours: the first moment for each of the four."""
    known, window = _known(), DiaryWindow
    on_time = (known.c.at >= col(window.opens_at)) & (known.c.at < col(window.closes_at))
    late = (known.c.at >= col(window.closes_at)) & (known.c.at < col(window.late_until))
    kinds = {
        "on_time_from": known.c.own & on_time,
        "late_from": known.c.own & late,
        "told_from": ~known.c.own,
        "other_from": known.c.own & ~(on_time | late),
    }
    firsts = [func.min(case((holds, known.c.since))).label(name) for name, holds in kinds.items()]
    query = sql_select(col(window.id), *firsts).join(known, known.c.window_id == col(window.window_id))
    return query.group_by(col(window.id)).subquery("moments")


def _fill_in() -> Any:
    moments = _moments()
    names = ("on_time_from", "late_from", "told_from", "other_from")
    return (
        update(DiaryWindow)
        .values({name: moments.c[name] for name in names})
        .where(col(DiaryWindow.id) == moments.c.id)
        .execution_options(synchronize_session=False)
    )


# Built once: building it costs more than running it.
_FILL_IN = _fill_in()


def fill_in(session: Session, windows: Collection[str]) -> None:
    """Let every revision of these windows (by `window_id`) repeat its entries, all of which must be flushed.

    From the rows alone, under the child's lock: of two entries at once the later sees both.
    """
    if windows:
        session.execute(_FILL_IN, {"windows": list(windows)})
