"""The page of figures: the numbers with their windows, children by weeks, the study's curve, who is low."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from sqlmodel import Session

from backend.adherence.queries import figures
from backend.adherence.scope import Cut, Kind
from backend.adherence.tally import Counted, Tally, percent
from backend.console.adherence_asked import Asked
from backend.console.adherence_words import HEADINGS, KINDS, SHADES, WHAT, counted_as, in_brief, in_words, why_low
from backend.console.heat_map import HeatMap, Shade, heat_map
from backend.console.reader import Reader
from backend.console.study_curve import Curve, Point, curve
from backend.languages import month, short_day
from backend.protocol.pack import Pack

NUMBERS = {
    Counted.ON_TIME: "h0",
    Counted.LATE: "late",
    Counted.TRANSCRIBED: "told",
    Counted.MISSED: "h4",
    Counted.OVERDUE: "ho",
}
IF_ANY = {
    Kind.DIARIES: (Counted.OVERDUE,),
    Kind.VISITS: (Counted.OVERDUE, Counted.TRANSCRIBED),
    Kind.CONFIRMATIONS: (Counted.OVERDUE,),
}
IN_A_ROW = 3
BAR = 1040
MOST_CHILDREN = 400


@dataclass(frozen=True)
class Number:
    """One of the numbers, the way to its windows, and its part of the bar (from 0 to 1040)."""

    name: str
    style: str
    percent: int | None
    count: int
    href: str
    start: float
    width: float


@dataclass(frozen=True)
class Pick:
    """One choice of a list."""

    value: str
    name: str
    chosen: bool


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
            kinds=self.kinds(),
            picks=self.picks(),
            whole=whole,
            numbers=self.numbers(whole),
            excused_href=self.asked.behind(self.reader, Counted.EXCUSED),
            open_href=self.asked.behind(self.reader, Counted.OPEN),
            beside=self.asked.at() + ("&" if self.asked.fields else "?") + "beside=bridge",
            finding=self.finding(days, children),
            heat=self.heat(days) if 0 < len(children) <= MOST_CHILDREN else None,
            curve=line,
            curve_finding=self.curve_finding(line) if line else "",
            points=[(each, self._week(each.monday)) for each in line.points] if line else [],
            months=[(x, month(on, self.reader.language)) for x, on in line.months] if line else [],
            shades=[(each, self.reader.say(words)) for each, words in SHADES],
            target=self.target,
            low=self.low(children),
        )

    def _week(self, monday: date) -> str:
        return self.asked.behind(self.reader, since=monday, until=monday + timedelta(days=6))

    def kinds(self) -> list[tuple[str, str, bool]]:
        """The kinds to look at: name, address, and whether it is this one."""
        return [
            (
                self.reader.say(name),
                replace(self.asked, kind=kind, scope=replace(self.asked.scope, instrument="")).at(),
                kind is self.asked.kind,
            )
            for kind, name in KINDS.items()
        ]

    def picks(self) -> dict[str, list[Pick]]:
        """What the question can be narrowed to, by the name of the field."""
        scope, language = self.asked.scope, self.reader.language
        campuses = [(c.key, c.name.in_(language)) for site in self.pack.study.sites for c in site.campuses]
        schedule = self.pack.schedules[-1]
        expected = (
            [(e.key, e.name.in_(language)) for e in self.pack.instruments.values() if not e.any_time]
            if self.asked.kind is Kind.DIARIES
            else [(e.key, e.name.in_(language)) for e in schedule.visits]
        )
        anchors = [(a.key, a.name.in_(language)) for a in schedule.anchors]
        return {
            "campus": self._list(campuses, scope.campus),
            "instrument": self._list(expected, scope.instrument),
            "period": self._list(anchors, scope.period),
        }

    def _list(self, options: Sequence[tuple[str, str]], chosen: str) -> list[Pick]:
        everything = Pick("", self.reader.say("all"), not chosen)
        return [everything, *(Pick(key, name, key == chosen) for key, name in options)]

    def numbers(self, whole: Tally) -> list[Number]:
        """The four numbers, and what can still come, each as its part of the bar."""
        found, start = [], 0.0
        for counted, style in NUMBERS.items():
            count = whole.count(counted)
            if counted in IF_ANY[self.asked.kind] and not count:
                continue
            width = BAR * count / whole.due if whole.due else 0.0
            share = percent(Fraction(count, whole.due)) if whole.due else None
            href = self.asked.behind(self.reader, counted)
            name = counted_as(counted, self.asked.kind, self.reader)
            found.append(Number(name, style, share, count, href, start, max(0.0, width - 2)))
            start += width
        return found

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

    def finding(self, days: Mapping[tuple[str, date], Tally], children: Mapping[str, Tally]) -> str:
        """What the picture of children shows, in one sentence: who has stopped, else how many reach the target."""
        stopped = sorted((since, code) for code in children if (since := _stopped(days, code)) is not None)
        if stopped and self.asked.kind is Kind.DIARIES:
            since, code = stopped[0]
            words = self.reader.say(
                "Nothing from %(code)s since %(day)s", code=code, day=short_day(since, self.reader.language)
            )
            more = len(stopped) - 1
            return words if not more else words + self.reader.say(" (and %(count)s more)", count=more)
        counted = [tally for tally in children.values() if tally.due]
        if not counted:
            return self.reader.say("Nothing was due yet")
        reach = sum((percent(tally.rate) or 0) >= (self.target or 0) for tally in counted)
        if self.target is None:
            return self.reader.say("%(count)s children have something that was due", count=len(counted))
        return self.reader.say(
            "%(reach)s of %(all)s children reach %(target)s%%", reach=reach, all=len(counted), target=self.target
        )

    def curve_finding(self, line: Curve) -> str:
        """What the curve shows, in one sentence."""
        lowest, last = line.lowest, line.last
        if self.target is not None and lowest.percent >= self.target:
            return self.reader.say("Never below the target; last week %(last)s%%", last=last.percent)
        return self.reader.say(
            "Lowest %(lowest)s%% in the week of %(day)s; last %(last)s%%",
            lowest=lowest.percent,
            day=short_day(lowest.monday, self.reader.language),
            last=last.percent,
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


def _stopped(days: Mapping[tuple[str, date], Tally], code: str) -> date | None:
    """Since when a child's windows were all missed, if the last few were."""
    run: list[date] = []
    for (child, on), tally in sorted(days.items(), key=lambda each: each[0][1], reverse=True):
        if child != code or not tally.due:
            continue
        if tally.missed + tally.overdue < tally.due:
            break
        run.append(on)
    return run[-1] if len(run) >= IN_A_ROW else None
