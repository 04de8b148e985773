"""The SQL by which one transaction at a time decides about a number or a subject."""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlmodel import Session, col, select

from backend.outbox.models import Message


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
    """`serialise` over the subjects of these messages and then their numbers, the order in which a text holds them.

    Taken before any row is locked: whoever records a STOP takes the number first and the rows second, and two orders
    would be a deadlock.
    """
    if session.get_bind().dialect.name == "postgresql":
        rows = session.exec(select(Message.number_index, Message.subjects).where(col(Message.id).in_(ids))).all()
        serialise(session, [subject for _, subjects in rows for subject in subjects])
        serialise(session, [number for number, _ in rows])
