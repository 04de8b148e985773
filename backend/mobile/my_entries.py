"""A child's entries and windows as the app shows them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from backend.diary import queries
from backend.diary.answers import Answer
from backend.diary.models import Entry, EntryVersion, Source
from backend.diary.offer import offered
from backend.diary.standings import Stands, standings
from backend.diary.state import Timing, timing_of
from backend.diary.versions import answers_of, newest
from backend.diary.window_queries import windows_in_force
from backend.diary.windows import Window
from backend.errors import NotFoundError
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Child
from backend.families.pause_queries import is_paused
from backend.mobile.entry_shown_shapes import AnswerShown, EntryShown, EntryWhole, VersionShown
from backend.mobile.my_visits import Looking
from backend.mobile.paging import BadCursorError
from backend.mobile.shapes import Page
from backend.mobile.window_shapes import WindowShown


def my_entries(session: Session, looking: Looking, child: Child, *, after: str, limit: int) -> Page[EntryShown]:
    """A page of entries, the newest first. Raises BadCursorError."""
    rows = queries.entries_of(session, child.id, before=_place(session, child, after), limit=limit + 1)
    shown = _shown(session, looking, child, rows[:limit])
    return Page(items=shown, next=shown[-1].id if len(rows) > limit else None)


def my_entry(session: Session, looking: Looking, child: Child, entry_id: str) -> EntryWhole:
    """One entry with its versions. Raises NotFoundError."""
    row = queries.entry(session, entry_id)
    if row is None or row.child_id != child.id:
        raise NotFoundError("There is no such entry.")
    names = _names(session, looking)
    versions = queries.versions_of(session, [row.id])[row.id]
    return EntryWhole(
        entry=_shown(session, looking, child, [row])[0],
        versions=[_version(each, names, looking) for each in versions],
    )


def my_windows(session: Session, looking: Looking, child: Child, *, since: date, live: bool) -> list[WindowShown]:
    """Windows due from a day on, in order of opening; none while the family is paused."""
    if is_paused(session, looking.me.family.id):
        return []
    found = [each for each in standings(session, child, now=looking.now) if each.window.due_on >= since]
    names = {key: each.name.in_(looking.language) for key, each in offered(looking.pack, live=live).items()}
    return [_window(each, names, looking) for each in found]


def _place(session: Session, child: Child, cursor: str) -> tuple[datetime, str] | None:
    if not cursor:
        return None
    row = queries.entry(session, cursor)
    if row is None or row.child_id != child.id:
        raise BadCursorError("Begin again without a cursor.")
    return row.counts_at, row.id


def _shown(session: Session, looking: Looking, child: Child, rows: Sequence[Entry]) -> list[EntryShown]:
    versions = queries.versions_of(session, [row.id for row in rows])
    windows = {each.id_for(child.id): each for each in windows_in_force(session, child.id).values()}
    names = _names(session, looking)
    return [_entry(row, versions[row.id], windows.get(row.window_id or ""), names, looking) for row in rows]


def _names(session: Session, looking: Looking) -> Mapping[str, str]:
    """How the family calls whoever wrote."""
    mine = caregivers_of(session, looking.me.family.id)
    by_phone = {f"phone:{each.phone_id}": each.called for each in mine}
    return by_phone | {f"caregiver:{each.id}": each.called for each in mine}


def _entry(
    row: Entry, versions: Sequence[EntryVersion], window: Window | None, names: Mapping[str, str], looking: Looking
) -> EntryShown:
    held = newest(versions)
    return EntryShown(
        id=row.id,
        instrument=row.instrument,
        version=held.instrument_version,
        due_on=window.due_on if window else None,
        timing=timing_of(window, row.counts_at) if window else None,
        source=row.source,
        written_by=None if row.source == Source.TRANSCRIBED else names.get(row.by),
        recorded_at=looking.local(row.recorded_at),
        received_at=looking.local(row.received_at),
        corrections=len(versions) - 1,
        answers=_answers(answers_of(held)),
    )


def _version(row: EntryVersion, names: Mapping[str, str], looking: Looking) -> VersionShown:
    return VersionShown(
        id=row.id,
        version=row.instrument_version,
        source=row.source,
        written_by=None if row.source == Source.TRANSCRIBED else names.get(row.by),
        recorded_at=looking.local(row.recorded_at),
        submitted_at=looking.local(row.submitted_at),
        received_at=looking.local(row.received_at),
        zone=row.zone,
        reason=row.reason if row.source != Source.TRANSCRIBED else "",
        answers=_answers(answers_of(row)),
    )


def _answers(answers: Sequence[Answer]) -> list[AnswerShown]:
    return [
        AnswerShown(
            item=each.item,
            value=list(each.meant) if isinstance(each.meant, tuple) else each.meant,
            unit=each.unit,
            place=each.place,
            typed=each.typed,
            as_usual=each.as_usual,
        )
        for each in answers
    ]


def _window(each: Stands, names: Mapping[str, str], looking: Looking) -> WindowShown:
    window = each.window
    return WindowShown(
        instrument=window.instrument,
        name=names.get(window.instrument, window.instrument),
        due_on=window.due_on,
        day=window.day,
        opens_at=looking.local(window.opens_at),
        closes_at=looking.local(window.closes_at),
        late_until=looking.local(window.late_until),
        optional=window.optional,
        state=each.standing.state,
        reason=each.standing.reason,
        may_fill=not each.entries and timing_of(window, looking.now) in (Timing.ON_TIME, Timing.LATE),
        entries=[row.id for row in each.entries],
    )
