"""A caregiver who keeps a family's diary, with what they write on, and when it suits them."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from backend.simulation.device import Device
from backend.simulation.diary_book import Writing
from backend.simulation.diary_life import Habit, Way

WAKES, SLEEPS = time(7, 0), time(22, 30)
OFFICE = (time(9, 0), time(17, 0))
DAY = timedelta(days=1)
STEP = 1800
"""Seconds: families write on the half hour, so that a simulated year has fewer moments."""


@dataclass
class Keeper:
    """Who writes, and by which way. While the device is not let in, what was written waits on it."""

    number: str
    way: Way
    habit: Habit
    zone: ZoneInfo
    rng: Random
    device: Device | None = None
    card: str = ""
    is_in: bool = False
    waiting: list[Writing] = field(default_factory=list)

    def awake(self, at: datetime) -> datetime:
        """The next half hour that suits: not at night, and for a call not out of hours."""
        opens, closes = OFFICE if self.way is Way.PHONE else (WAKES, SLEEPS)
        local = datetime.fromtimestamp(-(-at.timestamp() // STEP) * STEP, self.zone)
        if not opens <= local.time() <= closes:
            day = local.date() + (DAY if local.time() > closes else timedelta())
            local = datetime.combine(day, opens, self.zone)
        return local.astimezone(at.tzinfo)
