"""The visits of every child as a lattice, some children at a time by code: what is drawn is what is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.adherence.picture_queries import count_planned, planned_visits, some_planned
from backend.adherence.queries import windows_behind
from backend.adherence.scope import Kind, Scope
from backend.adherence.tally import Counted
from backend.console import children_drawn
from backend.console.adherence_asked import PATH
from backend.console.children_drawn import Drawn
from backend.console.heat_map import Shade
from backend.console.reader import Reader
from backend.languages import marked

PICTURES, PLACE = f"{PATH}/pictures", "#v1"
LEFT, TOP, LINE, STEP = 60, 24, 16, 40
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
class Lattice:
    """The children that are drawn, and the way to the others; lengths in pixels."""

    drawn: Drawn
    lines: Sequence[Line]
    width: int
    height: int


def lattice(session: Session, scope: Scope, reader: Reader, keys: Sequence[str], *, page: int) -> Lattice:
    """That page of the children, a line each with a cell a visit of `keys`; after the last page comes the last."""
    count, size = count_planned(session, scope, as_of=reader.now), children_drawn.AT_A_TIME
    pages = max(1, -(-count // size))
    page = min(page, pages)
    ids = some_planned(session, scope, skip=(page - 1) * size, limit=size, as_of=reader.now)
    lines = _lines(session, ids, reader, keys)
    drawn = Drawn(
        codes=list(ids),
        first=(page - 1) * size + 1,
        last=(page - 1) * size + len(ids),
        all=count,
        before=_address(page - 1) if page > 1 else "",
        after=_address(page + 1) if page < pages else "",
        orders=[],
    )
    return Lattice(drawn, lines, LEFT + STEP * len(keys), TOP + LINE * len(lines))


def _address(page: int) -> str:
    return f"{PICTURES}{f'?page={page}' if page > 1 else ''}{PLACE}"


def _lines(session: Session, ids: Mapping[str, str], reader: Reader, keys: Sequence[str]) -> list[Line]:
    given = list(ids.values())
    behind = windows_behind(session, Kind.VISITS, Scope(given=True), given=given, as_of=reader.now)
    stands = {(each.child, each.instrument): each.counted for each in behind}
    planned: dict[str, dict[str, str]] = {code: {} for code in ids}
    for code, visit in planned_visits(session, given, as_of=reader.now):
        planned[code][visit] = stands.get((code, visit), PLANNED)
    return [
        Line(code, TOP + nth * LINE, _cells(reader, keys, mine)) for nth, (code, mine) in enumerate(planned.items())
    ]


def _cells(reader: Reader, keys: Sequence[str], mine: Mapping[str, str]) -> list[Cell]:
    found = []
    for nth, key in enumerate(keys):
        look, words = VISIT_SHADES.get(mine.get(key, ""), (Shade(""), ""))
        found.append(Cell(LEFT + nth * STEP, look, reader.say(words) if words else ""))
    return found
