"""What a child's diary waits for now: windows that are open, those that still take a late entry, the next to open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.diary.offer import offered
from backend.diary.state import Timing, timing_of
from backend.diary.window_queries import placed, windows_in_force
from backend.diary.windows import Window
from backend.protocol.instruments import Instrument
from backend.protocol.pack import Pack


@dataclass(frozen=True)
class Due:
    """One diary that can be filled in now. `late`: its time has closed, but it is still taken."""

    instrument: Instrument
    window: Window
    late: bool

    @property
    def until(self) -> datetime:
        """Until when it is taken as it stands (UTC)."""
        return self.window.late_until if self.late else self.window.closes_at


@dataclass(frozen=True)
class Diaries:
    """`due` first the open ones, those that nobody has to fill in last; `any_time` wait for no window."""

    due: Sequence[Due]
    any_time: Sequence[Instrument]
    following: tuple[Instrument, Window] | None


def due_now(session: Session, child_id: str | None, *, pack: Pack, live: bool, now: datetime) -> Diaries:
    """The diaries of a child as they stand now; none that are filled in already, and none for no child."""
    if child_id is None:
        return Diaries([], [], None)
    instruments = offered(pack, live=live)
    windows = [each for each in windows_in_force(session, child_id).values() if each.instrument in instruments]
    filled = placed(session, child_id)
    waiting = [each for each in windows if each.id_for(child_id) not in filled]
    timings = {each.key: timing_of(each, now) for each in waiting}
    due = [
        Due(instruments[each.instrument], each, late=timings[each.key] is Timing.LATE)
        for each in waiting
        if timings[each.key] in (Timing.ON_TIME, Timing.LATE)
    ]
    to_come = [each for each in waiting if timings[each.key] is Timing.EARLY and not each.optional]
    following = min(to_come, key=lambda each: each.opens_at, default=None)
    return Diaries(
        due=sorted(due, key=lambda each: (each.window.optional, each.late, each.until)),
        any_time=[each for each in instruments.values() if each.any_time],
        following=(instruments[following.instrument], following) if following else None,
    )
