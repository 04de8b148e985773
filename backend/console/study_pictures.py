"""The study in pictures: visits as a lattice, how far texts come, how soon worries are taken up; with tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from backend.adherence.picture_queries import Fared, Response, how_texts_fared, planned_visits, responses
from backend.adherence.queries import windows_behind
from backend.adherence.scope import Kind, Scope
from backend.adherence.tally import Counted
from backend.console.heat_map import Shade
from backend.console.reader import Reader
from backend.languages import marked
from backend.protocol.pack import Pack

LEFT, TOP, LINE, STEP, TALL, WIDE = 60, 24, 16, 40, 13, 36
FULL = 400
PLANNED = "planned"
VISIT_SHADES = {
    PLANNED: (Shade("ho"), marked("planned")),
    Counted.OPEN.value: (Shade("hw"), marked("its days are running")),
    Counted.ON_TIME.value: (Shade("h0"), marked("came within its days")),
    Counted.LATE.value: (Shade("h1", "slash"), marked("came on another day")),
    Counted.OVERDUE.value: (Shade("h2", "dot"), marked("past its days, still booked")),
    Counted.MISSED.value: (Shade("h4", "cross"), marked("did not come")),
    Counted.EXCUSED.value: (Shade("hx"), marked("excused")),
}
STAGES = (marked("written"), marked("still meant to go"), marked("handed over"), marked("delivered"))
WAITS = (
    (timedelta(minutes=15), "h0", marked("within 15 min")),
    (timedelta(hours=1), "h1", marked("within 1 h")),
    (timedelta(hours=4), "h2", marked("within 4 h")),
    (timedelta(hours=24), "h3", marked("within a day")),
    (timedelta.max, "h4", marked("later, or not yet")),
)
LEVELS = {"emergency": marked("emergency"), "urgent": marked("same day"), "routine": marked("routine")}
CLASSES = {
    "scheduled": marked("reminders"),
    "reply": marked("replies"),
    "safety": marked("safety answers"),
    "staff_page": marked("pages to staff"),
}


@dataclass(frozen=True)
class Cell:
    """One child's visit."""

    x: int
    shade: Shade
    words: str


@dataclass(frozen=True)
class Line:
    """One child."""

    code: str
    y: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Bar:
    """One bar of a picture, in pixels, with its count."""

    name: str
    style: str
    x: float
    width: float
    count: int


@dataclass(frozen=True)
class Row:
    """A name with its bars, and how many they are of."""

    name: str
    bars: Sequence[Bar]
    count: int


@dataclass(frozen=True)
class Pictures:
    """The page."""

    as_of: str
    visits: Sequence[str]
    lines: Sequence[Line]
    shades: Sequence[tuple[Shade, str]]
    width: int
    height: int
    funnel: Sequence[Bar]
    stages: Sequence[str]
    classes: Sequence[tuple[str, Fared]]
    taken: Sequence[Row]
    called: Sequence[Row]
    waits: Sequence[str]


def pictures(session: Session, reader: Reader, pack: Pack) -> Pictures:
    """The page as things stand now, of the reader's site."""
    scope, now = Scope(site=reader.member.site), reader.now
    names = {visit.key: visit.short.in_(reader.language) for each in pack.schedules for visit in each.visits}
    lines = _lattice(session, scope, reader, list(names))
    fared = how_texts_fared(session, scope, as_of=now)
    worries = responses(session, scope, as_of=now)
    return Pictures(
        as_of=f"{reader.date(now, year=True)} {reader.hour(now)}",
        visits=list(names.values()),
        lines=lines,
        shades=[(look, reader.say(words)) for look, words in VISIT_SHADES.values()],
        width=LEFT + STEP * len(names),
        height=TOP + LINE * len(lines),
        funnel=_funnel(fared, reader),
        stages=[reader.say(each) for each in STAGES],
        classes=[(reader.say(CLASSES.get(each.message_class, each.message_class)), each) for each in fared],
        taken=_rows(worries, reader, called=False),
        called=_rows(worries, reader, called=True),
        waits=[reader.say(words) for _, _, words in WAITS],
    )


def _lattice(session: Session, scope: Scope, reader: Reader, keys: Sequence[str]) -> list[Line]:
    behind = windows_behind(session, Kind.VISITS, scope, as_of=reader.now)
    stands = {(each.child, each.instrument): each.counted for each in behind}
    planned: dict[str, dict[str, str]] = {}
    for code, visit, _ in planned_visits(session, scope, as_of=reader.now):
        planned.setdefault(code, {})[visit] = stands.get((code, visit), PLANNED)
    return [
        Line(code, TOP + nth * LINE, _cells(reader, keys, mine)) for nth, (code, mine) in enumerate(planned.items())
    ]


def _cells(reader: Reader, keys: Sequence[str], mine: Mapping[str, str]) -> list[Cell]:
    found = []
    for nth, key in enumerate(keys):
        look, words = VISIT_SHADES.get(mine.get(key, ""), (Shade(""), ""))
        found.append(Cell(LEFT + nth * STEP, look, reader.say(words) if words else ""))
    return found


def _funnel(fared: Sequence[Fared], reader: Reader) -> list[Bar]:
    counts = [
        sum(each.written for each in fared),
        sum(each.meant for each in fared),
        sum(each.handed_over for each in fared),
        sum(each.delivered for each in fared),
    ]
    most = max(counts[0], 1)
    shown = zip(STAGES, counts, strict=True)
    return [Bar(reader.say(name), "h0", 0, FULL * count / most, count) for name, count in shown]


def _rows(worries: Sequence[Response], reader: Reader, *, called: bool) -> list[Row]:
    found = []
    for level, words in LEVELS.items():
        mine = [each for each in worries if each.level == level]
        found.append(Row(reader.say(words), _stack(mine, reader, called=called), len(mine)))
    return found


def _stack(worries: Sequence[Response], reader: Reader, *, called: bool) -> list[Bar]:
    """How many had it done within each span, side by side."""
    waits = [((each.called_at if called else each.taken_at) or None, each.opened_at) for each in worries]
    spans = [done - opened if done is not None else timedelta.max for done, opened in waits]
    found, start, under = [], 0.0, timedelta.min
    for limit, style, words in WAITS:
        count = sum(under < span <= limit for span in spans)
        width = FULL * count / max(1, len(spans))
        found.append(Bar(reader.say(words), style, start, max(0.0, width - 2), count))
        start, under = start + width, limit
    return found
