"""The study in pictures: visits as a lattice, how far texts come, how soon worries are taken up; with tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from backend.adherence.picture_queries import Fared, Response, how_texts_fared, responses
from backend.adherence.queries import figures
from backend.adherence.scope import Kind, Scope
from backend.adherence.tally import Tally
from backend.console.heat_map import Shade
from backend.console.reader import Reader
from backend.console.visit_lattice import VISIT_SHADES, Lattice, lattice
from backend.languages import marked
from backend.protocol.pack import Pack

FULL = 400
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
    """The page; `came` is what all visits of the site come to, those of the lattice too."""

    as_of: str
    visits: Sequence[str]
    lattice: Lattice
    came: Tally
    shades: Sequence[tuple[Shade, str]]
    funnel: Sequence[Bar]
    stages: Sequence[str]
    classes: Sequence[tuple[str, Fared]]
    taken: Sequence[Row]
    called: Sequence[Row]
    waits: Sequence[str]


def pictures(session: Session, reader: Reader, pack: Pack, *, page: int = 1) -> Pictures:
    """The page as things stand now, of the reader's site, with that page of its children."""
    scope, now = Scope(site=reader.member.site), reader.now
    names = {visit.key: visit.short.in_(reader.language) for each in pack.schedules for visit in each.visits}
    fared = how_texts_fared(session, scope, as_of=now)
    worries = responses(session, scope, as_of=now)
    return Pictures(
        as_of=f"{reader.date(now, year=True)} {reader.hour(now)}",
        visits=list(names.values()),
        lattice=lattice(session, scope, reader, list(names), page=page),
        came=figures(session, Kind.VISITS, scope, as_of=now).get((), Tally()),
        shades=[(look, reader.say(words)) for look, words in VISIT_SHADES.values()],
        funnel=_funnel(fared, reader),
        stages=[reader.say(each) for each in STAGES],
        classes=[(reader.say(CLASSES.get(each.message_class, each.message_class)), each) for each in fared],
        taken=_rows(worries, reader, called=False),
        called=_rows(worries, reader, called=True),
        waits=[reader.say(words) for _, _, words in WAITS],
    )


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
