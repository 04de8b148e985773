"""The SQL of messages and their attempts, of silenced numbers and of halted routes."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Text, bindparam, cast
from sqlmodel import Session, col, select

from backend.db import UTCDateTime
from backend.outbox.models import Attempt, Message, RouteHalt, Scope, Status, Suppression

UNSENT = (Status.PENDING.value,)
OUT = tuple(
    status.value for status in (Status.SENDING, Status.UNKNOWN, Status.ACCEPTED, Status.SENT, Status.DELIVERED)
)
# Statements of every send and report are built once: building them costs more than running them.
_HALTS = select(RouteHalt).where(col(RouteHalt.until) > bindparam("now", type_=UTCDateTime()))
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


def provider_ids_of(session: Session, ids: Iterable[str]) -> set[str]:
    """Those of the provider's ids that some attempt of ours already owns."""
    wanted = sorted(set(ids))
    rows = session.exec(select(Attempt.provider_id).where(col(Attempt.provider_id).in_(wanted))).all()
    return {row for row in rows if row}


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


def all_messages(session: Session) -> list[Message]:
    return list(session.exec(select(Message).order_by(col(Message.created_at), col(Message.id))).all())


def all_suppressions(session: Session) -> list[Suppression]:
    return list(session.exec(select(Suppression).order_by(col(Suppression.since))).all())
