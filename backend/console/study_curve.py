"""The picture of the whole study's weekly figure against its target: points on a line from 0 to 100. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.adherence.tally import Tally, percent

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 300, 190, 30, 284, 18, 166
SPAN = timedelta(days=7)
MONTHS_APART = 42


@dataclass(frozen=True)
class Point:
    """One week."""

    monday: date
    x: float
    y: float
    percent: int
    tally: Tally


@dataclass(frozen=True)
class Curve:
    """The picture: weeks without anything due leave a gap in time, not in the line."""

    points: Sequence[Point]
    target: int | None
    months: Sequence[tuple[float, date]]

    @property
    def path(self) -> str:
        """The line."""
        return "M" + "L".join(f"{each.x:.1f} {each.y:.1f}" for each in self.points)

    @property
    def lowest(self) -> Point:
        """The week with the lowest figure, the latest of several."""
        return min(reversed(self.points), key=lambda each: each.percent)

    @property
    def last(self) -> Point:
        """The newest week."""
        return self.points[-1]

    @property
    def aim(self) -> float:
        """How high the target lies."""
        return height(self.target or 0)


def height(value: int) -> float:
    """Where a percentage lies, in pixels from the top."""
    return BOTTOM - (BOTTOM - TOP) * value / 100


def curve(weeks: Mapping[date, Tally], target: int | None) -> Curve | None:
    """The picture of these weeks; None while there are not two of them to draw a line between."""
    shown = [(monday, tally) for monday, tally in sorted(weeks.items()) if tally.due]
    if len(shown) <= 1:
        return None
    first, last = shown[0][0], shown[-1][0]
    scale = (RIGHT - LEFT) / ((last - first) / SPAN)
    points = []
    for monday, tally in shown:
        value = percent(tally.rate) or 0
        points.append(Point(monday, LEFT + (monday - first) / SPAN * scale, height(value), value, tally))
    return Curve(points, target, _months(points))


def _months(points: Sequence[Point]) -> list[tuple[float, date]]:
    """The first week of each month, where there is room to write its name."""
    found: list[tuple[float, date]] = []
    for point in points:
        new = not found or (point.monday.year, point.monday.month) != (found[-1][1].year, found[-1][1].month)
        if new and (not found or point.x - found[-1][0] >= MONTHS_APART):
            found.append((point.x, point.monday))
    return found
