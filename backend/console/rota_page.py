"""The rota of the days ahead: who is on call when, where nobody is, who is away, and whose phone can acknowledge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.models import ContactTest, RotaFact, RotaKind
from backend.concerns.rota import on_call
from backend.console.people import People, people
from backend.console.reader import Reader
from backend.families.phone_numbers import spaced
from backend.protocol.pack import Pack
from backend.protocol.study import OnCall
from backend.vault import blind

HOUR = timedelta(hours=1)
LAST = 23
MOST_NAMES = 3


@dataclass(frozen=True)
class Cell:
    """A part of a day with the same people on call; nobody is a gap."""

    hours: str
    start: int
    width: int
    names: Sequence[str]
    gap: bool


@dataclass(frozen=True)
class Day:
    """One day of the lattice."""

    name: str
    today: bool
    holiday: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Change:
    """An absence or a trade that holds or will, and can be lifted."""

    id: str
    words: str
    span: str
    why: str
    by: str


@dataclass(frozen=True)
class Proof:
    """One person of the rota and whether a page to them was ever acknowledged."""

    key: str
    name: str
    phone: str
    route: str
    proven: str
    tested: str
    mine: bool


@dataclass(frozen=True)
class RotaPage:
    """The rota."""

    lead: str
    days: Sequence[Day]
    changes: Sequence[Change]
    proofs: Sequence[Proof]
    gaps: int


@dataclass(frozen=True)
class Roster:
    """The pack's rota with the facts about it, for one reader."""

    pack: Pack
    reader: Reader
    facts: Sequence[RotaFact]
    people: People

    def days(self) -> list[Day]:
        """The days ahead, today first."""
        today = self.reader.now.astimezone(self.reader.zone).date()
        return [self.day(today + timedelta(days=ahead)) for ahead in range(self.pack.concerns.rota_days_ahead)]

    def day(self, on: date) -> Day:
        """One day, cut where who is on call changes."""
        start = datetime.combine(on, time(0), self.reader.zone)
        hours = [(hour, self._keys(start + HOUR * hour)) for hour in range(LAST + 1)]
        cells = [
            self._cell([hour for hour, _ in part], keys) for keys, part in groupby(hours, key=lambda pair: pair[1])
        ]
        today = on == self.reader.now.astimezone(self.reader.zone).date()
        holiday = "" if self.pack.calendar.is_workday(on) else self.reader.say("day off")
        return Day(self.reader.date(start), today, holiday, cells)

    def _keys(self, at: datetime) -> tuple[str, ...]:
        return tuple(each.key for each in on_call(self.pack, self.facts, at))

    def _cell(self, hours: Iterable[int], keys: tuple[str, ...]) -> Cell:
        span = list(hours)
        whole = len(span) == LAST + 1
        words = self.reader.say("all day") if whole else f"{span[0]:02}:00–{span[-1] + 1:02}:00"
        return Cell(words, span[0], len(span), [self.people.name(key) for key in keys[:MOST_NAMES]], not keys)

    def changes(self) -> list[Change]:
        """What holds or will hold, in order of its beginning."""
        gone = {fact.takes_back for fact in self.facts if fact.takes_back}
        held = [
            fact
            for fact in self.facts
            if fact.kind != RotaKind.TAKEN_BACK and fact.id not in gone and fact.until_at > self.reader.now
        ]
        return [self._change(fact) for fact in sorted(held, key=lambda fact: (fact.from_at, fact.id))]

    def _change(self, fact: RotaFact) -> Change:
        who = self.people.name(fact.contact_key)
        words = (
            self.reader.say("%(who)s and %(other)s trade places", who=who, other=self.people.name(fact.other_key))
            if fact.kind == RotaKind.SWAPPED
            else self.reader.say("%(who)s is away", who=who)
        )
        span = self.reader.say(
            "%(start)s to %(end)s", start=self.reader.moment(fact.from_at), end=self.reader.moment(fact.until_at)
        )
        return Change(fact.id, words, span, fact.reason, self.people.name(fact.by))


def rota_page(session: Session, reader: Reader, pack: Pack) -> RotaPage:
    """The page."""
    roster = Roster(pack, reader, queries.rota_facts(session), people(session, pack, reader))
    days = roster.days()
    gaps = sum(any(cell.gap for cell in day.cells) for day in days)
    return RotaPage(
        lead=_lead(reader, gaps, len(days), pack),
        days=days,
        changes=roster.changes(),
        proofs=proofs(queries.contact_tests(session), pack, reader),
        gaps=gaps,
    )


def _lead(reader: Reader, gaps: int, days: int, pack: Pack) -> str:
    if not pack.study.contact.rota:
        return reader.say("Nobody is on the rota yet; the site adds people to the study pack.")
    if gaps == 0:
        return reader.say("Somebody is on call at every hour of the next %(days)s days.", days=days)
    if gaps == 1:
        return reader.say("On 1 of the next %(days)s days nobody is on call for a while. Fill it now.", days=days)
    return reader.say(
        "On %(gaps)s of the next %(days)s days nobody is on call for a while. Fill them now.", gaps=gaps, days=days
    )


def proofs(tests: Sequence[ContactTest], pack: Pack, reader: Reader) -> list[Proof]:
    """Everybody who may be paged, with their last test and proof for the number they have now."""
    return [_proof(person, tests, pack, reader) for person in pack.study.contact.people]


def _proof(person: OnCall, tests: Sequence[ContactTest], pack: Pack, reader: Reader) -> Proof:
    index = blind(person.phone)
    mine = [test for test in tests if test.contact_key == person.key and test.number_index == index]
    proven = [test for test in mine if test.way]
    pages = [test for test in mine if not test.way]
    way = (
        reader.say("by text") if pack.study.route_for(person.phone).can_reply else reader.say("on this console only")
    )
    shown = spaced(person.phone) if reader.member.role.sees_families else ""
    return Proof(
        key=person.key,
        name=person.name.in_(reader.language),
        phone=shown,
        route=way,
        proven=reader.moment(proven[-1].at) if proven else "",
        tested=reader.moment(pages[-1].at) if pages else "",
        mine=person.key == reader.member.contact_key,
    )
