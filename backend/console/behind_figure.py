"""The windows behind a figure: each with its hours, how it stands and why, by participant code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.adherence.queries import Behind, figures, windows_behind
from backend.adherence.scope import Kind
from backend.adherence.tally import Counted, Tally
from backend.console.adherence_asked import Asked
from backend.console.adherence_words import HEADINGS, REASONS, counted_as
from backend.console.reader import Reader
from backend.languages import day
from backend.protocol.pack import Pack

MOST = 1000


@dataclass(frozen=True)
class Line:
    """One window."""

    id: str
    code: str
    what: str
    due: str
    hours: str
    state: str
    reason: str


@dataclass(frozen=True)
class BehindPage:
    """The windows that a figure is made of."""

    heading: str
    about: str
    as_of: str
    back: str
    count: int
    lines: Sequence[Line]


def behind_page(session: Session, reader: Reader, pack: Pack, asked: Asked) -> BehindPage:
    """The page."""
    kind, scope, counted, as_of = asked.kind, asked.scope, asked.counted, asked.as_of
    whole = figures(session, kind, scope, as_of=as_of).get((), Tally())
    return BehindPage(
        heading=reader.say("The windows behind a figure"),
        about=_about(reader, pack, asked),
        as_of=f"{reader.date(asked.as_of, year=True)} {reader.hour(asked.as_of)}",
        back=asked.whole().at(),
        count=sum(whole.count(each) for each in counted or Counted),
        lines=[
            _line(each, kind, reader, pack)
            for each in windows_behind(session, kind, scope, counted=counted, limit=MOST, as_of=as_of)
        ],
    )


def _about(reader: Reader, pack: Pack, asked: Asked) -> str:
    scope, language = asked.scope, reader.language
    dates = [day(on, language) for on in (scope.since, scope.until) if on]
    parts = [
        reader.say(HEADINGS[asked.kind]),
        scope.child,
        _name(pack, scope.instrument, reader) if scope.instrument else "",
        " – ".join(dates),
        " / ".join(counted_as(each, asked.kind, reader) for each in asked.counted),
    ]
    return " · ".join(filter(None, parts))


def _line(window: Behind, kind: Kind, reader: Reader, pack: Pack) -> Line:
    return Line(
        id=window.window_id,
        code=window.child,
        what=_name(pack, window.instrument, reader),
        due=day(window.due_on, reader.language, year=True),
        hours=f"{_moment(window.opens_at, reader)} – {_moment(window.closes_at, reader)}",
        state=counted_as(Counted(window.counted), kind, reader),
        reason=reader.say(REASONS[window.reason]) if window.reason else "",
    )


def _moment(at: datetime, reader: Reader) -> str:
    return f"{day(at.astimezone(reader.zone).date(), reader.language)} {reader.hour(at)}"


def _name(pack: Pack, key: str, reader: Reader) -> str:
    visits = {visit.key: visit.name for schedule in pack.schedules for visit in schedule.visits}
    known = pack.instruments[key].name if key in pack.instruments else visits.get(key)
    return known.in_(reader.language) if known is not None else key
