"""Settling sends nobody is sure of, by evidence: a callback, or the provider's own records (channels 1.9)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine
from sqlmodel import Session

from backend.channels.outcomes import Seen
from backend.channels.twilio import ChannelDown
from backend.clock import Clock
from backend.db import reading, transaction
from backend.outbox import queries
from backend.outbox.conclude import advance, report
from backend.outbox.decide import Because, note_message
from backend.outbox.due_queries import abandoned, to_check
from backend.outbox.enqueue import SAFETY
from backend.outbox.models import Message, Stage, Status

LOOKS = (timedelta(minutes=5), timedelta(minutes=10))  # between looks; absent each time means it never was
PRESSED_LOOKS = (timedelta(seconds=15), timedelta(seconds=30))  # for safety texts and pages
SKEW = timedelta(minutes=2)
RECHECK = (timedelta(hours=5), timedelta(hours=18), timedelta(hours=24))  # after the first, an hour after sending
PRESSED_RECHECK = (*(timedelta(minutes=each) for each in (1, 2, 5, 15, 60)), *RECHECK)


class Records(Protocol):
    """What settling needs of a channel: its records."""

    def find(self, *, to: str, since: datetime) -> tuple[Seen, ...]: ...

    def fetch(self, provider_id: str) -> Seen: ...


def settle_unknown(engine: Engine, records: Records, *, clock: Clock, limit: int = 50) -> int:
    """Look for evidence of each send that is in doubt; how many were looked at."""
    with transaction(engine) as session:
        for row in abandoned(session, now=clock.now(), limit=limit):
            _doubt(session, row, now=clock.now())
        doubtful = to_check(session, statuses=[Status.UNKNOWN], now=clock.now(), limit=limit)
    for row in doubtful:
        try:
            seen = records.find(to=row.number, since=(row.sent_at or row.created_at) - SKEW)
        except ChannelDown:
            seen = None
        with transaction(engine) as session:
            _weigh(session, row.id, seen, now=clock.now())
    return len(doubtful)


def _doubt(session: Session, row: Message, *, now: datetime) -> None:
    """A worker died while handing it over: it may be out, it may not."""
    tried = queries.attempt(session, row.id, row.attempts)
    if tried is not None:
        tried.outcome, tried.detail = "ambiguous", "worker-lost"
        advance(session, row, tried, Status.UNKNOWN, provider_id=None, error_code=None, now=now)
        row.check_at = now


def _weigh(session: Session, message_id: str, seen: Sequence[Seen] | None, *, now: datetime) -> None:
    row = queries.message_for_update(session, message_id)
    if row is None or row.status != Status.UNKNOWN.value:
        return  # a callback settled it meanwhile
    if seen is None:
        row.check_at = now + _looks(row)[0]
        session.add(row)
        return
    same = [found for found in seen if found.body == row.body]
    owned = queries.provider_ids_of(session, [found.provider_id for found in same])
    match = next((found for found in same if found.provider_id not in owned), None)
    if match is not None:
        _found(session, row, match, now=now)
    else:
        _absent(session, row, now=now)


def _looks(row: Message) -> tuple[timedelta, ...]:
    return PRESSED_LOOKS if row.lane == SAFETY else LOOKS


def _found(session: Session, row: Message, match: Seen, *, now: datetime) -> None:
    note_message(
        session,
        row,
        Because(row.kind, "settled", "found-at-provider", {"provider_id": match.provider_id}),
        stage=Stage.SETTLE,
        now=now,
    )
    report(
        session,
        row.id,
        row.attempts,
        provider_id=match.provider_id,
        status=match.status,
        error_code=match.error_code,
        now=now,
    )


def _absent(session: Session, row: Message, *, now: datetime) -> None:
    """Not in the records. Looked for often enough, it was never taken: only then may it go again."""
    looks = _looks(row)
    if row.checks < len(looks):
        row.check_at = now + looks[row.checks]
        row.checks += 1
        session.add(row)
        return
    row.checks = 0
    tried = queries.attempt(session, row.id, row.attempts)
    if tried is not None:
        tried.status, tried.outcome = Status.FAILED.value, "refused"
        session.add(tried)
    if row.tolerates_duplicate and row.attempts < MOST_SENDS and now < row.expires_at:
        row.status, row.status_at, row.next_at, row.check_at = Status.PENDING.value, now, now, None
        because = Because(row.kind, "retry", "not-found-at-provider")
    else:
        row.status, row.status_at, row.reason = Status.FAILED.value, now, "not-found-at-provider"
        because = Because(row.kind, "failed", "not-found-at-provider")
    session.add(row)
    note_message(session, row, because, stage=Stage.SETTLE, now=now)


MOST_SENDS = 4


def reconcile_sent(engine: Engine, records: Records, *, clock: Clock, limit: int = 100) -> int:
    """Ask after messages whose callbacks stayed away; how many were asked about."""
    with reading(engine) as session:
        waiting = to_check(session, statuses=[Status.ACCEPTED, Status.SENT], now=clock.now(), limit=limit)
    for row in waiting:
        try:
            seen = records.fetch(row.provider_id or "")
        except ChannelDown:
            seen = None
        with transaction(engine) as session:
            _heard(session, row.id, seen, now=clock.now())
    return len(waiting)


def _heard(session: Session, message_id: str, seen: Seen | None, *, now: datetime) -> None:
    row = queries.message_for_update(session, message_id)
    if row is None or row.status not in (Status.ACCEPTED.value, Status.SENT.value):
        return
    if seen is not None:
        report(
            session,
            row.id,
            row.attempts,
            provider_id=seen.provider_id,
            status=seen.status,
            error_code=seen.error_code,
            now=now,
        )
    if row.status in (Status.ACCEPTED.value, Status.SENT.value):
        # `sent` may be the last word ever where the carrier gives no receipt, so asking ends after two days.
        recheck = PRESSED_RECHECK if row.lane == SAFETY else RECHECK
        row.check_at = now + recheck[row.checks] if row.checks < len(recheck) else None
        row.checks += 1
        session.add(row)
