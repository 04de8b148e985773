"""How a window stands at a moment, from facts alone: when it was filled in, and what excuses it. Pure.

Adherence counts `on-time` against closed windows that are not excused; late, transcribed and missed stand beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from backend.diary.windows import Window

ENDLESS = datetime.max.replace(tzinfo=UTC)


class Timing(StrEnum):
    """When an entry came, against its window."""

    EARLY = "early"
    ON_TIME = "on-time"
    LATE = "late"
    TOO_LATE = "too-late"


class WindowState(StrEnum):
    """How a window stands. `overdue`: closed, but late entries are still taken; `passed`: optional, and left out."""

    NOT_YET = "not-yet-open"
    OPEN = "open"
    OVERDUE = "overdue"
    ON_TIME = "on-time"
    LATE = "late"
    TRANSCRIBED = "transcribed"
    MISSED = "missed"
    EXCUSED = "excused"
    PASSED = "passed"


class Reason(StrEnum):
    """Why nobody could be expected to fill it in."""

    IN_HOSPITAL = "in-hospital"
    VISIT_CANCELED = "visit-canceled"
    OUTAGE = "outage"
    PAUSED = "paused"


@dataclass(frozen=True)
class Filled:
    """A complete entry of the window: the moment that counts, and whether staff wrote down what was told by phone."""

    at: datetime
    transcribed: bool = False


@dataclass(frozen=True)
class Excuse:
    """A span that excuses; without `until` it is still going on."""

    reason: Reason
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """The state, with the reason of an excused one."""

    state: WindowState
    reason: Reason | None = None


def counts_at(*, recorded_at: datetime, received_at: datetime) -> datetime:
    """The moment that counts: when it was written, offline too; a phone ahead of time gains nothing by it."""
    return min(recorded_at, received_at)


def timing_of(window: Window, at: datetime) -> Timing:
    """When that moment is, against the window."""
    if at < window.opens_at:
        return Timing.EARLY
    if at < window.closes_at:
        return Timing.ON_TIME
    return Timing.LATE if at < window.late_until else Timing.TOO_LATE


def standing(window: Window, filled: Iterable[Filled], excuses: Sequence[Excuse], *, now: datetime) -> Standing:
    """How the window stands at `now`; what happened later does not count yet. The first complete entry decides.

    An entry on time stands even where the window is excused. One that came too late is kept, and the window missed.
    """
    known = [each for each in filled if each.at <= now]
    own = {timing_of(window, each.at) for each in known if not each.transcribed}
    if Timing.ON_TIME in own:
        return Standing(WindowState.ON_TIME)
    reason = excused_by(window, [each for each in excuses if each.since <= now])
    if reason is not None and now >= window.opens_at:
        return Standing(WindowState.EXCUSED, reason)
    if Timing.LATE in own:
        return Standing(WindowState.LATE)
    if any(each.transcribed for each in known):
        return Standing(WindowState.TRANSCRIBED)
    return Standing(_unfilled(window, now))


def excused_by(window: Window, excuses: Sequence[Excuse]) -> Reason | None:
    """Why a window is excused: at least half of its open time was taken up. The longest of several names it."""
    spans = [(span, each.reason) for each in excuses if (span := _within(window, each)) is not None]
    taken = _length([span for span, _ in spans])
    if not spans or 2 * taken < window.closes_at - window.opens_at:
        return None
    return max(spans, key=lambda each: (each[0][1] - each[0][0], each[1].value))[1]


def taking(windows: Iterable[Window], at: datetime) -> list[Window]:
    """Windows that take an entry then: the open ones first, then those that take it late, the latest first."""
    found = [each for each in windows if timing_of(each, at) in (Timing.ON_TIME, Timing.LATE)]
    return sorted(found, key=lambda each: (timing_of(each, at) is Timing.LATE, at - each.opens_at))


def _unfilled(window: Window, now: datetime) -> WindowState:
    timing = timing_of(window, now)
    if timing is Timing.EARLY:
        return WindowState.NOT_YET
    if timing is Timing.ON_TIME:
        return WindowState.OPEN
    if window.optional:
        return WindowState.PASSED
    return WindowState.OVERDUE if timing is Timing.LATE else WindowState.MISSED


def _within(window: Window, excuse: Excuse) -> tuple[datetime, datetime] | None:
    """The part of the window's open time that an excuse takes up."""
    since, until = max(window.opens_at, excuse.since), min(window.closes_at, excuse.until or ENDLESS)
    return (since, until) if since < until else None


def _length(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """How long the spans are together, what they share counted once."""
    total, reached = timedelta(), datetime.min.replace(tzinfo=UTC)
    for since, until in sorted(spans):
        total += max(timedelta(), until - max(since, reached))
        reached = max(reached, until)
    return total
