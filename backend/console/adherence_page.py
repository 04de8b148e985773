"""The page of figures: the numbers with their windows, children by weeks, the study's curve, who is low."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session

from backend.adherence.course_queries import nothing_since, own_weeks
from backend.adherence.overview_queries import Overview, overview
from backend.adherence.scope import Kind
from backend.adherence.tally import Counted, Tally
from backend.console.adherence_asked import Asked, Order
from backend.console.adherence_bar import Number, numbers
from backend.console.adherence_findings import curve_finding, finding
from backend.console.adherence_picks import Pick, kinds, picks
from backend.console.adherence_words import HEADINGS, SHADES, WHAT, in_brief, in_words, why_low
from backend.console.children_drawn import PLACE, Drawn, count_below, drawn, lowest_first
from backend.console.heat_map import Course, HeatMap, Shade, heat_map
from backend.console.reader import Reader
from backend.console.study_curve import Curve, Point, curve
from backend.languages import month
from backend.protocol.pack import Pack

IN_A_ROW, SOME = 3, 1000
MOST_LOW = 20


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
    order: str
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
    drawn: Drawn
    heat: HeatMap | None
    curve: Curve | None
    curve_finding: str
    points: Sequence[tuple[Point, str]]
    months: Sequence[tuple[float, str]]
    shades: Sequence[tuple[Shade, str]]
    target: int | None
    low: Sequence[Low]
    low_more: int
    low_href: str


@dataclass(frozen=True)
class Drawer:
    """Puts the page together for one reader and question, of what the whole part comes to."""

    reader: Reader
    pack: Pack
    asked: Asked
    seen: Overview
    lowest: Sequence[str]

    @property
    def target(self) -> int | None:
        """What the study aims for, in percent."""
        return self.pack.study.targets.on_time_percent if self.pack.study.targets else None

    def page(
        self, shown: Drawn, weeks: Mapping[str, Mapping[int, Tally]], stopped: Mapping[str, date]
    ) -> AdherencePage:
        """The page with these children drawn; `stopped`: since when nothing came of whom."""
        whole, line = self.seen.whole, curve(_by_week(self.seen.days), self.target)
        below = count_below(self.target or 0, self.lowest, self.seen.tallies)
        due = sum(tally.due > 0 for tally in self.seen.tallies.values())
        return AdherencePage(
            heading=self.reader.say(HEADINGS[self.asked.kind]),
            what=self.reader.say(WHAT[self.asked.kind]),
            kind=self.asked.fields.get("kind", ""),
            order=self.asked.fields.get("order", ""),
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
            finding=finding(stopped, below=below, due=due, target=self.target, reader=self.reader),
            drawn=shown,
            heat=self.heat(shown, weeks) if shown.codes else None,
            curve=line,
            curve_finding=curve_finding(line, target=self.target, reader=self.reader) if line else "",
            points=[(each, self._week(each.monday)) for each in line.points] if line else [],
            months=[(x, month(on, self.reader.language)) for x, on in line.months] if line else [],
            shades=[(each, self.reader.say(words)) for each, words in SHADES],
            target=self.target,
            low=[self.low(code) for code in self.lowest[: min(below, MOST_LOW)]],
            low_more=max(0, below - MOST_LOW),
            low_href=replace(self.asked, order=Order.LOWEST, page=1).at() + PLACE,
        )

    def _week(self, monday: date) -> str:
        return self.asked.behind(self.reader, since=monday, until=monday + timedelta(days=6))

    def heat(self, shown: Drawn, weeks: Mapping[str, Mapping[int, Tally]]) -> HeatMap:
        """Children by weeks."""
        found = self.seen.children
        return heat_map(
            [Course(code, found[code].first, weeks.get(code, {}), found[code].tally) for code in shown.codes],
            href=self.asked.behind_each(self.reader),
            words=lambda code, week, tally: self.reader.say(
                "%(code)s, week %(week)s: %(what)s",
                code=code,
                week=week,
                what=in_words(tally, self.asked.kind, self.reader),
            ),
            brief=lambda tally: in_brief(tally, self.reader),
        )

    def low(self, code: str) -> Low:
        """A child below the target, with what keeps its figure down."""
        tally = self.seen.tallies[code]
        why = why_low(tally, self.asked.kind, self.reader)
        return Low(code, self.asked.behind(self.reader, child=code), why, tally)


def adherence_page(session: Session, reader: Reader, pack: Pack, asked: Asked) -> AdherencePage:
    """The page: the whole part at one look, and day by day only the children that are drawn or may have stopped."""
    kind, scope, as_of = asked.kind, asked.scope, asked.as_of
    seen = overview(session, kind, scope, as_of=as_of)
    lowest = lowest_first(seen.tallies)
    shown = drawn(lowest if asked.order is Order.LOWEST else sorted(lowest), asked, reader)
    weeks = own_weeks(session, kind, scope, seen.ids(shown.codes), as_of=as_of) if shown.codes else {}
    stopped = _stopped(session, asked, seen) if kind is Kind.DIARIES else {}
    return Drawer(reader, pack, asked, seen, lowest).page(shown, weeks, stopped)


def _stopped(session: Session, asked: Asked, seen: Overview) -> Mapping[str, date]:
    """Since when nothing came of those of whose last few days nothing did."""
    perhaps = sorted(code for code, each in seen.children.items() if each.may_have_stopped(IN_A_ROW))
    found: dict[str, date] = {}
    for begin in range(0, len(perhaps), SOME):
        ids = seen.ids(perhaps[begin : begin + SOME])
        found |= nothing_since(session, asked.kind, asked.scope, ids, in_a_row=IN_A_ROW, as_of=asked.as_of)
    return found


def _by_week(days: Mapping[date, Tally]) -> dict[date, Tally]:
    found: dict[date, Tally] = {}
    for on, tally in days.items():
        monday = on - timedelta(days=on.weekday())
        found[monday] = found.get(monday, Tally()) + tally
    return found
