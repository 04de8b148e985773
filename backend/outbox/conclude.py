"""What became of a message: statuses only move forward, whoever brings the news and in whatever order.

The news comes from the provider's answer, a status callback, a look-up, or the lack of all three; each passes here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.channels.outcomes import Accepted, Ambiguous, Fault, Outcome, Refused
from backend.channels.twilio_codes import fault_of
from backend.outbox import queries
from backend.outbox.decide import Because, note_message
from backend.outbox.enqueue import SAFETY
from backend.outbox.gate import UNREACHABLE
from backend.outbox.models import Attempt, Message, RouteHalt, Scope, Stage, Status
from backend.outbox.suppress import suppress
from backend.protocol.wording import MessageClass

PROVIDER_STATUS = {
    "accepted": Status.ACCEPTED,
    "scheduled": Status.ACCEPTED,
    "queued": Status.ACCEPTED,
    "sending": Status.ACCEPTED,
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.DELIVERED,
    "undelivered": Status.UNDELIVERED,
    "failed": Status.FAILED,
    "canceled": Status.CANCELED,
}
RANK = {
    Status.SENDING: 0,
    Status.UNKNOWN: 1,
    Status.ACCEPTED: 2,
    Status.SENT: 3,
    Status.DELIVERED: 4,
    Status.UNDELIVERED: 4,
    Status.FAILED: 4,
    Status.EXPIRED: 4,
    Status.BLOCKED: 4,
    Status.CANCELED: 4,
}
HALT = timedelta(minutes=15)
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Patience:
    """How long to wait for news, for evidence of a send in doubt, and before trying again."""

    first_check: timedelta
    unknown_check: timedelta
    retry_after: tuple[timedelta, ...]
    refused: timedelta


CALM = Patience(timedelta(hours=1), timedelta(minutes=2), (timedelta(hours=2), timedelta(hours=4)), HALT)
PRESSED = Patience(
    timedelta(minutes=1), timedelta(seconds=15), (timedelta(seconds=30), timedelta(minutes=2)), timedelta(minutes=1)
)


def patience(row: Message) -> Patience:
    """Safety texts and pages are pressed: somebody is waiting, and the next on the rota is a few minutes away."""
    return PRESSED if row.lane == SAFETY else CALM


def conclude(session: Session, message_id: str, attempt: int, outcome: Outcome, *, now: datetime) -> None:
    """Write down what the provider answered to one attempt."""
    found = queries.message_and_attempt(session, message_id, attempt)
    if found is None:
        return
    row, tried = found
    tried.ended_at = tried.ended_at or now
    if isinstance(outcome, Accepted):
        tried.outcome = "accepted"
        status = PROVIDER_STATUS.get(outcome.status, Status.ACCEPTED)
        advance(session, row, tried, status, provider_id=outcome.provider_id, error_code=None, now=now)
    elif isinstance(outcome, Ambiguous):
        tried.outcome, tried.detail = "ambiguous", outcome.detail
        advance(session, row, tried, Status.UNKNOWN, provider_id=None, error_code=None, now=now)
    else:
        _refused(session, row, tried, outcome, now=now)
    session.add(tried)


def report(
    session: Session,
    message_id: str,
    attempt: int,
    *,
    provider_id: str,
    status: str,
    error_code: int | None,
    now: datetime,
) -> bool:
    """Take news of one attempt from a callback or a look-up; False if it names nothing of ours."""
    found = queries.message_and_attempt(session, message_id, attempt)
    known = PROVIDER_STATUS.get(status)
    if found is None or known is None:
        return False
    row, tried = found
    if tried.provider_id not in (None, provider_id):
        return False
    advance(session, row, tried, known, provider_id=provider_id, error_code=error_code, now=now)
    return True


def advance(
    session: Session,
    row: Message,
    tried: Attempt,
    status: Status,
    *,
    provider_id: str | None,
    error_code: int | None,
    now: datetime,
) -> None:
    """Move an attempt, and the message if it is its latest, forward to `status`; never back."""
    if provider_id and tried.provider_id is None:
        tried.provider_id = provider_id
    if status is Status.FAILED and fault_of(error_code) is Fault.EXPIRED:
        status = Status.EXPIRED
    session.add(tried)
    if RANK[status] <= RANK[Status(tried.status)]:
        return
    tried.status = status.value
    tried.error_code = error_code or tried.error_code
    if tried.number != row.attempts or RANK.get(Status(row.status), -1) >= RANK[status]:
        return
    row.status, row.status_at = status.value, now
    row.provider_id = tried.provider_id
    row.error_code = error_code
    row.worker, row.lease_until = None, None
    waits = patience(row)
    row.check_at = now + (waits.unknown_check if status is Status.UNKNOWN else waits.first_check)
    session.add(row)
    _follow(session, row, status, error_code, now=now)


def _follow(session: Session, row: Message, status: Status, error_code: int | None, *, now: datetime) -> None:
    """What a final bad status asks for: silence the number, or try again later."""
    if status not in (Status.UNDELIVERED, Status.FAILED, Status.EXPIRED):
        return
    fault = fault_of(error_code)
    facts = {"code": str(error_code or ""), "fault": fault.value}
    _silence(session, row, fault, now=now)
    retry_at = _retry_at(row, fault, now)
    if retry_at is None:
        row.reason = f"provider-{fault.value}"
        note_message(session, row, Because(row.kind, status.value, row.reason, facts), stage=Stage.SETTLE, now=now)
        return
    row.status, row.status_at, row.next_at, row.check_at = Status.PENDING.value, now, retry_at, None
    note_message(
        session,
        row,
        Because(row.kind, "retry", f"provider-{fault.value}", {**facts, "until": retry_at.isoformat()}),
        stage=Stage.SETTLE,
        now=now,
    )


def _retry_at(row: Message, fault: Fault, now: datetime) -> datetime | None:
    """When to try again, if at all. A page is not tried again: the next on the rota is paged at once instead."""
    if row.message_class == MessageClass.STAFF_PAGE.value:
        return None
    if fault is not Fault.TRANSIENT or row.attempts >= MOST_ATTEMPTS:
        return None
    after = patience(row).retry_after
    at = now + after[min(row.attempts, len(after)) - 1]
    return at if at < row.expires_at else None


def _silence(session: Session, row: Message, fault: Fault, *, now: datetime) -> None:
    reason = {Fault.OPT_OUT: "opt-out", Fault.NUMBER: UNREACHABLE}.get(fault)
    if reason:
        suppress(session, scope=Scope.NUMBER, key=row.number_index, reason=reason, by="provider", now=now)


def _refused(session: Session, row: Message, tried: Attempt, refusal: Refused, *, now: datetime) -> None:
    tried.outcome, tried.error_code = "refused", refusal.code
    if RANK[Status(tried.status)] > RANK[Status.UNKNOWN]:
        return  # a callback came first: it was taken after all
    tried.status = Status.FAILED.value
    facts = {"code": str(refusal.code), "fault": refusal.fault.value}
    row.worker, row.lease_until = None, None
    if refusal.fault in (Fault.BUSY, Fault.CONFIGURATION):
        row.status, row.status_at = Status.PENDING.value, now
        row.next_at = now + (refusal.retry_after or timedelta(seconds=30) * min(row.attempts, 10))
        if refusal.fault is Fault.CONFIGURATION:
            row.next_at = now + patience(row).refused
            _halt(session, row, refusal.code, now=now)
        because = Because(row.kind, "waiting", f"provider-{refusal.fault.value}", facts)
    else:
        _silence(session, row, refusal.fault, now=now)
        stopped = refusal.fault is Fault.OPT_OUT
        row.status = (Status.BLOCKED if stopped else Status.FAILED).value
        row.status_at, row.error_code, row.reason = now, refusal.code, f"provider-{refusal.fault.value}"
        because = Because(row.kind, row.status, row.reason, facts)
    session.add(row)
    note_message(session, row, because, stage=Stage.SEND, now=now)


def _halt(session: Session, row: Message, code: int, *, now: datetime) -> None:
    if row.route not in queries.halts(session, now=now):
        key = f"{row.route}:{now.isoformat()}"
        session.add(RouteHalt(id=key, route=row.route, code=code, since=now, until=now + HALT))
