"""Whether a family has left out so many windows in a row that somebody should phone: pure.

A closed window counts while late entries are still taken: then the call can still save it. Excused ones are passed
over; each phase after an anchor is for itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from backend.diary.standings import Stands
from backend.diary.state import WindowState

LEFT_OUT = (WindowState.OVERDUE, WindowState.MISSED)
NO_MATTER = (WindowState.EXCUSED, WindowState.PASSED)


@dataclass(frozen=True)
class Spell:
    """Windows of one instrument left out in a row, up to the last that has closed."""

    instrument: str
    anchor_on: date
    days: tuple[date, ...]


def spell_of(stands: Iterable[Stands], *, least: int, now: datetime) -> Spell | None:
    """The row one instrument's windows (in order) end in at `now`; None if it is shorter, or too old to be told."""
    row: list[Stands] = []
    for each in stands:
        if each.window.closes_at > now:
            break
        if row and row[-1].window.anchor_on != each.window.anchor_on:
            row = []
        if each.standing.state in LEFT_OUT:
            row.append(each)
        elif each.standing.state not in NO_MATTER:
            row = []
    if len(row) < least or row[-1].window.late_until <= now:
        return None
    last = row[-1].window
    return Spell(last.instrument, last.anchor_on, tuple(each.window.due_on for each in row))
