"""Sending what is due; safe to run from any number of workers at once.

A batch is leased, then goes out in groups as small as there are senders. For each group one short transaction asks
the gate again and marks the rows `sending`; the provider is called with no transaction open; one more writes down
what happened. A worker that dies in between leaves at most one group behind, in `sending`: `settle` looks for
evidence and never sends blindly again.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine
from sqlmodel import Session

from backend.channels.outcomes import Outcome, Outgoing
from backend.clock import Clock
from backend.db import transaction
from backend.outbox import queries
from backend.outbox.claim_queries import claim, leased
from backend.outbox.conclude import conclude
from backend.outbox.decide import Because, note_message
from backend.outbox.enqueue import SAFETY
from backend.outbox.gate import DAY, Go, Silence, Situation, Stop, Wait, judge
from backend.outbox.lock_queries import serialise_messages
from backend.outbox.models import Attempt, Message, Scope, Stage, Status
from backend.protocol.pack import Pack
from backend.protocol.wording import MessageClass

LEASE = timedelta(seconds=90)  # far longer than a provider call may take, or a busy SQLite


class Sender(Protocol):
    """What dispatch needs of a channel."""

    def send(self, message: Outgoing) -> Outcome: ...


@dataclass(frozen=True)
class Lane:
    """One sender's rules: which lane it empties, how many calls at once, and the pack whose hours bind it.

    `group` is how many messages share a transaction; as many as there are senders, unless calls take no time.
    """

    number: int
    pack: Pack
    live: bool
    worker: str
    senders: int = 1
    group: int = 0
    batch: int = 100


@dataclass(frozen=True)
class Ready:
    """A message marked `sending`, as the provider needs it."""

    message_id: str
    attempt: int
    outgoing: Outgoing


def dispatch_due(engine: Engine, sender: Sender, *, lane: Lane, clock: Clock) -> int:
    """Send a batch of the lane's due messages; how many were looked at (0 means the lane is empty for now)."""
    with transaction(engine) as session:
        claimed = claim(
            session,
            lane=lane.number,
            worker=lane.worker,
            now=clock.now(),
            lease=LEASE,
            limit=lane.batch,
            ranked=lane.number == SAFETY,
        )
    with _callers(lane.senders) as call_all:
        size = lane.group or lane.senders
        for start in range(0, len(claimed), size):
            group = claimed[start : start + size]
            with transaction(engine) as session:
                ready = _begin(session, group, lane=lane, now=clock.now())
            outcomes = call_all(sender.send, [item.outgoing for item in ready])
            with transaction(engine) as session:
                for item, outcome in zip(ready, outcomes, strict=True):
                    conclude(session, item.message_id, item.attempt, outcome, now=clock.now())
    return len(claimed)


@dataclass(frozen=True)
class SendNow:
    """Sends what is due in the safety lane at once, for whoever has just committed such a message.

    The worker would send it at its next tick; a family should not wait for that. Safe to call from any thread.
    """

    engine: Engine
    sender: Sender
    lane: Lane
    clock: Clock

    def __call__(self) -> int:
        """Send until the lane is empty; how many messages were looked at."""
        lane = replace(self.lane, number=SAFETY)
        return sum(iter(lambda: dispatch_due(self.engine, self.sender, lane=lane, clock=self.clock), 0))


class _callers:  # noqa: N801 - reads as what it gives
    """Calls the provider for a group: in turn when alone (the simulation), else side by side."""

    def __init__(self, senders: int) -> None:
        self._pool = ThreadPoolExecutor(senders, thread_name_prefix="sender") if senders > 1 else None

    def __enter__(self) -> Callable[[Callable[[Outgoing], Outcome], list[Outgoing]], list[Outcome]]:
        return self._call

    def _call(self, send: Callable[[Outgoing], Outcome], group: list[Outgoing]) -> list[Outcome]:
        if self._pool is None:
            return [send(item) for item in group]
        return list(self._pool.map(send, group))

    def __exit__(self, *exc: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True)


def _begin(session: Session, ids: Sequence[str], *, lane: Lane, now: datetime) -> list[Ready]:
    """Ask the gate about each message, and mark those that may leave."""
    serialise_messages(session, ids)
    rows = leased(session, ids=ids, worker=lane.worker)
    sight = _Sight(session, rows, lane, now)
    ready = []
    for row in rows:
        verdict = judge(sight.of(row))
        if isinstance(verdict, Go):
            ready.append(_mark_sending(session, row, verdict, lane=lane, now=now))
            sight.recent.append((row.number_index, now, row.body_index))
        else:
            _hold_back(session, row, verdict, now=now)
    return ready


class _Sight:
    """What the gate may look at for a group of messages, fetched in a few queries."""

    def __init__(self, session: Session, rows: list[Message], lane: Lane, now: datetime) -> None:
        numbers = [row.number_index for row in rows]
        subjects = [key for row in rows for key in row.subjects]
        self.lane, self.now = lane, now
        self.recent = queries.sent_since(session, numbers=numbers, since=now - DAY)
        self.halts = queries.halts(session, now=now)
        self.silences: dict[str, list[Silence]] = {}
        for scope, keys in ((Scope.NUMBER, numbers), (Scope.SUBJECT, subjects)):
            for found in queries.suppressions(session, scope=scope, keys=keys):
                self.silences.setdefault(found.key, []).append(Silence(scope, found.reason))

    def of(self, row: Message) -> Situation:
        keys = [row.number_index, *row.subjects]
        return Situation(
            message_class=MessageClass(row.message_class),
            zone=row.zone,
            now=self.now,
            expires_at=row.expires_at,
            body_index=row.body_index,
            hours=self.lane.pack.study.hours,
            quota=self.lane.pack.study.quota,
            early_ok=row.early_ok,
            last_word=row.last_word,
            silences=tuple(silence for key in keys for silence in self.silences.get(key, ())),
            recent=tuple((at, body) for number, at, body in self.recent if number == row.number_index),
            # A route that refused a reminder may still carry an emergency, by its own sender: only trying tells.
            halted_until=None if row.lane == SAFETY else self.halts.get(row.route),
            live=self.lane.live,
            wording_state=row.wording_state,
        )


def _mark_sending(session: Session, row: Message, go: Go, *, lane: Lane, now: datetime) -> Ready:
    row.status, row.status_at, row.sent_at = Status.SENDING.value, now, now
    row.attempts += 1
    row.lease_until = now + LEASE
    session.add(row)
    session.add(Attempt(message_id=row.id, number=row.attempts, worker=lane.worker, started_at=now))
    outgoing = Outgoing(
        to=row.number,
        body=row.body,
        reference=f"{row.id}/{row.attempts}",
        valid_for=go.valid_for,
        urgent=row.lane == SAFETY,
    )
    return Ready(row.id, row.attempts, outgoing)


def _hold_back(session: Session, row: Message, verdict: Wait | Stop, *, now: datetime) -> None:
    row.worker, row.lease_until = None, None
    if isinstance(verdict, Wait):
        row.next_at = verdict.until
        because = Because(row.kind, "waiting", verdict.reason, {**verdict.facts, "until": verdict.until.isoformat()})
    else:
        row.status, row.status_at, row.reason = verdict.status.value, now, verdict.reason
        because = Because(row.kind, verdict.status.value, verdict.reason, verdict.facts)
    session.add(row)
    note_message(session, row, because, stage=Stage.SEND, now=now)
