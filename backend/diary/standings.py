"""How a child's windows stand, computed from entries and excuses at the moment it is asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.diary import queries
from backend.diary.models import DiaryExcuse, Entry, Source
from backend.diary.state import Excuse, Filled, Reason, Standing, standing
from backend.diary.window_queries import windows_in_force
from backend.diary.windows import Window
from backend.families.models import Child, PauseFact, PauseKind
from backend.families.pause_queries import pause_facts


@dataclass(frozen=True)
class Stands:
    """One window with how it stands, and its entries in the order they were written."""

    window: Window
    standing: Standing
    entries: tuple[Entry, ...]


def standings(session: Session, child: Child, *, now: datetime) -> list[Stands]:
    """Every window of the child in order of opening."""
    windows = windows_in_force(session, child.id)
    return stand(windows.values(), child, queries.placed_entries(session, child.id), excuses(session, child), now=now)


def stand(
    windows: Iterable[Window], child: Child, entries: Iterable[Entry], excuses: Sequence[Excuse], *, now: datetime
) -> list[Stands]:
    """The windows as they stand with these entries and excuses."""
    by_window = _by_window(entries)
    found = []
    for window in windows:
        mine = by_window.get(window.id_for(child.id), ())
        filled = [Filled(row.counts_at, row.source == Source.TRANSCRIBED) for row in mine]
        found.append(Stands(window, standing(window, filled, excuses, now=now), tuple(mine)))
    return found


def excuses(session: Session, child: Child) -> list[Excuse]:
    """What excuses this child: facts that were not taken back, and the family's pauses."""
    kept = [_excuse(row) for row in in_force(queries.excuses_of(session, child.id))]
    return [*kept, *pauses(pause_facts(session, child.family_id))]


def in_force(rows: Sequence[DiaryExcuse]) -> list[DiaryExcuse]:
    """Those that say something and were not taken back."""
    taken_back = {row.takes_back for row in rows}
    return [row for row in rows if row.takes_back is None and row.id not in taken_back]


def pauses(facts: Sequence[PauseFact]) -> list[Excuse]:
    """A family's pauses, the last one without an end while it lasts."""
    found: list[Excuse] = []
    since: datetime | None = None
    for fact in facts:
        if fact.kind is PauseKind.PAUSED:
            since = since or fact.happened_at
        elif since is not None:
            found.append(Excuse(Reason.PAUSED, since, fact.happened_at))
            since = None
    return found if since is None else [*found, Excuse(Reason.PAUSED, since)]


def _excuse(row: DiaryExcuse) -> Excuse:
    return Excuse(Reason(row.reason), row.since, row.until)


def _by_window(entries: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in entries:
        if row.window_id is not None:
            found[row.window_id].append(row)
    return found
