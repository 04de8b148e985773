"""The picture of how many texts a family gets, week by week, by the pack alone: bars, what they say, a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from backend.console.reader import Reader
from backend.diary.expected_texts import Sort, expected_texts
from backend.languages import marked
from backend.protocol.pack import Pack

LEFT, TOP, STEP, BAR, TALL = 28, 10, 16, 12, 12
EVERY, FOOT = 4, 24
AGE = 9
SORTS = {
    Sort.VISITS: ("h3", marked("visits")),
    Sort.DIARY: ("late", marked("diary reminders")),
    Sort.REPLIES: ("h0", marked("replies to a confirmation")),
}
FAMILIES = (
    (True, marked("A family that answers everything")),
    (False, marked("A family that answers nothing")),
)


@dataclass(frozen=True)
class Bar:
    """The texts of one sort in one week, in pixels."""

    style: str
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Week:
    """One week: from 0, what its bars say, and the counts in the order of the sorts, then all."""

    number: int
    words: str
    bars: Sequence[Bar]
    counts: Sequence[int]


@dataclass(frozen=True)
class Load:
    """One family's picture. `finding` says it in a sentence."""

    key: str
    title: str
    finding: str
    weeks: Sequence[Week]
    grid: Sequence[tuple[int, int]]
    ticks: Sequence[tuple[int, int]]
    width: int
    height: int
    left: int = LEFT
    bar: int = BAR

    @property
    def floor(self) -> int:
        """Where the bars stand."""
        return self.height - FOOT


@dataclass(frozen=True)
class LoadPage:
    """The page."""

    start: str
    age: int
    loads: Sequence[Load]
    sorts: Sequence[tuple[str, str]]


def load_page(pack: Pack, reader: Reader) -> LoadPage:
    """Both families of today, drawn to one scale."""
    start = reader.now.astimezone(reader.zone).date()
    born = start - timedelta(days=round(AGE * 365.25))
    counted = [expected_texts(pack, start=start, born_on=born, answers=answers) for answers, _ in FAMILIES]
    weeks = max(map(len, counted))
    most = max((each.total() for weekly in counted for each in weekly), default=0)
    loads = [
        _load(f"l{nth}", reader.say(title), [*weekly, *[Counter[Sort]()] * (weeks - len(weekly))], most, reader)
        for nth, ((_, title), weekly) in enumerate(zip(FAMILIES, counted, strict=True))
    ]
    return LoadPage(
        start=reader.date(reader.now, year=True),
        age=AGE,
        loads=loads,
        sorts=[(style, reader.say(words)) for style, words in SORTS.values()],
    )


def _load(key: str, title: str, weekly: Sequence[Counter[Sort]], most: int, reader: Reader) -> Load:
    floor = TOP + most * TALL
    totals = [each.total() for each in weekly]
    heaviest = totals.index(max(totals))
    return Load(
        key=key,
        title=title,
        finding=reader.say(
            "%(all)s texts in %(weeks)s weeks; at most %(most)s in one, week %(heaviest)s",
            all=sum(totals),
            weeks=len(weekly),
            most=max(totals),
            heaviest=heaviest + 1,
        ),
        weeks=[_week(nth, each, floor, reader) for nth, each in enumerate(weekly)],
        grid=[(floor - count * TALL, count) for count in range(0, most + 1, 2)],
        ticks=[(LEFT + nth * STEP + BAR // 2, nth + 1) for nth in range(0, len(weekly), EVERY)],
        width=LEFT + STEP * len(weekly),
        height=floor + FOOT,
    )


def _week(nth: int, counts: Counter[Sort], floor: int, reader: Reader) -> Week:
    bars, y = [], floor
    for sort, (style, _) in SORTS.items():
        if counts[sort]:
            y -= counts[sort] * TALL
            bars.append(Bar(style, LEFT + nth * STEP, y, counts[sort] * TALL))
    said = [f"{reader.say(words)} {counts[sort]}" for sort, (_, words) in SORTS.items() if counts[sort]]
    words = reader.say("Week %(number)s: %(counts)s", number=nth + 1, counts=", ".join(said)) if said else ""
    return Week(nth + 1, words, bars, [*(counts[sort] for sort in SORTS), counts.total()])
