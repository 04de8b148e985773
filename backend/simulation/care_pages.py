"""No escalation is skipped, and none comes too often: the pages are worked out minute by minute, by other code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from backend.concerns.models import Concern, ConcernEvent, Kind
from backend.outbox.models import Message, Status
from backend.protocol.pack import Pack
from backend.simulation.care_records import SLACK, is_day
from backend.simulation.violation import Violation
from backend.triage.understanding import Urgency

MINUTE = timedelta(minutes=1)
FAILED = frozenset({Status.UNDELIVERED, Status.FAILED, Status.EXPIRED, Status.BLOCKED, Status.CANCELED})
REOPENS = frozenset({Kind.PROMISE_MISSED.value, Kind.REOPENED.value, Kind.HANDED_OVER.value})


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


def paged(
    concern: Concern, events: Sequence[ConcernEvent], pages: Sequence[Message], pack: Pack, *, now: datetime
) -> Iterator[Violation]:
    """Each span in which somebody was wanted and pages were missing, or too many."""
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
        if span.at_night or is_day(moment, pack):
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
