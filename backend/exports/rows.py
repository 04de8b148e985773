"""The rows of each table, cell by cell, from the stored rows of one site or of the whole study."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby

from sqlmodel import Session

from backend.adherence.queries import windows_behind
from backend.adherence.scope import Kind, Scope, asking_of
from backend.diary.answers import Answer
from backend.diary.models import Entry, EntryVersion
from backend.diary.versions import answers_of, newest
from backend.exports import queries
from backend.exports.tables import Table
from backend.families.models import Child
from backend.protocol.pack import Pack

Cell = str | int | None
FAMILY = ("caregiver", "phone", "family")
PROGRAM = ("nuanxin", "system", "model", "provider")
OWN_WORDS = "(words)"


@dataclass(frozen=True)
class Desk:
    """What is exported from: whose rows, and as of when windows are counted. Without a site, the whole study."""

    session: Session
    pack: Pack
    site: str
    now: datetime

    @cached_property
    def children(self) -> Sequence[tuple[Child, str]]:
        """The children, each with its family's code."""
        return queries.children(self.session, self.site)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Participant codes by the child's id."""
        return {child.id: child.code for child, _ in self.children}

    @cached_property
    def of_families(self) -> Mapping[str, Sequence[str]]:
        """Participant codes by the family's code."""
        found: dict[str, list[str]] = {}
        for child, family in self.children:
            found.setdefault(family, []).append(child.code)
        return found


def rows_of(desk: Desk, table: Table) -> Iterator[tuple[Cell, ...]]:
    """The rows of a table, in the order of its columns."""
    return ROWS[table](desk)


def _windows(desk: Desk) -> Iterator[tuple[Cell, ...]]:
    on = desk.now.astimezone(desk.pack.study.zone_info).date()
    scope = Scope(site=desk.site, asking=asking_of(desk.pack, on))
    for kind in Kind:
        for each in windows_behind(desk.session, kind, scope, as_of=desk.now):
            yield (
                each.window_id,
                each.child,
                kind.value,
                each.instrument,
                each.period,
                str(each.due_on),
                _at(each.opens_at),
                _at(each.closes_at),
                _at(each.late_until),
                each.counted,
                each.reason or "",
            )


def _entries(desk: Desk) -> Iterator[tuple[Cell, ...]]:
    found = queries.entries(desk.session, desk.codes)
    for _, group in groupby(found, key=lambda each: each[0].id):
        versions = list(group)
        held = newest([version for _, version in versions])
        for entry, version in versions:
            for answer in answers_of(version):
                yield _answer(desk, entry, version, answer, holds=version is held)


def _answer(desk: Desk, entry: Entry, version: EntryVersion, answer: Answer, *, holds: bool) -> tuple[Cell, ...]:
    return (
        entry.id,
        version.nth,
        _yes(holds),
        desk.codes[entry.child_id],
        entry.instrument,
        version.instrument_version,
        entry.window_id or "",
        version.source,
        _who(version.by),
        _at(version.recorded_at),
        _at(version.received_at),
        _at(version.counts_at),
        _yes(version.whole),
        answer.item,
        _said(desk.pack, entry.instrument, answer),
        answer.unit,
        answer.place,
    )


def _said(pack: Pack, instrument: str, answer: Answer) -> str:
    """The answer, unless it is in the family's own words, or to a question that the pack no longer knows."""
    known = pack.instruments.get(instrument)
    types = {item.key: item.type for item in known.items} if known is not None else {}
    if types.get(answer.item, "text") == "text":
        return OWN_WORDS
    if isinstance(answer.meant, tuple):
        return " ".join(map(str, answer.meant))
    return "" if answer.meant is None else str(answer.meant)


def _visits(desk: Desk) -> Iterator[tuple[Cell, ...]]:
    for fact in queries.visit_facts(desk.session, desk.codes):
        yield (
            desk.codes[fact.child_id],
            fact.visit,
            fact.sequence,
            fact.kind,
            _at(fact.appointment_at),
            fact.campus or "",
            _at(fact.happened_at),
            _at(fact.recorded_at),
            _who(fact.by),
        )


def _concerns(desk: Desk) -> Iterator[tuple[Cell, ...]]:
    for concern, event in queries.concern_events(desk.session, desk.of_families):
        yield (
            concern.number,
            concern.child_code or concern.may_be or "/".join(desk.of_families.get(concern.stream, ())),
            concern.level,
            concern.state,
            event.nth,
            event.kind,
            _at(event.happened_at),
            _at(event.recorded_at),
            _who(event.by),
        )


def _messages(desk: Desk) -> Iterator[tuple[Cell, ...]]:
    for message in queries.messages(desk.session, desk.of_families):
        about = [
            desk.codes[key] for key in (each.removeprefix("child:") for each in message.subjects) if key in desk.codes
        ]
        yield (
            message.id,
            "/".join(about or desk.of_families.get(message.stream, ())),
            message.kind,
            message.message_class,
            message.language,
            message.route,
            message.wording_version,
            message.wording_state,
            message.parts,
            _at(message.due_at),
            _at(message.sent_at),
            message.status,
            _at(message.status_at),
            message.error_code,
        )


ROWS: dict[Table, Callable[[Desk], Iterator[tuple[Cell, ...]]]] = {
    Table.WINDOWS: _windows,
    Table.ENTRIES: _entries,
    Table.VISITS: _visits,
    Table.CONCERNS: _concerns,
    Table.MESSAGES: _messages,
}


def _who(by: str) -> str:
    """Who it was, by kind and never by name."""
    kind = by.partition(":")[0]
    return "family" if kind in FAMILY else "program" if kind in PROGRAM else "staff"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _at(moment: datetime | date | None) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment is not None else ""
