"""From anchors and instruments to a child's diary windows, to the minute in UTC: a pure function, ids and all.

A window is known by its child, instrument and local day, so an infusion that was a day off moves none that stays due.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from backend.families.parse_row import years_between
from backend.protocol.due import DayTime, Due, OpenHours
from backend.protocol.instruments import Instrument
from backend.protocol.schedule import Schedule
from backend.schedule.timeline import AnchorDate, anchor_on

Key = tuple[str, date]


@dataclass(frozen=True)
class Window:
    """When one entry of an instrument is taken, closing moments not included; `optional` ones are never missed."""

    instrument: str
    due_on: date
    anchor: str
    anchor_on: date
    opens_at: datetime
    closes_at: datetime
    late_until: datetime
    optional: bool = False

    @property
    def key(self) -> Key:
        """What it is known by within a child's diary."""
        return self.instrument, self.due_on

    @property
    def day(self) -> int:
        """Which day after its anchor it is, the anchor's own being 0."""
        return (self.due_on - self.anchor_on).days

    def id_for(self, child_id: str) -> str:
        """The same window of the same child always has the same id."""
        return str(uuid5(NAMESPACE_URL, f"diary/{child_id}/{self.instrument}/{self.due_on}"))

    def overlaps(self, other: "Window") -> bool:
        """Whether both are open at some moment."""
        return self.opens_at < other.closes_at and other.opens_at < self.closes_at


@dataclass(frozen=True)
class Course:
    """What a child's windows follow from. `ends_at`: none opens from then on (withdrawn, the study is over)."""

    schedule: Schedule
    anchors: Mapping[str, AnchorDate]
    zone: str
    born_on: date
    ends_at: datetime | None = None

    def anchor(self, key: str | None) -> date | None:
        """The day an anchor stands on; None while it is not known."""
        return anchor_on(self.schedule, key, self.anchors) if key is not None else None


def due_windows(instruments: Iterable[Instrument], course: Course) -> dict[Key, Window]:
    """Every window, in order of opening; those of one instrument never overlap."""
    found = [window for instrument in instruments for window in _of_instrument(instrument, course)]
    return {window.key: window for window in sorted(found, key=lambda each: (each.opens_at, each.instrument))}


def _of_instrument(instrument: Instrument, course: Course) -> list[Window]:
    """An earlier line of `due` goes before a later one; of two on one day the later anchor names it."""
    kept: dict[date, Window] = {}
    for due in instrument.due:
        for window in _of_line(instrument, due, course):
            same = kept.get(window.due_on)
            free = same is None and not any(window.overlaps(each) for each in kept.values())
            if free or (same is not None and same.anchor_on < window.anchor_on):
                kept[window.due_on] = window
    return list(kept.values())


def _of_line(instrument: Instrument, due: Due, course: Course) -> Iterator[Window]:
    counted = course.anchor(due.anchor)
    if counted is None or instrument.hours is None:
        return
    for day in due.days(counted, course.anchor(due.until)):
        opens, closes, late_until = _moments(instrument.hours, day, ZoneInfo(course.zone))
        exists = opens < closes <= late_until  # a day that a zone skipped has no evening
        ended = course.ends_at is not None and opens >= course.ends_at
        if exists and not ended and years_between(course.born_on, day) >= instrument.age_from:
            yield Window(
                instrument.key, day, due.anchor, counted, opens, closes, late_until, optional=instrument.optional
            )


def _moments(hours: OpenHours, day: date, zone: ZoneInfo) -> tuple[datetime, datetime, datetime]:
    return _utc(hours.opens, day, zone), _utc(hours.closes, day, zone), _utc(hours.late_until, day, zone)


def _utc(time: DayTime, day: date, zone: ZoneInfo) -> datetime:
    """By the clock on the family's wall: an hour that comes twice is the first, one that is skipped comes after."""
    return datetime.combine(day + timedelta(days=time.day), time.at, zone).astimezone(UTC)
