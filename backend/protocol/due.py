"""On which days an instrument is due, and between which hours it is taken: local days and hours, no zone yet."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from pydantic import Field, model_validator

from backend.protocol.schedule import Offset
from backend.protocol.text import LocalTime, PackModel

DAY = timedelta(days=1)


class Due(PackModel):
    """The days counted from an anchor: `first`, then `every` so often up to `last`, and before the anchor `until`."""

    anchor: str
    first: Offset
    every: Offset | None = None
    last: Offset | None = None
    until: str | None = None

    @model_validator(mode="after")
    def _ends(self) -> "Due":
        if (self.every is None) != (self.last is None):
            raise ValueError("write `every` and `last` together, or neither for a single day")
        if self.every is not None and min(self.every.days, self.every.weeks, self.every.months) < 0:
            raise ValueError("`every` goes forward")
        if self.every == Offset():
            raise ValueError("`every` needs days, weeks or months")
        return self

    def days(self, anchor_on: date, until_on: date | None = None) -> Iterator[date]:
        """Every due day in order. Months are counted from the anchor, so that a short month shifts no later one."""
        last = (self.last or self.first).add(anchor_on)
        day, turn = self.first.add(anchor_on), 0
        while day <= last and (until_on is None or day < until_on):
            yield day
            if self.every is None:
                return
            turn += 1
            day = _times(self.first, self.every, turn).add(anchor_on)

    @property
    def shortest(self) -> timedelta | None:
        """The least time from one day to the next; None for a single day."""
        if self.every is None:
            return None
        return timedelta(days=self.every.days + 28 * self.every.months, weeks=self.every.weeks)


def _times(first: Offset, every: Offset, turn: int) -> Offset:
    return Offset.model_construct(
        days=first.days + turn * every.days,
        weeks=first.weeks + turn * every.weeks,
        months=first.months + turn * every.months,
    )


class DayTime(PackModel):
    """An hour of the due day, or of a day after it, in the family's zone."""

    day: int = Field(default=0, ge=0, le=60)
    at: LocalTime

    def since_midnight(self) -> timedelta:
        """How long after the due day began, by the clock on the wall."""
        return self.day * DAY + timedelta(hours=self.at.hour, minutes=self.at.minute, seconds=self.at.second)


class OpenHours(PackModel):
    """When a window opens and closes, and until when a late entry is still one of this window."""

    opens: DayTime
    closes: DayTime
    late_until: DayTime

    @model_validator(mode="after")
    def _in_order(self) -> "OpenHours":
        if not self.opens.since_midnight() < self.closes.since_midnight() <= self.late_until.since_midnight():
            raise ValueError("a window opens, then closes, and takes late entries until then or later")
        return self

    def days_with(self, at: time) -> tuple[int, ...]:
        """Which days, the due day being 0, have that hour while it is open."""
        opens, closes = self.opens.since_midnight(), self.closes.since_midnight()
        days = range(self.opens.day, self.closes.day + 1)
        return tuple(day for day in days if opens <= DayTime(day=day, at=at).since_midnight() < closes)

    @property
    def span(self) -> timedelta:
        """How long it is open, by the clock on the wall."""
        return self.closes.since_midnight() - self.opens.since_midnight()
