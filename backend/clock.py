"""The only place that reads the time; everything else is handed `now`."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows what time it is, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the one place


class SetClock:
    """A clock that stands still until it is set: tests, the simulation and the demo use it."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Move to `now`. Raises ValueError if that lies in the past: time only goes forward."""
        if now < self._now:
            raise ValueError(f"the clock stands at {self._now}; it cannot go back to {now}")
        self._now = now.astimezone(UTC)

    def advance(self, **duration: float) -> datetime:
        """Move on by a `timedelta` given in keywords, such as `advance(days=14)`."""
        self.set(self._now + timedelta(**duration))
        return self._now


class ShiftedClock:
    """The machine's clock moved by a fixed span, so that a demo can live in its story's year."""

    def __init__(self, start: datetime) -> None:
        self._shift = start - SystemClock().now()

    def now(self) -> datetime:
        return SystemClock().now() + self._shift


def monotonic() -> float:
    """Seconds for measuring spans, unrelated to any date."""
    return time.monotonic()
