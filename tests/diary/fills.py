"""What windows repeat of their entries, against the same worked out row by row, without SQL."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from backend.db import reading
from backend.diary.models import DiaryWindow, Entry, EntryVersion, Source

Moments = tuple[datetime | None, datetime | None, datetime | None, datetime | None]


def repeated(session: Session) -> dict[str, Moments]:
    """What every revision of every window says: since when on time, late, told, anything else."""
    rows = session.exec(select(DiaryWindow).execution_options(populate_existing=True))
    return {row.id: (row.on_time_from, row.late_from, row.told_from, row.other_from) for row in rows}


def by_hand(session: Session) -> dict[str, Moments]:
    """What it should say by the entries and their versions."""
    whole: dict[str, datetime] = {}
    for version in session.exec(select(EntryVersion)):
        if version.whole:
            whole[version.entry_id] = min(version.received_at, whole.get(version.entry_id, version.received_at))
    entries: dict[str | None, list[Entry]] = defaultdict(list)
    for entry in session.exec(select(Entry)):
        if entry.id in whole:
            entries[entry.window_id].append(entry)
    return {row.id: _moments(row, entries[row.window_id], whole) for row in session.exec(select(DiaryWindow))}


def _moments(row: DiaryWindow, entries: list[Entry], whole: dict[str, datetime]) -> Moments:
    found: dict[str, list[datetime]] = defaultdict(list)
    for each in entries:
        if each.source == Source.TRANSCRIBED:
            rank = "told"
        elif row.opens_at <= each.counts_at < row.closes_at:
            rank = "on-time"
        else:
            rank = "late" if row.closes_at <= each.counts_at < row.late_until else "other"
        found[rank].append(max(each.received_at, each.counts_at, whole[each.id]))
    on_time, late, told, other = (min(found[rank], default=None) for rank in ("on-time", "late", "told", "other"))
    return on_time, late, told, other


def windows_repeat_their_entries(engine: Engine) -> dict[str, Moments]:
    """Fails unless they do; what they say."""
    with reading(engine) as session:
        found = repeated(session)
        assert found == by_hand(session)
    return found
