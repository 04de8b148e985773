"""A concern whose step fails: those behind it are paged all the same, and a person is asked to phone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from structlog.testing import capture_logs
from structlog.typing import EventDict

from backend.clock import SetClock
from backend.concerns import escalate, miss_promise, queries, sweep
from backend.concerns.acknowledge import acknowledge
from backend.concerns.answer_family import Listener, answer_family
from backend.concerns.close_task import close_task
from backend.concerns.models import Concern, Kind, Source, Task
from backend.concerns.raise_concern import Signal, raise_concern
from backend.db import reading, transaction
from backend.languages import Language
from backend.outbox.queries import all_messages
from backend.simulation.contacts import demo_contacts
from backend.triage.understanding import Urgency
from tests.factories import PACK as SHIPPED

NOON = datetime(2026, 12, 8, 4, tzinfo=UTC)
PACK = demo_contacts(SHIPPED)
DEFECT = IndexError("a defect that only one concern shows")
LOCKED = OperationalError("INSERT", {}, Exception("database is locked"))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What was logged; a traceback is never drawn."""
    with capture_logs() as events:
        yield events


def always_breaks(*given: object, **named: object) -> None:
    raise DEFECT


def worry(engine: Engine, clock: SetClock, sender: str) -> None:
    now = clock.now()
    signal = Signal(Source.TEXT, Urgency.EMERGENCY, sender, "unknown-phone", now, words="blue lips", language="en")
    with transaction(engine) as session:
        raise_concern(session, signal, family=None, sender=sender, pack=PACK, now=now)


def breaks(patch: pytest.MonkeyPatch, number: int, times: int = 1000, error: Exception = DEFECT) -> None:
    """Paging fails for the concern of that number, so often."""
    real: Callable[..., None] = escalate.page
    left = iter(range(times))

    def page(session: object, concern: object, *given: object, **named: object) -> None:
        if getattr(concern, "number", 0) == number and next(left, None) is not None:
            raise error
        real(session, concern, *given, **named)

    patch.setattr(escalate, "page", page)


def run(engine: Engine, clock: SetClock, minutes: float = 0, limit: int = 50) -> None:
    clock.advance(minutes=minutes)
    escalate.escalate_due(engine, pack=PACK, live=False, clock=clock, limit=limit)


def paged(engine: Engine, number: int) -> int:
    with reading(engine) as session:
        concern = queries.concern_number(session, number)
        assert concern is not None
        return sum(row.kind == Kind.PAGED.value for row in queries.events_of(session, concern.id))


def tasks(engine: Engine) -> list[Task]:
    with reading(engine) as session:
        return queries.open_tasks(session)


def test_a_concern_that_fails_holds_up_no_page_of_those_behind_it(
    engine: Engine, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, 1)
    for sender in ("+85265009991", "+85265009992"):
        worry(engine, clock, sender)
        clock.advance(seconds=1)
    for _ in range(2):
        run(engine, clock, limit=1)
    assert (paged(engine, 1), paged(engine, 2)) == (0, 1)


def test_a_concern_that_keeps_failing_stands_once_among_the_calls(
    engine: Engine, clock: SetClock, monkeypatch: pytest.MonkeyPatch, logged: list[EventDict]
) -> None:
    breaks(monkeypatch, 1)
    worry(engine, clock, "+85265009991")
    for _ in range(4):
        run(engine, clock, minutes=5)
    (task,) = tasks(engine)
    assert (task.kind, task.facts["concern"], task.due_by) == ("nobody-on-call", "1", task.opened_at)
    assert task.facts["why"] == "step-failed"
    assert {each["event"] for each in logged if each["log_level"] == "error"} == {"escalate-failed"}


