"""Whoever answers a family writes first; everybody else gets their turn soon after."""

import time
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, Engine, event, text

from backend.db import LONGEST_WAIT, first, transaction
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
