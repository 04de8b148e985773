"""Whether every worry was brought to a person: checked after the fact, apart from the rooms' own reckoning.

The expected pages are worked out here minute by minute from what happened to a concern, by other code than pages.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from backend.concerns import queries as concerns
from backend.concerns.models import Concern, ConcernEvent, Kind
from backend.db import reading
from backend.emulator.messages import VirtualMessage
from backend.inbox import queries as inbox
from backend.inbox.models import InboundMessage
from backend.outbox import queries as outbox
from backend.outbox.models import Message, Scope, Status
from backend.protocol.pack import Pack
from backend.simulation.ledger import Ledger, read_ledger
from backend.simulation.violation import Violation
from backend.simulation.worries import read_worries
from backend.triage.understanding import Urgency

MINUTE = timedelta(minutes=1)
SLACK = timedelta(minutes=10)  # of a simulated step, a worker's lease, a killed worker's successor
COORDINATOR = "coordinator@sim"
NUMBER = re.compile(r"(\d+)[号號]|no\. (\d+)")
FAILED = frozenset({Status.UNDELIVERED, Status.FAILED, Status.EXPIRED, Status.BLOCKED, Status.CANCELED})
REOPENS = frozenset({Kind.PROMISE_MISSED.value, Kind.REOPENED.value, Kind.HANDED_OVER.value})
ENDS = frozenset({Kind.RESOLVED.value, Kind.PROMISE_MISSED.value})
PUTS_OFF = frozenset({Kind.ACKNOWLEDGED.value, Kind.HANDED_OVER.value})
PROMISES = ("call_by", "read_by", "promise")
CLOCKS = {Kind.SIGNAL.value: "call_by", Kind.ACKNOWLEDGED.value: "call_by", Kind.ANSWERED.value: "promise"}


@dataclass(frozen=True)
class Records:
    """What was stored about worries: texts by the provider's id, concerns with their events, messages, pages."""

    texts: dict[str, InboundMessage]
    concerns: dict[str, Concern]
    events: dict[str, list[ConcernEvent]]
    messages: list[Message]
    ledger: Ledger

    def pages(self, concern: Concern) -> list[Message]:
        """The pages about a concern, as they were written, the first first."""
        return [row for row in self.messages if row.kind == "page-concern" and _number(row.body) == concern.number]


def read_records(engine: Engine) -> Records:
    """Everything at once."""
    with reading(engine) as session:
        rows = {row.id: row for row in concerns.all_concerns(session)}
        return Records(
            texts={row.provider_id: row for row in inbox.all_texts(session) if row.provider_id},
            concerns=rows,
            events=concerns.events_of_many(session, list(rows)),
            messages=outbox.all_messages(session),
            ledger=read_ledger(session),
        )


def check_care(engine: Engine, pack: Pack, log: Iterable[VirtualMessage], *, now: datetime) -> list[Violation]:
    """Every worry that was not cared for as promised, in no particular order; empty is what we want."""
    records = read_records(engine)
    found = list(_heard(records, pack, log, now=now))
    for concern in records.concerns.values():
        events = records.events[concern.id]
        found += _paged(concern, events, records.pages(concern), pack, now=now)
        found += _closed_by_a_person(concern, events, pack)
        found += _promised_ahead(concern, events)
        found += _owned_up(concern, events, now=now)
    return found


def _number(body: str) -> int | None:
    found = NUMBER.search(body)
    return int(found[1] or found[2]) if found else None


# Every worry has a concern at its level or higher and an answer at once; what only looks like one has neither.


def _heard(records: Records, pack: Pack, log: Iterable[VirtualMessage], *, now: datetime) -> Iterator[Violation]:
    worries = read_worries(pack.root)
    signals: defaultdict[str, Urgency] = defaultdict(lambda: Urgency.NONE)
    of_text: dict[str, str] = {}
    for concern, events in records.events.items():
        for event in events:
            if event.kind == Kind.SIGNAL.value:
                reference = event.facts.get("reference", "")
                signals[reference] = Urgency(event.facts["level"])
                of_text[reference] = concern
    for virtual in log:
        level = worries.truth.get(virtual.body) if virtual.direction == "inbound" else None
        text = records.texts.get(virtual.sid)
        if level is None or text is None or text.received_at > now - SLACK:
            continue
        raised = signals[text.id]
        if level is Urgency.NONE:
            if raised is not Urgency.NONE:
                yield Violation("raised for nothing", text.id, f"{raised}: {virtual.body}")
        elif raised.rank < level.rank:
            yield Violation("worry without its concern", text.id, f"{raised}, not {level}: {virtual.body}")
        else:
            yield from _answered(records, text, level, of_text[text.id], pack)


