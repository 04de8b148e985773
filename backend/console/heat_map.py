"""The picture of children by weeks: where each cell lies, how dark it is, and which mark it carries. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.adherence.tally import Tally

LEFT, TOP, LINE, TALL = 60, 40, 16, 13
WIDEST, ROOM = 22, 560
TOTALS = 78
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Shade:
    """How a cell looks: `style` is its fill, `mark` is drawn over it, so that grey prints read too."""

    style: str
    mark: str = ""


NOTHING_DUE = Shade("")
EXCUSED, OPEN = Shade("hx"), Shade("ho")
ALL, SOME_LATE, SOME_MISSED, MOST_MISSED, NONE = (
    Shade("h0"),
    Shade("h1", "slash"),
    Shade("h2", "dot"),
    Shade("h3", "bar"),
    Shade("h4", "cross"),
)


@dataclass(frozen=True)
class Cell:
    """One child's week."""

    x: int
    shade: Shade
    href: str
    words: str
    brief: str


@dataclass(frozen=True)
class Line:
    """One child."""

    code: str
    href: str
    y: int
    cells: Sequence[Cell | None]
    total: Tally


@dataclass(frozen=True)
class HeatMap:
    """The picture, and what its table says."""

    lines: Sequence[Line]
    weeks: int
    step: int
    ticks: Sequence[tuple[int, int]]

    @property
    def width(self) -> int:
        """In pixels, like every length here."""
        return LEFT + self.step * self.weeks + TOTALS

    @property
    def height(self) -> int:
        """Of all lines."""
        return TOP + LINE * len(self.lines)


def shade(tally: Tally) -> Shade:
    """The more is missing, the darker: on time all of it, some late, less than half missed, half or more, all."""
    if tally.due == 0:
        return OPEN if tally.open else EXCUSED if tally.excused else NOTHING_DUE
    if tally.missed == 0:
        return ALL if tally.on_time == tally.due else SOME_LATE
    if tally.missed == tally.due:
        return NONE
    return MOST_MISSED if 2 * tally.missed >= tally.due else SOME_MISSED


@dataclass(frozen=True)
class Course:
    """One child: the day of its first window, its weeks counted from there, and all of it."""

    code: str
    first: date
    weeks: Mapping[int, Tally]
    total: Tally


def heat_map(
    courses: Sequence[Course],
    *,
    href: Callable[[str, date | None, date | None], str],
    words: Callable[[str, int, Tally], str],
    brief: Callable[[Tally], str],
) -> HeatMap:
    """A line a child, in the order given; weeks count from each child's own first window."""
    weeks = max((max(each.weeks) + 1 for each in courses if each.weeks), default=0)
    step = max(8, min(WIDEST, ROOM // max(1, weeks)))
    lines = []
    for nth, each in enumerate(courses):
        cells: list[Cell | None] = []
        for week in range(weeks):
            tally = each.weeks.get(week, Tally())
            look = shade(tally)
            if not look.style:
                cells.append(None)
                continue
            monday = each.first + week * WEEK
            link = href(each.code, monday, monday + WEEK - timedelta(days=1))
            cells.append(Cell(LEFT + week * step, look, link, words(each.code, week, tally), brief(tally)))
        lines.append(Line(each.code, href(each.code, None, None), TOP + nth * LINE, cells, each.total))
    ticks = [(LEFT + week * step + step // 2, week) for week in range(0, weeks, 4)]
    return HeatMap(lines, weeks, step, ticks)
