"""Whether diaries were kept as promised: checked after the fact against the book of what families truly wrote."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from backend import vault
from backend.concerns import queries as concerns
from backend.concerns.models import ConcernEvent, Kind
from backend.db import reading
from backend.diary import queries
from backend.diary.models import Entry, EntryVersion, Source
from backend.diary.standings import Stands, standings
from backend.families import queries as families
from backend.families.models import Child
from backend.families.pause_queries import pause_facts
from backend.outbox import queries as outbox
from backend.outbox.models import Message, Scope
from backend.simulation.diary_book import KEPT, KEPT_BEFORE, SOURCES, Writing
from backend.simulation.diary_states import expected
from backend.simulation.ledger import Ledger, read_ledger
from backend.simulation.violation import Violation
from backend.triage.understanding import Urgency

NUDGES = ("diary-nudge", "diary-together")
SLACK = timedelta(minutes=10)
EPISODE = timedelta(days=30)
MAY_BE_REFUSED = frozenset({"not-in-study"})


@dataclass(frozen=True)
class Diaries:
    """What was stored of diaries: entries with their versions, what was raised for them, and how windows stand."""

    children: Sequence[Child]
    entries: Mapping[str, Entry]
    versions: Mapping[str, Sequence[EntryVersion]]
    signals: Mapping[str, Sequence[ConcernEvent]]
    stands: Mapping[str, Sequence[Stands]]
    messages: Sequence[Message]
    ledger: Ledger

    def version(self, writing: Writing) -> EntryVersion | None:
        """What was kept of a writing."""
        return next((each for each in self.versions.get(writing.entry, ()) if each.id == writing.id), None)


def read_diaries(session: Session, *, now: datetime) -> Diaries:
    """Everything at once."""
    children = [child for family in families.families(session) for child in families.children_of(session, family.id)]
    entries = {row.id: row for child in children for row in queries.entries_of(session, child.id)}
    signals: defaultdict[str, list[ConcernEvent]] = defaultdict(list)
    rows = concerns.events_of_many(session, [each.id for each in concerns.all_concerns(session)])
    for event in (each for events in rows.values() for each in events):
        if event.kind == Kind.SIGNAL.value and "entry" in event.facts:
            signals[event.facts["entry"]].append(event)
    return Diaries(
        children=children,
        entries=entries,
        versions=queries.versions_of(session, entries),
        signals=signals,
        stands={child.id: standings(session, child, now=now) for child in children},
        messages=outbox.all_messages(session),
        ledger=read_ledger(session),
    )


def check_diaries(engine: Engine, book: Sequence[Writing], *, now: datetime) -> list[Violation]:
    """Every diary that was not kept as promised, in no particular order; empty is what we want."""
    with reading(engine) as session:
        diaries = read_diaries(session, now=now)
        counted = list(_counted(session, diaries, book, now=now))
    found = [*counted, *_once(diaries, book), *_nudges(diaries)]
    for writing in book:
        found += _answered(writing)
        if writing.is_kept:
            found += _raised(diaries, writing)
    return found


def _answered(writing: Writing) -> Iterator[Violation]:
    """Kept once, the same ever after; refused only for a reason."""
    outcomes = [each for each in writing.outcomes if each != "answers-to-confirm"]
    if outcomes and set(outcomes) - {KEPT, KEPT_BEFORE} - MAY_BE_REFUSED:
        yield Violation("a diary refused", writing.id, f"{writing.instrument} {writing.due_on}: {outcomes}")
    if outcomes.count(KEPT) > 1 or (writing.is_kept and outcomes[0] != KEPT):
        yield Violation("kept twice", writing.id, f"{outcomes}")


def _once(diaries: Diaries, book: Sequence[Writing]) -> Iterator[Violation]:
    """An entry for each that was kept, with a version for each correction; no other, what comes by text aside."""
    kept: defaultdict[str, set[str]] = defaultdict(set)
    for writing in book:
        if writing.is_kept:
            kept[writing.entry].add(writing.id)
    ours = {row.id for row in diaries.entries.values() if row.source != Source.SMS.value}
    for entry_id in {*kept, *ours}:
        stored = [each.id for each in diaries.versions.get(entry_id, ())]
        if sorted(stored) != sorted(kept[entry_id]):
            yield Violation("entries and versions", entry_id, f"{len(stored)} stored, {len(kept[entry_id])} kept")
    for writing in book:
        row = diaries.entries.get(writing.id)
        if row is not None and (row.source, row.child_id) != (SOURCES[writing.way].value, writing.child_id):
            yield Violation("of somebody else", writing.id, f"{row.source}, not {writing.way}")


def _raised(diaries: Diaries, writing: Writing) -> Iterator[Violation]:
    """What worries is raised and answered in the act of keeping it; what does not is not."""
    version = diaries.version(writing)
    if version is None:
        return
    if writing.level.rank < Urgency.URGENT.rank:
        if version.concern_id is not None and writing.level is Urgency.NONE:
            yield Violation("raised for nothing", writing.id, f"{version.urgency}: {', '.join(version.signs)}")
        return
    if Urgency(version.urgency).rank < writing.level.rank or version.concern_id is None:
        yield Violation("worry without its concern", writing.id, f"{version.urgency}, not {writing.level}")
        return
    raised = [each for each in diaries.signals.get(writing.entry, ()) if each.recorded_at <= version.received_at]
    if not any(Urgency(each.facts["level"]).rank >= writing.level.rank for each in raised):
        yield Violation("raised later than it was kept", writing.id, writing.level)
    if not writing.advised:
        yield Violation("worry without an answer at once", writing.id, writing.level)
    if version.source != SOURCES[writing.way].value or version.source == "transcribed":
        return
    yield from _texted(diaries, writing, version)


def _texted(diaries: Diaries, writing: Writing, version: EntryVersion) -> Iterator[Violation]:
    """The phone is told too, unless it said STOP or heard the same in this episode."""
    mark, at = vault.blind(writing.number), version.received_at
    if diaries.ledger.silences(Scope.NUMBER, mark, at + SLACK):
        return
    heard = [
        row
        for row in diaries.messages
        if row.number_index == mark and row.kind.startswith("safety-") and at - EPISODE < row.created_at <= at
    ]
    if not heard:
        yield Violation("worry without a text", writing.id, writing.level)


def _counted(session: Session, diaries: Diaries, book: Sequence[Writing], *, now: datetime) -> Iterator[Violation]:
    """On time, late, missed, excused: what we count is what the book counts."""
    written: defaultdict[tuple[str, str, object], list[Writing]] = defaultdict(list)
    for writing in book:
        if writing.is_kept and not writing.corrects and writing.due_on is not None:
            written[writing.child_id, writing.instrument, writing.due_on].append(writing)
    for child in diaries.children:
        pauses = pause_facts(session, child.family_id)
        stands = diaries.stands[child.id]
        said = Counter(each.standing.state.value for each in stands)
        own = Counter(
            expected(
                each.window,
                written[child.id, each.window.instrument, each.window.due_on],
                pauses,
                texted=[row.counts_at for row in each.entries if row.source == Source.SMS.value],
                now=now,
            )
            for each in stands
        )
        if said != own:
            yield Violation("miscounted", child.code, f"{dict(said - own)} are {dict(own - said)} by the book")


def _nudges(diaries: Diaries) -> Iterator[Violation]:
    """At most one a phone and day, and none once all it reminds of is written down."""
    days: Counter[tuple[str, object]] = Counter()
    for row in diaries.messages:
        if row.kind not in NUDGES or row.sent_at is None:
            continue
        day = row.sent_at.astimezone(ZoneInfo(row.zone)).date()
        days[row.number_index, day] += 1
        if days[row.number_index, day] > 1:
            yield Violation("reminded twice a day", row.id, f"{day}")
        due = list(_reminded(diaries, row))
        if due and all(_is_written(each, row.sent_at) for each in due):
            yield Violation("reminded of what was written", row.id, f"{row.sent_at}")


def _reminded(diaries: Diaries, row: Message) -> Iterable[Stands]:
    """The windows that a reminder is about, as its marks name them."""
    for mark in row.about:
        if mark.startswith("diary:") and mark.count("/") == 2:
            child_id, instrument, day = mark.removeprefix("diary:").split("/")
            for each in diaries.stands.get(child_id, ()):
                if (each.window.instrument, str(each.window.due_on)) == (instrument, day):
                    yield each


def _is_written(stands: Stands, at: datetime) -> bool:
    return any(entry.received_at <= at for entry in stands.entries)
