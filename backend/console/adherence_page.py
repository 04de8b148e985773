"""The page of figures: the numbers with their windows, children by weeks, the study's curve, who is low."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from backend.adherence.queries import figures
from backend.adherence.scope import Cut
from backend.adherence.tally import Counted, Tally, percent
from backend.console.adherence_asked import Asked
from backend.console.adherence_bar import Number, numbers
from backend.console.adherence_findings import curve_finding, finding
from backend.console.adherence_picks import Pick, kinds, picks
from backend.console.adherence_words import HEADINGS, SHADES, WHAT, in_brief, in_words, why_low
from backend.console.heat_map import HeatMap, Shade, heat_map
from backend.console.reader import Reader
from backend.console.study_curve import Curve, Point, curve
from backend.languages import month
from backend.protocol.pack import Pack

MOST_CHILDREN = 400


@dataclass(frozen=True)
class Low:
    """A child below the target."""

    code: str
    href: str
    why: str
    tally: Tally


@dataclass(frozen=True)
class AdherencePage:
    """The page."""

    heading: str
    what: str
    kind: str
    in_words: str
    as_of: str
    then: str
    wrong: bool
    kinds: Sequence[tuple[str, str, bool]]
    picks: Mapping[str, Sequence[Pick]]
    whole: Tally
    numbers: Sequence[Number]
    excused_href: str
    open_href: str
    beside: str
    finding: str
    heat: HeatMap | None
    curve: Curve | None
    curve_finding: str
    points: Sequence[tuple[Point, str]]
    months: Sequence[tuple[float, str]]
    shades: Sequence[tuple[Shade, str]]
    target: int | None
    low: Sequence[Low]


@dataclass(frozen=True)
class Drawer:
    """Puts the page together for one reader and question."""

    reader: Reader
    pack: Pack
    asked: Asked

    @property
    def target(self) -> int | None:
        """What the study aims for, in percent."""
        return self.pack.study.targets.on_time_percent if self.pack.study.targets else None

    def page(self, days: Mapping[tuple[str, date], Tally]) -> AdherencePage:
        """The page of these days."""
        children = _by_child(days)
        whole = sum(children.values(), Tally())
        line = curve(_by_week(days), self.target)
        return AdherencePage(
            heading=self.reader.say(HEADINGS[self.asked.kind]),
            what=self.reader.say(WHAT[self.asked.kind]),
            kind=self.asked.fields.get("kind", ""),
            in_words=in_words(whole, self.asked.kind, self.reader),
            as_of=f"{self.reader.date(self.asked.as_of, year=True)} {self.reader.hour(self.asked.as_of)}",
            then=self.asked.then,
            wrong=self.asked.wrong,
            kinds=kinds(self.asked, self.reader),
            picks=picks(self.asked, self.reader, self.pack),
            whole=whole,
            numbers=numbers(whole, self.asked, self.reader),
            excused_href=self.asked.behind(self.reader, Counted.EXCUSED),
            open_href=self.asked.behind(self.reader, Counted.OPEN),
            beside=self.asked.at() + ("&" if self.asked.fields else "?") + "beside=bridge",
            finding=finding(days, children, kind=self.asked.kind, target=self.target, reader=self.reader),
            heat=self.heat(days) if 0 < len(children) <= MOST_CHILDREN else None,
            curve=line,
            curve_finding=curve_finding(line, target=self.target, reader=self.reader) if line else "",
            points=[(each, self._week(each.monday)) for each in line.points] if line else [],
            months=[(x, month(on, self.reader.language)) for x, on in line.months] if line else [],
            shades=[(each, self.reader.say(words)) for each, words in SHADES],
            target=self.target,
            low=self.low(children),
        )

    def _week(self, monday: date) -> str:
        return self.asked.behind(self.reader, since=monday, until=monday + timedelta(days=6))

    def heat(self, days: Mapping[tuple[str, date], Tally]) -> HeatMap:
        """Children by weeks."""
        return heat_map(
            days,
            href=lambda code, since, until: self.asked.behind(self.reader, child=code, since=since, until=until),
            words=lambda code, week, tally: self.reader.say(
                "%(code)s, week %(week)s: %(what)s",
                code=code,
                week=week,
                what=in_words(tally, self.asked.kind, self.reader),
            ),
            brief=lambda tally: in_brief(tally, self.reader),
        )

    def low(self, children: Mapping[str, Tally]) -> list[Low]:
        """Children below the target, the lowest first."""
        below = [
            (tally.rate or 0, code, tally)
            for code, tally in children.items()
            if tally.due and (percent(tally.rate) or 0) < (self.target or 0)
        ]
        return [
            Low(code, self.asked.behind(self.reader, child=code), why_low(tally, self.asked.kind, self.reader), tally)
            for _, code, tally in sorted(below, key=lambda each: each[:2])
        ]


def adherence_page(session: Session, reader: Reader, pack: Pack, asked: Asked) -> AdherencePage:
    """The page, from one statement."""
    found = figures(session, asked.kind, asked.scope, by=[Cut.CHILD, Cut.DAY], as_of=asked.as_of)
    days = {(str(key[0]), key[1]): tally for key, tally in found.items() if isinstance(key[1], date)}
    return Drawer(reader, pack, asked).page(days)


def _by_child(days: Mapping[tuple[str, date], Tally]) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for (code, _), tally in days.items():
        found[code] = found.get(code, Tally()) + tally
    return found


def _by_week(days: Mapping[tuple[str, date], Tally]) -> dict[date, Tally]:
    found: dict[date, Tally] = {}
    for (_, on), tally in days.items():
        monday = on - timedelta(days=on.weekday())
        found[monday] = found.get(monday, Tally()) + tally
    return found
