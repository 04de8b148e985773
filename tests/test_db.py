"""Whoever answers a family writes first; everybody else gets their turn soon after."""

import time
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from backend.db import LONGEST_WAIT, first, is_database_fault, open_engine, reading, transaction
from backend.diary.models import InstrumentVersion
from tests.factories import NOON


def write(engine: Engine, order: list[str], name: str) -> None:
    with transaction(engine) as session:
        session.execute(text("SELECT 1"))
        order.append(name)


def test_others_wait_while_somebody_is_first_and_go_on_after(engine: Engine) -> None:
    order: list[str] = []
    other = Thread(target=write, args=(engine, order, "reminder"))
    with first(engine):
        if engine.dialect.name == "sqlite":
            other.start()
            time.sleep(0.2)
        write(engine, order, "answer")
        write(engine, order, "page")
    if engine.dialect.name != "sqlite":
        other.start()
    other.join(10)
    assert order == ["answer", "page", "reminder"]


def test_two_that_are_first_do_not_wait_for_each_other(engine: Engine) -> None:
    order: list[str] = []
    inside = Event()

    def answer() -> None:
        with first(engine):
            inside.set()
            write(engine, order, "second")

    other = Thread(target=answer)
    began = time.monotonic()
    with first(engine):
        other.start()
        inside.wait(5)
        other.join(10)
        write(engine, order, "first")
    assert order == ["second", "first"]
    assert time.monotonic() - began < LONGEST_WAIT


def test_nobody_waits_for_ever(engine: Engine) -> None:
    order: list[str] = []
    other = Thread(target=write, args=(engine, order, "reminder"))
    with first(engine):
        other.start()
        other.join(LONGEST_WAIT + 5)
        assert order == ["reminder"]


def test_a_commit_that_fails_leaves_nothing_to_the_next_transaction(engine: Engine) -> None:
    def fail(connection: Connection) -> None:
        event.remove(engine, "commit", fail)
        raise OSError("the disk is full")

    event.listen(engine, "commit", fail)
    with pytest.raises(OSError, match="full"), transaction(engine) as session:
        session.add(InstrumentVersion(key="daily", version="v1", source="", kept_at=NOON))
    with transaction(engine) as session:
        assert session.get(InstrumentVersion, ("daily", "v1")) is None


def test_a_locked_database_is_at_fault_and_a_statement_that_cannot_run_is_not(tmp_path: Path) -> None:
    one, other = (open_engine(f"sqlite:///{tmp_path / 'x.db'}") for _ in range(2))
    with transaction(one) as session, other.connect().execution_options(reading=True) as connection:
        session.execute(text("SELECT 1"))
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
        with pytest.raises(OperationalError) as locked:
            connection.exec_driver_sql("CREATE TABLE t (x)")
    with reading(one) as session, pytest.raises(OperationalError) as unknown:
        session.execute(text("SELECT x FROM nowhere"))
    assert (is_database_fault(locked.value), is_database_fault(unknown.value)) == (True, False)
    assert is_database_fault(PoolTimeoutError("no connection is free"))
    assert not is_database_fault(IndexError("a defect"))


def test_what_failed_in_the_database_is_told_without_what_was_written(engine: Engine) -> None:
    with reading(engine) as session, pytest.raises(DBAPIError) as failed:
        session.execute(text("SELECT x FROM nowhere WHERE x = :words"), {"words": "blue lips"})
    assert "blue lips" not in str(failed.value)