def test_a_fault_that_lasts_comes_back_to_a_person_within_the_hour_and_never_twice_at_once(
    engine: Engine, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, 1)
    worry(engine, clock, "+85265009991")
    run(engine, clock)
    (first,) = tasks(engine)
    with transaction(engine) as session:
        close_task(session, first.number, by="staff:lin", outcome="settled", note="", now=clock.now())
    for _ in range(11):
        run(engine, clock, minutes=5)
    assert tasks(engine) == []
    for _ in range(20):
        run(engine, clock, minutes=5)
    (again,) = tasks(engine)
    assert (again.number, again.facts) == (first.number + 1, first.facts)


def test_a_concern_that_failed_is_paged_as_soon_as_it_can_be(
    engine: Engine, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, 1, times=2)
    worry(engine, clock, "+85265009991")
    run(engine, clock)
    run(engine, clock, minutes=1.1)
    assert paged(engine, 1) == 1


def test_a_fault_that_passes_asks_nobody(engine: Engine, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(monkeypatch, 1, times=1)
    worry(engine, clock, "+85265009991")
    run(engine, clock)
    assert (paged(engine, 1), tasks(engine)) == (1, [])


def test_a_concern_met_by_a_failing_database_stays_due_asks_nobody_and_holds_up_no_other(
    engine: Engine, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, 1, times=1, error=LOCKED)
    for sender in ("+85265009991", "+85265009992"):
        worry(engine, clock, sender)
    run(engine, clock)
    assert (paged(engine, 1), paged(engine, 2), tasks(engine)) == (0, 1, [])
    run(engine, clock)
    assert (paged(engine, 1), tasks(engine)) == (1, [])


def test_a_missed_call_that_cannot_be_owned_up_to_is_paged_about_all_the_same(
    engine: Engine, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an emergency that was answered and taken up, when nobody phones and the text about it cannot be written,
    then paging goes on."""
    worry(engine, clock, "+85265009991")
    run(engine, clock)
    with transaction(engine) as session:
        concern = queries.concern_number(session, 1)
        assert concern is not None
        listener = Listener("+85265009991", "", "unknown", PACK.study.zone, Language.EN)
        answer_family(
            session,
            concern,
            level=Urgency.EMERGENCY,
            reference="text",
            listener=listener,
            pack=PACK,
            live=False,
            now=clock.now(),
        )
        acknowledge(session, 1, by="contact:gao", way="sms", pack=PACK, now=clock.now())
    monkeypatch.setattr(miss_promise, "tell", always_breaks)
    run(engine, clock, minutes=31)
    assert (paged(engine, 1), tasks(engine)) == (2, [])


def test_a_send_whose_sweep_fails_comes_to_a_person_and_holds_up_no_other(
    engine: Engine, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, sender in enumerate(("+85265009991", "+85265009992"), 1):
        worry(engine, clock, sender)
        with transaction(engine) as session:
            concern = queries.concern_number(session, number)
            assert concern is not None
            listener = Listener(sender, "", "unknown", PACK.study.zone, Language.EN)
            answer_family(
                session,
                concern,
                level=Urgency.EMERGENCY,
                reference=sender,
                listener=listener,
                pack=PACK,
                live=False,
                now=clock.now(),
            )
            for message in all_messages(session):
                message.status = "undelivered"
    real = sweep.signal_again

    def breaks_once(session: Session, concern: Concern, *given: Any, **named: Any) -> None:
        if concern.number == 1:
            raise DEFECT
        real(session, concern, *given, **named)

    monkeypatch.setattr(sweep, "signal_again", breaks_once)
    with transaction(engine) as session:
        assert sweep.sweep_failures(session, pack=PACK, now=clock.now()) == 2
        assert sweep.sweep_failures(session, pack=PACK, now=clock.now()) == 0
        assert [task.kind for task in queries.open_tasks(session)] == ["call-now"]
        second = queries.concern_number(session, 2)
        assert second is not None
        signals = [row.facts["source"] for row in queries.events_of(session, second.id) if row.kind == "signal"]
    assert signals == ["text", "failed-safety"]
