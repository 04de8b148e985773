"""A small picture of a child's diary for the family's own eyes: temperature and urine colour over the days. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from backend.diary.answer_words import answer_words
from backend.mobile.my_diary import Written
from backend.mobile.page_reader import FamilyReader
from backend.protocol.items import ColourCard, Temperature

DAYS = 28
LEFT, RIGHT, TOP, BOTTOM = 30, 292, 12, 112
LEAST, MOST = 35.5, 40.5
GAP = 2
"""Days between two entries that a line still joins."""


@dataclass(frozen=True)
class Day:
    """What was written about one day: the highest temperature, and the colour with its words."""

    on: date
    celsius: float | None
    said: str
    colour: str
    colour_said: str


@dataclass(frozen=True)
class Chart:
    """The days, the oldest first, and where they stand in a picture 300 wide and 152 high."""

    days: Sequence[Day]

    @property
    def highest(self) -> Day | None:
        """The day with the highest temperature."""
        measured = [day for day in self.days if day.celsius is not None]
        return max(measured, key=lambda day: (day.celsius or 0, day.on), default=None)

    @property
    def grid(self) -> Sequence[tuple[int, float]]:
        """Whole degrees with their height."""
        return [(degree, self.y(degree)) for degree in range(36, 41)]

    @property
    def line(self) -> str:
        """Through the temperatures; a gap of two days parts it."""
        parts, last = [], None
        for day in self.days:
            if day.celsius is not None:
                joined = last is not None and (day.on - last).days <= GAP
                parts.append(f"{'L' if joined else 'M'}{self.x(day.on):.1f} {self.y(day.celsius):.1f}")
                last = day.on
        return "".join(parts)

    def x(self, on: date) -> float:
        """Across, in proportion to the days; a single day stands in the middle."""
        first, last = self.days[0].on, self.days[-1].on
        if first == last:
            return (LEFT + RIGHT) / 2
        return LEFT + 8 + (RIGHT - LEFT - 16) * (on - first).days / (last - first).days

    def y(self, celsius: float) -> float:
        """Up, held within the picture."""
        held = min(max(celsius, LEAST), MOST)
        return BOTTOM - (BOTTOM - TOP) * (held - LEAST) / (MOST - LEAST)


def chart_of(written: Iterable[Written], reader: FamilyReader) -> Chart | None:
    """The last four weeks; None where nothing can be drawn."""
    days: dict[date, Day] = {}
    since = reader.today - timedelta(days=DAYS)
    for each in written:
        on = each.entry.counts_at.astimezone(ZoneInfo(reader.signed_in.family.zone)).date()
        day = _day(each, on, reader)
        if on > since and (day.celsius is not None or day.colour):
            days[on] = _both(days[on], day) if on in days else day
    return Chart([days[on] for on in sorted(days)]) if days else None


def _day(written: Written, on: date, reader: FamilyReader) -> Day:
    day = Day(on, None, "", "", "")
    for item, answer in written.pairs:
        said = answer_words(item, answer, reader.language)
        if isinstance(item, Temperature) and isinstance(answer.meant, float):
            day = Day(on, answer.meant, said, day.colour, day.colour_said)
        elif isinstance(item, ColourCard):
            colour = next((each.colour or "" for each in item.options if each.key == answer.meant), "")
            day = Day(on, day.celsius, day.said, colour, said)
    return day


def _both(one: Day, other: Day) -> Day:
    """Two entries of one day: the higher temperature; the colour of the later one, which came first in the list."""
    warm = max(one, other, key=lambda each: each.celsius or 0)
    seen = one if one.colour else other
    return Day(one.on, warm.celsius, warm.said, seen.colour, seen.colour_said)
