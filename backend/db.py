"""One database, SQLite or PostgreSQL: engines, transactions, and how times and lists are stored.

The only place that commits. On SQLite one lock per process keeps writers in line, because its busy handler
starves them; PostgreSQL needs none.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from threading import Condition, RLock, local
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import DateTime, Dialect, Engine, MetaData, Text, TypeDecorator, create_engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session, SQLModel

from backend.local_time import local_day, local_hour, local_start

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

READ_ONLY = "25006"  # PostgreSQL's code for a write to what is a replica since a failover
LONGEST_WAIT = 2.0  # seconds for which others let `first` go before them: nobody waits for ever


class _Writers:
    """SQLite's writers in this process: one at a time, and those in a `first` block before all others."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.changed = Condition()
        self.pressing = 0
        self.mine = local()

    def give_way(self) -> None:
        """Wait while another thread is in a `first` block."""
        if self.pressing and not getattr(self.mine, "first", False):
            with self.changed:
                self.changed.wait_for(lambda: self.pressing == 0, timeout=LONGEST_WAIT)


_writers: WeakKeyDictionary[Engine, _Writers] = WeakKeyDictionary()


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC at rest. Naive values are refused (SQLite hands them back naive)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JSONText(TypeDecorator[Any]):
    """A small value kept as JSON text, readable in both databases, keys sorted so that it hashes stably."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        del dialect
        return None if value is None else json.loads(value)


def metadata() -> MetaData:
    """The tables of every room that has been imported."""
    return SQLModel.metadata


def open_engine(url: str, *, pool_size: int = 5) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`, set up so that both behave alike; errors show no values."""
    if url.startswith("postgres"):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
        return create_engine(url, pool_size=pool_size, max_overflow=10, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 15},
        pool_size=pool_size,
        pool_reset_on_return=None,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "reset", _leave_sqlite)
    return engine


def is_database_fault(error: BaseException) -> bool:
    """Whether the database failed (locked, deadlocked, away), not the program: later the same may go well."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, PoolTimeoutError)
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        return False  # a statement that cannot run, such as for a column that is not there
    lost = error.connection_invalidated or getattr(error.orig, "sqlstate", None) == READ_ONLY
    return lost or isinstance(error, OperationalError | InterfaceError)


def _prepare_sqlite(connection: Any, record: Any) -> None:
    del record
    connection.isolation_level = None  # we emit BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")
    for function, arguments in ((local_start, 3), (local_hour, 4), (local_day, 2)):
        connection.create_function(function.__name__, arguments, function, deterministic=True)


def _begin_sqlite(connection: Any) -> None:
    reading = connection.get_execution_options().get("reading", False)
    # SQLAlchemy drops FOR UPDATE on SQLite; taking the write lock first is what keeps read-then-write whole.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _leave_sqlite(connection: Any, record: Any, state: Any) -> None:
    """A commit that fails half-way must not leave its transaction to whoever is given the connection next."""
    del record, state
    if connection.in_transaction:
        connection.rollback()


def _writers_of(engine: Engine) -> _Writers:
    return _writers.setdefault(engine, _Writers())


@contextmanager
def first(engine: Engine) -> Iterator[None]:
    """While the block runs, this thread's transactions go before those of the process's other threads.

    For what somebody waits for: on SQLite a thousand reminders would otherwise take their turns in between.
    """
    writers = _writers_of(engine)
    with writers.changed:
        writers.pressing += 1
    writers.mine.first = True
    try:
        yield
    finally:
        writers.mine.first = False
        with writers.changed:
            writers.pressing -= 1
            writers.changed.notify_all()


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    writers = _writers_of(engine)
    writers.give_way()
    with writers.lock:
        yield


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that commits when the block ends and rolls back when it raises. Do not nest."""
    with _turn(engine) if engine.dialect.name == "sqlite" else nullcontext():  # noqa: SIM117 - lock first
        with Session(engine, expire_on_commit=False) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for looking only: it takes no write lock and never commits."""
    with engine.connect().execution_options(reading=True) as connection:  # noqa: SIM117 - session on top
        with Session(connection, expire_on_commit=False) as session:
            yield session
