"""Which window an entry belongs to, from what was sent alone, so that no order of arrival changes it. Pure."""

from collections.abc import Mapping
from datetime import date, datetime

from backend.diary.state import Timing, taking, timing_of
from backend.diary.windows import Key, Window


def place(windows: Mapping[Key, Window], instrument: str, *, due_on: date | None, at: datetime) -> Window | None:
    """The window of the day that was named, unless it had not opened; without one, the first that takes an entry."""
    if due_on is None:
        return next(iter(taking([each for each in windows.values() if each.instrument == instrument], at)), None)
    named = windows.get((instrument, due_on))
    return None if named is None or timing_of(named, at) is Timing.EARLY else named
