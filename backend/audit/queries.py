"""Every look at, and write to, the audit tables."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from backend.audit.models import START, AuditEntry, AuditKey

BATCH = 500


_ENTRIES = SQLModel.metadata.tables[AuditEntry.__tablename__]
_KEYS = SQLModel.metadata.tables[AuditKey.__tablename__]
# Statements of every audited act are built once: building them costs more than running them.
_HEAD = select(AuditKey.wrapped, AuditKey.head_seq, AuditKey.head_hash).where(AuditKey.stream == bindparam("stream"))
_LOCKED_HEAD = _HEAD.with_for_update()
_MOVE_HEAD = (
    update(_KEYS)
    .where(_KEYS.c.stream == bindparam("of_stream"))
    .values(head_seq=bindparam("head_seq"), head_hash=bindparam("head_hash"))
)


class Head(NamedTuple):
    """Where a stream's chain stands, and its key unless erased."""

    wrapped: str | None
    seq: int
    hash: str


def head(session: Session, stream: str, *, lock: bool = False) -> Head | None:
    """The head of `stream`; with `lock`, no other writer of this stream goes on until we commit."""
    row = session.exec(_LOCKED_HEAD if lock else _HEAD, params={"stream": stream}).one_or_none()
    return None if row is None else Head(*row)


def open_stream(session: Session, stream: str, *, wrapped: str) -> None:
    """Begin `stream` under the key `wrapped`; nothing happens if another writer was first."""
    row = {"stream": stream, "wrapped": wrapped, "head_seq": 0, "head_hash": START}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(AuditKey).values(**row).on_conflict_do_nothing())


def append(session: Session, entry: Mapping[str, Any]) -> None:
    """Write `entry` and move its stream's head onto it."""
    session.connection().execute(_ENTRIES.insert(), dict(entry))
    session.connection().execute(
        _MOVE_HEAD, {"of_stream": entry["stream"], "head_seq": entry["seq"], "head_hash": entry["hash"]}
    )


def entries(session: Session, stream: str) -> Iterator[AuditEntry]:
    """The entries of `stream` in order, a batch at a time."""
    statement = select(AuditEntry).where(col(AuditEntry.stream) == stream).order_by(col(AuditEntry.seq))
    yield from session.exec(statement.execution_options(yield_per=BATCH, populate_existing=True))


def keys(session: Session, streams: Collection[str]) -> dict[str, str | None]:
    """The key of each of these streams, None where it was destroyed."""
    rows = session.exec(select(AuditKey.stream, AuditKey.wrapped).where(col(AuditKey.stream).in_(list(streams))))
    return dict(rows.all())


def streams(session: Session) -> list[str]:
    """Every stream there is, in order; also one whose key row somebody took away."""
    return sorted(session.connection().scalars(union(select(AuditKey.stream), select(AuditEntry.stream))))


def drop_key(session: Session, stream: str, *, by: str, now: datetime) -> None:
    """Destroy the key of `stream`."""
    session.execute(
        update(AuditKey)
        .where(col(AuditKey.stream) == stream)
        .values(wrapped=None, erased_at=now, erased_by=by)
        .execution_options(synchronize_session=False)
    )