def _answered(
    records: Records, text: InboundMessage, level: Urgency, concern: str, pack: Pack
) -> Iterator[Violation]:
    if records.ledger.silences(Scope.NUMBER, text.number_index, text.received_at + SLACK):
        return  # the phone has said STOP: a person is paged with "cannot text"
    mine = [row for row in records.messages if row.number_index == text.number_index]
    safety = [row for row in mine if row.message_class == "safety" and row.kind.startswith("safety-")]
    at_once = [row for row in safety if text.received_at <= row.created_at <= text.received_at + SLACK]
    if not at_once and not _holds(records, text, level, concern, safety, pack):
        yield Violation("worry without an answer at once", text.id, level)
    if at_once and level is Urgency.EMERGENCY:
        answer = min(row.created_at for row in at_once)
        if any(row.message_class == "reply" and text.received_at <= row.created_at < answer for row in mine):
            yield Violation("answered with something else first", text.id, level)


def _holds(
    records: Records, text: InboundMessage, level: Urgency, concern: str, safety: Sequence[Message], pack: Pack
) -> bool:
    """Whether an earlier answer of this episode still holds: nobody has phoned since, at night it was one of a night.

    An emergency is answered every time.
    """
    if level is Urgency.EMERGENCY:
        return False
    known = [event for event in records.events[concern] if event.recorded_at <= text.received_at]
    settled = max((event.happened_at for event in known if _ends_an_answer(event)), default=None)
    kind = f"safety-{level.value}"
    if level is Urgency.URGENT and not any(_is_day(at, pack) for at in (text.received_at, text.received_at + SLACK)):
        kind += "-night"
    before = [row for row in safety if f"concern:{concern}" in row.about and row.created_at < text.received_at]
    return any(row.kind.startswith(kind) and (settled is None or row.created_at > settled) for row in before)


def _ends_an_answer(event: ConcernEvent) -> bool:
    reached = event.kind == Kind.CALLED.value and event.facts.get("reached") == "yes"
    return reached or event.kind in (Kind.PROMISE_MISSED.value, Kind.REOPENED.value)


# No escalation is skipped, and none comes too often.


@dataclass(frozen=True)
class Wanted:
    """A span in which somebody was wanted and nobody had taken it up; `closed` None if it still is."""

    opened: datetime
    closed: datetime | None
    at_night: bool
    emergency: bool


def wanted(events: Sequence[ConcernEvent]) -> list[Wanted]:
    """The spans of a concern in which pages had to go, from what people and texts did."""
    reckoning = _Reckoning()
    for event in events:
        reckoning.take(event)
    reckoning.close(None)
    return reckoning.spans


class _Reckoning:
    """Goes through a concern's events and notes from when until when somebody was wanted."""

    def __init__(self) -> None:
        self.spans: list[Wanted] = []
        self._opened: datetime | None = None
        self._level, self._night, self._fresh = Urgency.NONE, False, True
        self._pressing: list[ConcernEvent] = []
        self._taken_up: datetime | None = None

    def take(self, event: ConcernEvent) -> None:
        at = event.recorded_at
        if event.kind == Kind.SIGNAL.value:
            self._signal(event, Urgency(event.facts["level"]))
        elif event.kind in (Kind.ACKNOWLEDGED.value, Kind.RESOLVED.value):
            self.close(at)
            self._taken_up = at
        elif event.kind == Kind.CALLED.value and event.facts.get("reached") == "yes":
            self._called(at, event.happened_at)
        elif event.kind in REOPENS and self._opened is None and self._level.rank >= Urgency.URGENT.rank:
            self._opened = at

    def _called(self, at: datetime, made: datetime) -> None:
        """A call that was written down late says nothing of the words that came after it: somebody is wanted."""
        newer = [each.recorded_at for each in self._pressing if each.happened_at > made]
        if not newer:
            self.close(at)
            self._fresh = True
        elif self._opened is None and (self._taken_up is None or self._taken_up < newer[0]):
            self._opened = at

    def _signal(self, event: ConcernEvent, level: Urgency) -> None:
        by_night = event.facts.get("night") == "yes"
        sooner = level.rank > self._level.rank or (by_night and not self._night)
        if level.rank >= Urgency.URGENT.rank and sooner:
            self.close(event.recorded_at)
        self._level = self._level.or_higher(level)
        if level.rank < Urgency.URGENT.rank:
            return
        self._pressing.append(event)
        self._night |= by_night
        again = level is Urgency.EMERGENCY or event.facts.get("source") == "failed-safety"
        if self._opened is None and (sooner or again or self._fresh):
            self._opened = event.recorded_at
        self._fresh = False

    def close(self, at: datetime | None) -> None:
        """End the span under way, if there is one; None: it goes on."""
        if self._opened is not None:
            emergency = self._level is Urgency.EMERGENCY
            self.spans.append(Wanted(self._opened, at, self._night or emergency, emergency))
        self._opened = None


