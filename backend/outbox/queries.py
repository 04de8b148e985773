"""All SQL of the outbox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, case, cast, func, or_, text, update
from sqlalchemy import select as sql_select
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import Session, col, select

from backend.db import UTCDateTime
from backend.outbox.models import (
    Attempt,
    Decision,
    DeliveryReport,
    Message,
    RouteHalt,
    Scope,
    Status,
    Suppression,
)

UNSENT = (Status.PENDING.value,)
OUT = tuple(
    status.value for status in (Status.SENDING, Status.UNKNOWN, Status.ACCEPTED, Status.SENT, Status.DELIVERED)
)


# Statements of every send and report are built once: building them costs more than running them.
_NOW = bindparam("now", type_=UTCDateTime())
_RANK = case(
    (col(Message.kind).startswith("safety-emergency"), 0), (col(Message.message_class) == "safety", 1), else_=2
)


def _claim(*first: ColumnElement[Any]) -> UpdateBase:
    """The statement that leases due messages of a lane, in the order of `first`, then of time."""
    claimable = (
        select(Message.id)
        .where(
            col(Message.lane) == bindparam("of_lane"),
            col(Message.status) == Status.PENDING.value,
            col(Message.next_at) <= _NOW,
            or_(col(Message.lease_until).is_(None), col(Message.lease_until) <= _NOW),
        )
        .order_by(*first, col(Message.next_at), col(Message.id))
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
    )
    return (
        update(Message)
        .where(col(Message.id).in_(claimable.scalar_subquery()))
        .values(worker=bindparam("claimant"), lease_until=bindparam("until", type_=UTCDateTime()))
        .returning(_RANK, col(Message.next_at), col(Message.id))
        .execution_options(synchronize_session=False)
    )


_CLAIM, _CLAIM_BY_RANK = _claim(), _claim(_RANK)
_HALTS = select(RouteHalt).where(col(RouteHalt.until) > _NOW)
_HAS_KEY = select(Message.id).where(Message.dedup_key == bindparam("key"))
_WITH_ATTEMPT = (
    select(Message, Attempt)
    .join(Attempt, col(Attempt.message_id) == col(Message.id))
    .where(Message.id == bindparam("message"), Attempt.number == bindparam("number"))
    .with_for_update(of=Message)
    .execution_options(populate_existing=True)
)
_SUPPRESSIONS = (
    select(Suppression)
    .where(
        Suppression.scope == bindparam("scope"),
        col(Suppression.key).in_(bindparam("keys", expanding=True)),
        col(Suppression.lifted_at).is_(None),
    )
    .order_by(col(Suppression.since))
)


def message(session: Session, message_id: str) -> Message | None:
    return session.get(Message, message_id)


def message_for_update(session: Session, message_id: str) -> Message | None:
    """The message, locked until the transaction ends (PostgreSQL; SQLite has one writer)."""
    return session.get(Message, message_id, with_for_update=True, populate_existing=True)


def message_and_attempt(session: Session, message_id: str, number: int) -> tuple[Message, Attempt] | None:
    """A message, locked, with one of its attempts."""
    return session.exec(_WITH_ATTEMPT, params={"message": message_id, "number": number}).first()


def has_key(session: Session, dedup_key: str) -> bool:
    return session.exec(_HAS_KEY, params={"key": dedup_key}).first() is not None


def with_key(session: Session, dedup_key: str) -> Message | None:
    """The message of that key, taken back or not."""
    return session.exec(select(Message).where(Message.dedup_key == dedup_key)).first()


def safety_kinds_at(session: Session, *, number_index: str, at: datetime) -> list[str]:
    """The kinds of safety texts that were put out for a number at that very moment: in one transaction."""
    return list(
        session.exec(
            select(Message.kind).where(
                Message.number_index == number_index, Message.created_at == at, Message.message_class == "safety"
            )
        ).all()
    )


def claim(
    session: Session, *, lane: int, worker: str, now: datetime, lease: timedelta, limit: int, ranked: bool = False
) -> Sequence[str]:
    """Lease up to `limit` due messages of a lane; rows another worker holds are passed over.

    The oldest first; if `ranked`, a family's emergency answer before other safety texts, and these before pages.
    """
    asked = {"of_lane": lane, "now": now, "limit": limit, "claimant": worker, "until": now + lease}
    rows = [tuple(row) for row in session.execute(_CLAIM_BY_RANK if ranked else _CLAIM, asked).all()]
    rows.sort(key=None if ranked else lambda row: row[1:])
    return [str(row[2]) for row in rows]


def leased(session: Session, *, ids: Sequence[str], worker: str) -> list[Message]:
    """Those of `ids` that are still pending and still ours, locked, in the order given."""
    rows = session.exec(
        select(Message)
        .where(col(Message.id).in_(ids), Message.status == Status.PENDING.value, Message.worker == worker)
        .order_by(col(Message.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    place = {message_id: index for index, message_id in enumerate(ids)}
    return sorted(rows, key=lambda row: place[row.id])


def serialise(session: Session, keys: Iterable[str]) -> None:
    """Let only one transaction at a time decide about these numbers and subjects.

    SQLite has one writer anyway; on PostgreSQL two workers could otherwise each see room in the same quota, or send
    while a STOP is being recorded.
    """
    wanted = sorted(set(keys))
    if session.get_bind().dialect.name != "postgresql" or not wanted:
        return
    session.execute(
        text(
            "SELECT pg_advisory_xact_lock(h) FROM (SELECT DISTINCT hashtextextended(k, 0) AS h"
            " FROM unnest(CAST(:keys AS text[])) AS k ORDER BY h) AS ordered"
        ),
        {"keys": wanted},
    )


def serialise_messages(session: Session, ids: Sequence[str]) -> None:
    """`serialise` over the numbers and subjects of these messages.

    Taken before any row is locked: whoever records a STOP takes the number first and the rows second, and two orders
    would be a deadlock.
    """
    if session.get_bind().dialect.name == "postgresql":
        rows = session.exec(select(Message.number_index, Message.subjects).where(col(Message.id).in_(ids))).all()
        serialise(session, [key for number, subjects in rows for key in (number, *subjects)])


def suppressions(session: Session, *, scope: Scope, keys: Iterable[str]) -> list[Suppression]:
    """Those in force."""
    wanted = sorted(set(keys))
    if not wanted:
        return []
    return list(session.exec(_SUPPRESSIONS, params={"scope": scope.value, "keys": wanted}).all())


def sent_since(session: Session, *, numbers: Iterable[str], since: datetime) -> list[tuple[str, datetime, str]]:
    """(number index, sent at, body index) of all that went, or may have gone, to these numbers."""
    rows = session.exec(
        select(Attempt.started_at, Message.number_index, Message.body_index)
        .join(Message, col(Message.id) == col(Attempt.message_id))
        .where(
            col(Message.number_index).in_(sorted(set(numbers))),
            col(Message.sent_at) > since,
            col(Attempt.started_at) > since,
            col(Attempt.outcome) != "refused",
        )
    ).all()
    return [(number, at, body) for at, number, body in rows]


def halts(session: Session, *, now: datetime) -> dict[str, datetime]:
    """When each halted route may be tried again."""
    rows = session.exec(_HALTS, params={"now": now}).all()
    return {row.route: row.until for row in rows}


def attempt(session: Session, message_id: str, number: int) -> Attempt | None:
    return session.get(Attempt, (message_id, number))


def attempts(session: Session, message_id: str) -> list[Attempt]:
    return list(
        session.exec(select(Attempt).where(Attempt.message_id == message_id).order_by(col(Attempt.number))).all()
    )


def provider_ids_of(session: Session, ids: Iterable[str]) -> set[str]:
    """Those of the provider's ids that some attempt of ours already owns."""
    wanted = sorted(set(ids))
    rows = session.exec(select(Attempt.provider_id).where(col(Attempt.provider_id).in_(wanted))).all()
    return {row for row in rows if row}


