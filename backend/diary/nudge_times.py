"""When a family is reminded of a window that nobody filled in, and what keeps a reminder back: pure decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.diary.standings import Stands
from backend.diary.state import WindowState
from backend.diary.windows import Window
from backend.protocol.instruments import Instrument


@dataclass(frozen=True)
class FamilyHour:
    """The hour at which a family is reminded, in its zone. `since` it was chosen; None for the study's hour."""

    at: time
    zone: ZoneInfo
    since: datetime | None = None


@dataclass(frozen=True)
class NudgeFacts:
    """What is known about a child when a reminder of one window falls due."""

    state: WindowState
    consented: bool
    ended: str
    paused: bool
    emergency: bool


def nudge_moments(window: Window, instrument: Instrument, hour: FamilyHour) -> list[datetime]:
    """The moments (UTC) at which the family is reminded of the window while it is open."""
    if instrument.hours is None:
        return []
    days = instrument.hours.days_with(hour.at)
    wanted = [window.due_on + timedelta(days=days[each]) for each in instrument.nudge_days if each < len(days)]
    moments = [datetime.combine(day, hour.at, hour.zone).astimezone(UTC) for day in wanted]
    return [each for each in moments if window.opens_at <= each < window.closes_at]


def is_due(stands: Stands, instrument: Instrument, hour: FamilyHour, now: datetime) -> bool:
    """Whether today's reminder of the window has fallen due, and the window is still open.

    An hour chosen after it had passed holds from tomorrow: nobody is reminded at the moment of choosing.
    """
    today = now.astimezone(hour.zone).date()
    return now < stands.window.closes_at and any(
        (hour.since is None or hour.since < each) and each <= now and each.astimezone(hour.zone).date() == today
        for each in nudge_moments(stands.window, instrument, hour)
    )


def next_look(
    stands: Iterable[Stands], instruments: dict[str, Instrument], hour: FamilyHour, now: datetime
) -> datetime | None:
    """When something next falls due: a reminder, or a window closing that somebody may have to phone about."""
    ahead: list[datetime] = []
    for each in stands:
        instrument = instruments.get(each.window.instrument)
        if instrument is None or each.window.closes_at <= now or each.entries:
            continue
        ahead += nudge_moments(each.window, instrument, hour)
        if instrument.call_after_missed is not None:
            ahead.append(each.window.closes_at)
    return min((each for each in ahead if each > now), default=None)


def why_not(at: NudgeFacts) -> str | None:
    """The reason nobody is reminded of the window now; None if they are."""
    if at.ended:
        return at.ended
    if not at.consented:
        return "no-consent"
    if at.paused:
        return "paused"
    if at.emergency:
        return "emergency-open"
    if at.state is WindowState.OPEN:
        return None
    return "diary-excused" if at.state is WindowState.EXCUSED else "diary-filled"