def _paged(
    concern: Concern, events: Sequence[ConcernEvent], pages: Sequence[Message], pack: Pack, *, now: datetime
) -> Iterator[Violation]:
    for span in wanted(events):
        until = min(span.closed or now, now)
        mine = [row for row in pages if span.opened <= row.created_at <= until]
        yield from _skipped(concern, span, mine, until, pack)
        yield from _too_many(concern, span, mine, pack)


def _skipped(
    concern: Concern, span: Wanted, pages: Sequence[Message], until: datetime, pack: Pack
) -> Iterator[Violation]:
    """Walk the span minute by minute: nobody may be left unpaged for longer than the rules allow."""
    times = sorted(row.created_at for row in pages)
    allowed, waited, moment = timedelta(0), timedelta(0), span.opened
    while moment < until:
        while times and times[0] <= moment:
            times.pop(0)
            allowed, waited = _between(span, pack), timedelta(0)
        if waited > allowed + SLACK:
            yield Violation("escalation skipped", concern.id, f"no. {concern.number}, nobody paged by {moment}")
            return
        if span.at_night or _is_day(moment, pack):
            waited += MINUTE
        moment += MINUTE


def _too_many(concern: Concern, span: Wanted, pages: Sequence[Message], pack: Pack) -> Iterator[Violation]:
    """Within one step's time one page may be doubled, not two; a page that failed makes room for the next."""
    steps: list[list[Message]] = []
    for row in sorted(pages, key=lambda row: row.created_at):
        if steps and row.created_at - steps[-1][0].created_at < MINUTE:
            steps[-1].append(row)
        else:
            steps.append([row])
    early = 0
    for before, after in pairwise(steps):
        soon = after[0].created_at - before[0].created_at < _between(span, pack) - SLACK / 2
        failed = any(Status(row.status) in FAILED for row in before)
        early = early + 1 if soon and not failed else 0
        if early > 1:
            yield Violation("paged too often", concern.id, f"no. {concern.number} at {after[0].created_at}")
            return


def _between(span: Wanted, pack: Pack) -> timedelta:
    rules = pack.concerns.page_next_after
    return timedelta(minutes=rules.emergency_minutes) if span.emergency else timedelta(hours=rules.urgent_hours)


def _is_day(moment: datetime, pack: Pack) -> bool:
    local = moment.astimezone(ZoneInfo(pack.study.zone)).time()
    return pack.concerns.day.from_ <= local < pack.concerns.day.until


# Only people end a concern, and what families are told is still to come.


def _closed_by_a_person(concern: Concern, events: Sequence[ConcernEvent], pack: Pack) -> Iterator[Violation]:
    people = {each.key for each in pack.study.contact.people} | {COORDINATOR}
    for event in events:
        if event.kind == Kind.RESOLVED.value and event.by not in people:
            yield Violation("closed without a person", concern.id, f"no. {concern.number} by {event.by}")


def _promised_ahead(concern: Concern, events: Sequence[ConcernEvent]) -> Iterator[Violation]:
    for event in events:
        for name in PROMISES:
            text = event.facts.get(name, "")
            if text[:2] == "20" and datetime.fromisoformat(text) <= event.recorded_at:
                yield Violation("promised in the past", concern.id, f"no. {concern.number}: {name} {text}")


def _owned_up(concern: Concern, events: Sequence[ConcernEvent], *, now: datetime) -> Iterator[Violation]:
    """A call that was not made by its hour is owned up to. What the family was told is put off by no act of staff."""
    for place, event in enumerate(events):
        told, text = event.kind == Kind.ANSWERED.value, event.facts.get(CLOCKS.get(event.kind, ""), "")
        if not text or datetime.fromisoformat(text) + SLACK > now:
            continue
        in_time = [row for row in events[place + 1 :] if row.recorded_at <= datetime.fromisoformat(text) + SLACK]
        if not any(_settles(row, event) or (not told and row.kind in PUTS_OFF) for row in in_time):
            yield Violation("a missed promise kept quiet", concern.id, f"no. {concern.number}, promised by {text}")


def _settles(event: ConcernEvent, promised: ConcernEvent) -> bool:
    """Whether an event ends what an earlier one promised: a call only if it reached them after that."""
    if event.kind == Kind.CALLED.value:
        return event.facts.get("reached") == "yes" and event.happened_at >= promised.happened_at
    if event.kind == Kind.LEVEL_CHANGED.value:
        return Urgency(event.facts["level"]).rank < Urgency.URGENT.rank
    return event.kind in ENDS