def abandoned(session: Session, *, now: datetime, limit: int) -> list[Message]:
    """Handed over by a worker that never came back to say what happened."""
    return list(
        session.exec(
            select(Message)
            .where(Message.status == Status.SENDING.value, col(Message.lease_until) <= now)
            .order_by(col(Message.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
    )


def to_check(session: Session, *, statuses: Iterable[Status], now: datetime, limit: int) -> list[Message]:
    """Messages whose fate should be asked of the provider now."""
    return list(
        session.exec(
            select(Message)
            .where(col(Message.status).in_([s.value for s in statuses]), col(Message.check_at) <= now)
            .order_by(col(Message.check_at), col(Message.id))
            .limit(limit)
        ).all()
    )


def pending_about(session: Session, *, subject: str | None, number_index: str | None) -> list[Message]:
    """Unsent messages about a subject or to a number, locked."""
    query = select(Message).where(col(Message.status).in_(UNSENT))
    if number_index is not None:
        query = query.where(Message.number_index == number_index)
    if subject is not None:
        query = query.where(_names(subject))
    rows = session.exec(query.order_by(col(Message.id)).with_for_update()).all()
    return [row for row in rows if subject is None or subject in row.subjects]


def _names(subject: str) -> ColumnElement[bool]:
    """Rows whose JSON list of subjects holds this one; subjects carry ids, so a substring cannot mislead."""
    return cast(col(Message.subjects), Text).contains(f'"{subject}"')


def pending_of_kinds(session: Session, kinds: Iterable[str]) -> list[Message]:
    """Unsent messages of these kinds, locked."""
    query = select(Message).where(col(Message.status).in_(UNSENT), col(Message.kind).in_(list(kinds)))
    return list(session.exec(query.order_by(col(Message.id)).with_for_update()).all())


def told_to(session: Session, *, stream: str, number_index: str) -> set[str]:
    """What this phone has been told, or is about to be: the marks of every text to it that was not taken back."""
    rows = session.exec(
        select(Message.about).where(
            Message.stream == stream,
            Message.number_index == number_index,
            col(Message.status) != Status.CANCELED.value,
        )
    ).all()
    return {mark for about in rows for mark in about}


def answers_about(session: Session, *, stream: str, number_index: str, about: str) -> list[Message]:
    """What this phone was told about one thing, by text or in the app's inbox, the oldest first."""
    mine = select(Message).where(
        Message.stream == stream,
        Message.number_index == number_index,
        cast(col(Message.about), Text).contains(f'"{about}"'),
    )
    return list(session.exec(mine.order_by(col(Message.created_at), col(Message.id))).all())


def was_announced(session: Session, *, stream: str, about: str) -> bool:
    """Whether a text that speaks of `about` has gone, or may have gone, to anyone."""
    rows = session.exec(select(Message).where(Message.stream == stream, col(Message.sent_at).is_not(None))).all()
    return any(item.startswith(about) for row in rows for item in row.about)


def open_prompt(session: Session, *, number_index: str, now: datetime) -> Message | None:
    """The last text with choices that reached, or may have reached, this number and still waits for an answer."""
    return session.exec(
        select(Message)
        .where(
            Message.number_index == number_index,
            col(Message.status).in_(OUT),
            col(Message.options_until) > now,
            col(Message.sent_at).is_not(None),
        )
        .order_by(col(Message.sent_at).desc(), col(Message.id))
        .limit(1)
    ).first()


def is_asked_about(session: Session, *, number_index: str, now: datetime) -> bool:
    """Whether a text with choices is still on its way to this number."""
    query = select(Message.id).where(
        Message.number_index == number_index, Message.status == Status.PENDING.value, col(Message.options_until) > now
    )
    return session.exec(query.limit(1)).first() is not None


def unswept(session: Session, *, limit: int) -> list[Message]:
    """Messages that ended badly and that no person has been told of yet."""
    bad = (Status.UNDELIVERED.value, Status.FAILED.value, Status.EXPIRED.value, Status.BLOCKED.value)
    return list(
        session.exec(
            select(Message)
            .where(col(Message.swept_at).is_(None), col(Message.status).in_(bad))
            .order_by(col(Message.status_at), col(Message.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
    )


def canceled_together(session: Session, *, limit: int) -> list[Message]:
    """Texts for several steps that were taken back and whose other steps have not been looked at again."""
    return list(
        session.exec(
            select(Message)
            .where(
                col(Message.swept_at).is_(None),
                Message.status == Status.CANCELED.value,
                Message.kind == "visit-together",
            )
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
    )


def unswept_halts(session: Session) -> list[RouteHalt]:
    return list(
        session.exec(
            select(RouteHalt).where(col(RouteHalt.swept_at).is_(None)).with_for_update(skip_locked=True)
        ).all()
    )


def decisions_of(session: Session, message_id: str) -> list[Decision]:
    return list(
        session.exec(
            select(Decision).where(Decision.message_id == message_id).order_by(col(Decision.at), col(Decision.id))
        ).all()
    )


def decisions_on(session: Session, *, stream: str, day: date) -> list[Decision]:
    """What was decided for a family about that day: texts that were due then, sent or not."""
    return list(
        session.exec(
            select(Decision)
            .where(Decision.stream == stream, Decision.about_on == day)
            .order_by(col(Decision.at), col(Decision.id))
        ).all()
    )


def messages_of(session: Session, *, stream: str) -> list[Message]:
    return list(
        session.exec(
            select(Message).where(Message.stream == stream).order_by(col(Message.created_at), col(Message.id))
        ).all()
    )


def latest_messages(session: Session, *, stream: str, limit: int) -> list[Message]:
    """A family's last texts, whatever became of them, the newest first; pages are not among."""
    query = select(Message).where(Message.stream == stream, Message.message_class != "staff-page")
    return list(session.exec(query.order_by(col(Message.created_at).desc(), col(Message.id)).limit(limit)).all())


def decided_against(session: Session, *, stream: str, limit: int) -> list[Decision]:
    """Why texts to a family that were due never became one, the newest first."""
    query = select(Decision).where(
        Decision.stream == stream, col(Decision.message_id).is_(None), Decision.outcome == "not-sent"
    )
    return list(session.exec(query.order_by(col(Decision.at).desc(), col(Decision.id)).limit(limit)).all())


def messages_to(
    session: Session,
    *,
    stream: str,
    number_index: str,
    before: tuple[datetime, str] | None,
    limit: int,
    answers_but: str = "",
) -> list[Message]:
    """A family's texts to one phone that left, or could not go to that number, the newest first; pages are not among.

    `before` is the moment and id of the last one already seen. `answers_but`: only answers, those of this kind apart.
    """
    left = col(Message.status).in_([*OUT, Status.UNDELIVERED.value, Status.FAILED.value])
    held = and_(col(Message.status) == Status.BLOCKED.value, col(Message.reason).startswith("number-"))
    query = select(Message).where(
        Message.stream == stream,
        Message.number_index == number_index,
        Message.message_class != "staff-page",
        or_(left, held),
    )
    if answers_but:
        query = query.where(col(Message.message_class).in_(["reply", "safety"]), Message.kind != answers_but)
    if before is not None:
        at, last = before
        same = and_(col(Message.created_at) == at, col(Message.id) < last)
        query = query.where(or_(col(Message.created_at) < at, same))
    return list(
        session.exec(query.order_by(col(Message.created_at).desc(), col(Message.id).desc()).limit(limit)).all()
    )


def all_messages(session: Session) -> list[Message]:
    return list(session.exec(select(Message).order_by(col(Message.created_at), col(Message.id))).all())


def all_attempts(session: Session) -> list[Attempt]:
    return list(session.exec(select(Attempt)).all())


def all_suppressions(session: Session) -> list[Suppression]:
    return list(session.exec(select(Suppression).order_by(col(Suppression.since))).all())


def reports_of(session: Session, message_id: str) -> list[DeliveryReport]:
    return list(
        session.exec(
            select(DeliveryReport).where(DeliveryReport.message_id == message_id).order_by(col(DeliveryReport.id))
        ).all()
    )


@dataclass(frozen=True)
class Due:
    """When each kind of work in the outbox next falls due; None where there is none."""

    urgent: datetime | None
    replies: datetime | None
    scheduled: datetime | None
    doubtful: datetime | None
    unheard: datetime | None
    unswept: bool
    taken_back: bool


def due(session: Session) -> Due:
    """One look over everything the outbox has to do."""
    urgent, scheduled, replies, abandoned, unknown, unheard, bad, back = session.execute(_WORK).one()
    doubtful = min((moment for moment in (abandoned, unknown) if moment is not None), default=None)
    return Due(urgent, replies, scheduled, doubtful, unheard, bool(bad), bool(back))


def _work() -> Select[Any]:
    """Eight looks in one statement, built once: it is asked at every step of a simulated year."""
    status, ended_badly = col(Message.status), (Status.UNDELIVERED, Status.FAILED, Status.EXPIRED, Status.BLOCKED)
    free_at = func.coalesce(col(Message.lease_until), col(Message.next_at))
    later = case((free_at > col(Message.next_at), free_at), else_=col(Message.next_at))
    pending = status == Status.PENDING.value
    unswept = col(Message.swept_at).is_(None)
    together = and_(unswept, status == Status.CANCELED.value, col(Message.kind) == "visit-together")
    looks = (
        select(func.min(later)).where(pending, Message.lane == 0),
        select(func.min(later)).where(pending, Message.lane == 1),
        select(func.min(later)).where(pending, Message.lane == 2),  # noqa: PLR2004 - the lanes of enqueue
        select(func.min(Message.lease_until)).where(status == Status.SENDING.value),
        select(func.min(Message.check_at)).where(status == Status.UNKNOWN.value),
        select(func.min(Message.check_at)).where(status.in_([Status.ACCEPTED.value, Status.SENT.value])),
        select(func.count(col(Message.id))).where(unswept, status.in_([each.value for each in ended_badly])),
        select(func.count(col(Message.id))).where(together),
    )
    return sql_select(*(look.scalar_subquery() for look in looks))


_WORK = _work()
