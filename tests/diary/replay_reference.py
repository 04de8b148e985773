"""What a diary must come to, whatever the line did: worked out from what was written, by nothing of the program's.

Of entries and corrections only the set counts, never the order of arrival: an entry lies in the window of when it was
written, and of an entry's corrections the one written last holds. Order matters, and is modelled, in three places: of
two that say different things under one id, the first to arrive is kept; a correction waits until its entry is there;
and a text has no id of its family's making, so it fills the newest day that takes an entry when it arrives and has
none when it is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from tests.journeys.study import ZONE

DAYS = [date(2026, 12, 10) + timedelta(days=nth) for nth in range(8)]
"""Of the first infusion and the seven evenings after it."""
SIGNS = {"pale": "", "dark": "", "clots": "bloody-urine"}
"""What the colours of urine that are tried are signs of."""


class Way(StrEnum):
    APP = "app"
    PAGE = "page"
    SMS = "sms"


@dataclass(frozen=True)
class Act:
    """An entry, or a correction of `corrects`, under the id it was given where it was written, at `at`."""

    id: str
    way: Way
    at: datetime
    tenths: int
    colour: str
    due_on: date | None = None
    corrects: str = ""


@dataclass(frozen=True)
class Kept:
    """An entry: how it came, its day and when it counts, all its versions, and what the one that holds says."""

    way: str
    day: date | None
    at: datetime
    versions: frozenset[str]
    says: tuple[float, str]


@dataclass(frozen=True)
class State:
    """A diary whole: entries, each reason to worry with how often it was counted, and how each day stands."""

    entries: dict[str, Kept]
    signals: dict[tuple[str, str], int]
    days: dict[date, str]


def opens(day: date) -> datetime:
    return datetime.combine(day, time(18), ZONE)


def closes(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(12), ZONE)


def late_until(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=3), time(12), ZONE)


def taking(at: datetime) -> Iterator[date]:
    """The days that take an entry then, the newest first."""
    return (day for day in reversed(DAYS) if opens(day) <= at < late_until(day))


@dataclass
class Reference:
    """What has arrived so far."""

    kept: dict[str, Act] = field(default_factory=dict)
    days: dict[str, date | None] = field(default_factory=dict)
    signals: set[tuple[str, str]] = field(default_factory=set)

    def is_news(self, act: Act) -> bool:
        """Whether it would be kept now."""
        return act.id not in self.kept and (not act.corrects or act.corrects in self.days)

    def take(self, act: Act) -> str:
        """What is answered: that it is kept, now or before, or why it is not."""
        if self.kept.get(act.id) == act:
            return "kept-before"
        if act.corrects and act.corrects not in self.days:
            return "not-found"
        if SIGNS[act.colour]:
            self.signals.add((act.corrects or act.id, SIGNS[act.colour]))
        if not self.is_news(act):
            return "entry-changed"
        self.kept[act.id] = act
        if not act.corrects:
            self.days[act.id] = self._day(act)
        return "kept"

    def text_day(self, received_at: datetime) -> date | None:
        """The day that a text fills; None: it comes to a person."""
        return next((day for day in taking(received_at) if day not in self.days.values()), None)

    def state(self, now: datetime) -> State:
        return State(
            entries={name: self._entry(name) for name in self.days},
            signals=dict.fromkeys(self.signals, 1),
            days={day: self._stands(day, now) for day in DAYS},
        )

    def _day(self, act: Act) -> date | None:
        if act.due_on is not None:
            return act.due_on if act.at >= opens(act.due_on) else None
        return next(taking(act.at), None)

    def _entry(self, name: str) -> Kept:
        first = self.kept[name]
        corrections = [act for act in self.kept.values() if act.corrects == name]
        holds = max(corrections, key=lambda act: act.at, default=first)
        versions = frozenset({name, *(act.id for act in corrections)})
        return Kept(first.way, self.days[name], first.at, versions, (holds.tenths / 10, holds.colour))

    def _stands(self, day: date, now: datetime) -> str:
        at = min((self.kept[name].at for name, its in self.days.items() if its == day), default=None)
        if at is not None and at < late_until(day):
            return "on-time" if at < closes(day) else "late"
        if now < opens(day):
            return "not-yet-open"
        if now < closes(day):
            return "open"
        return "overdue" if now < late_until(day) else "missed"
