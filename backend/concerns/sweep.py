"""Sweeping up sends that ended badly, so that each comes to a person."""

from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from backend.audit.record import STUDY
from backend.channels.outcomes import Fault
from backend.channels.twilio_codes import fault_of
from backend.concerns import queries
from backend.concerns.append import lock
from backend.concerns.models import Concern, Kind, Source, TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.raise_concern import Signal, signal_again
from backend.concerns.take_numbers import take_numbers
from backend.db import is_database_fault
from backend.outbox.due_queries import unswept, unswept_halts
from backend.outbox.models import Message, Status
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

log = structlog.get_logger()
QUIETLY = ("subject-", "number-", "too-late")


def sweep_failures(session: Session, *, pack: Pack, now: datetime, limit: int = 100) -> int:
    """Open a task for each failed message and halted route not yet seen; how many messages were looked at.

    What a family could not be told about a concern is a signal of that concern, and whoever is on call is paged.
    """
    rows = unswept(session, limit=limit)
    # Before any other lock and all at once, as everybody who raises a concern does.
    lock(session, *{row.stream for row in rows if row.message_class == "safety"})
    halts = unswept_halts(session)
    if rows or halts:
        take_numbers(session, [*(row.stream for row in rows), *(STUDY for _ in halts)])
    for row in rows:
        try:
            with session.begin_nested():
                _sweep(session, row, pack=pack, now=now)
        except Exception as error:
            if is_database_fault(error):
                raise
            log.exception("sweep-failed", message=row.id)
            _sweep_by_hand(session, row, now=now)
    for halt in halts:
        halt.swept_at = now
        session.add(halt)
        facts = {"route": halt.route, "code": str(halt.code)}
        key = f"route-halted:{halt.route}:{halt.code}:{halt.since.date()}"
        open_task(session, kind=TaskKind.ROUTE_HALTED, stream=STUDY, dedup_key=key, due_by=now, facts=facts, now=now)
    return len(rows)


def _sweep(session: Session, row: Message, *, pack: Pack, now: datetime) -> None:
    row.swept_at = now
    session.add(row)
    if _reopened(session, row, pack=pack, now=now):
        return
    kind = _kind(row)
    if kind is not None:
        _open(session, row, kind, now=now)


def _sweep_by_hand(session: Session, row: Message, *, now: datetime) -> None:
    """One that fails holds up no other: a person phones, or sees to it."""
    row.swept_at = now
    session.add(row)
    _open(session, row, _kind(row) or TaskKind.NOT_SENT, now=now)


def _reopened(session: Session, row: Message, *, pack: Pack, now: datetime) -> bool:
    """Tell the concern whose family was to be told; True if this needs no task of its own."""
    if any(mark.startswith("concern:") for mark in row.about) and row.message_class == "staff-page":
        return True  # the ladder has gone on to the next person
    if row.message_class != "safety":
        return False
    concern = queries.answered_with(session, stream=row.stream, message_id=row.id)
    if concern is None:
        return False
    if _phoned_since(session, concern, row):
        return True
    signal = Signal(
        source=Source.FAILED_SAFETY,
        level=Urgency(concern.level),
        reference=row.id,
        by="nuanxin",
        received_at=now,
        rule=row.reason or str(row.error_code or row.status),
        more={"kind": row.kind, "status": row.status},
    )
    signal_again(session, concern, signal, pack=pack, now=now)
    return True


def _phoned_since(session: Session, concern: Concern, row: Message) -> bool:
    """Whether the family was reached after the text was written: then they have heard it from a person."""
    return any(
        event.kind == Kind.CALLED.value
        and event.facts.get("reached") == "yes"
        and event.happened_at >= row.created_at
        for event in queries.events_of(session, concern.id)
    )


def _kind(row: Message) -> TaskKind | None:
    """What kind of task a failed message becomes; None where a person knows of the cause already."""
    if row.message_class in ("safety", "staff-page"):
        return TaskKind.CALL_NOW
    if row.reason.startswith(QUIETLY):
        return None
    fault = fault_of(row.error_code)
    if row.status == Status.BLOCKED.value and fault is Fault.OPT_OUT:
        return TaskKind.OPTED_OUT
    if fault in (Fault.NUMBER, Fault.TRANSIENT):
        return TaskKind.UNREACHABLE
    return TaskKind.NOT_SENT


def _open(session: Session, row: Message, kind: TaskKind, *, now: datetime) -> None:
    facts = {"kind": row.kind, "status": row.status, "reason": row.reason, "code": str(row.error_code or "")}
    by_number = kind in (TaskKind.UNREACHABLE, TaskKind.OPTED_OUT)
    key = f"{kind.value}:{row.number_index}:{row.error_code}" if by_number else f"{kind.value}:{row.id}"
    if kind is TaskKind.UNREACHABLE:
        key += f":{now:%G-W%V}"
    facts["message"] = row.id
    due = now if kind is TaskKind.CALL_NOW else now + timedelta(hours=24)
    open_task(session, kind=kind, stream=row.stream, dedup_key=key, due_by=due, facts=facts, now=now)
