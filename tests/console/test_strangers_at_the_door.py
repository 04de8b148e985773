"""A number is reported as a stranger's while somebody types a code at the door: each in turn, and nobody stays in."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, text

from backend.concerns import queries as concerns
from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.console import task_outcomes
from backend.db import reading, transaction
from backend.devices import end_on_phone as end_on_phone_file
from backend.devices import queries as devices
from backend.devices.come_in import CodeRefusedError, Entered, Knocker
from backend.devices.models import Kind
from backend.devices.signed_in import who
from backend.families import confirm_phone
from backend.families import phone_queries as phones
from backend.families.confirm_phone import report_wrong_number
from backend.families.models import Phone, PhoneState
from backend.mobile import come_in as door_file
from backend.mobile.come_in import enter
from backend.schedule.check_phone import close_phone_check, phone_check_key
from tests.console.conftest import Browser
from tests.devices.conftest import ADDRESS, Door
from tests.journeys.study import MOTHER, Study

ON_POSTGRES = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
LONG = 20


@pytest.fixture
def phone(engine: Engine, study: Study) -> Phone:
    """The mother's, with a task that asks whose it is."""
    with transaction(engine) as session:
        found = phones.phone_by_number(session, MOTHER)
        assert found is not None
        now = study.clock.now()
        open_task(
            session,
            kind=TaskKind.CONFIRM_PHONE,
            stream="F-001",
            dedup_key=phone_check_key(found.id),
            due_by=now + timedelta(hours=3),
            facts={"phone": found.id, "relation": "mother"},
            now=now,
        )
    return found


@pytest.fixture
def door(engine: Engine, tmp_path: Path, study: Study) -> Door:
    door = Door(engine, tmp_path, study.clock, study.pack)
    door.key = door.card()
    return door


def from_the_list(lin: Browser, engine: Engine, phone: Phone, now: datetime) -> Callable[[], int]:
    """A coordinator says so on today's list; what they are answered."""
    del now
    with reading(engine) as session:
        [task] = concerns.open_beginning(session, phone_check_key(phone.id))
    lin.get("/console/today")

    def report() -> int:
        return lin.post(f"/console/today/tasks/{task.number}/done", seen="0", outcome="stranger").status_code

    return report


def by_reply(lin: Browser, engine: Engine, phone: Phone, now: datetime) -> Callable[[], int]:
    """Whoever has the phone answers that it is not the family's, as the inbox acts on it."""
    del lin

    def report() -> int:
        with transaction(engine) as session:
            held = phones.phone_by_id(session, phone.id)
            end_on_phone_file.end_on_phone(session, held, by="phone", now=now)
            report_wrong_number(session, phone=held, by="phone", now=now)
            close_phone_check(session, held.id, outcome="wrong number", by="phone", now=now)
        return 303

    return report


REPORTS = pytest.mark.parametrize("way", [from_the_list, by_reply])


def comes_in(door: Door, code: str) -> Entered:
    knocker, now = Knocker(card=door.key), door.clock.now()
    return enter(door.engine, knocker, code=code, kind=Kind.APP, called="旧手机", address=ADDRESS, now=now)


def until_somebody_waits(engine: Engine) -> None:
    """Until another transaction waits for a lock: the other of the two has come as far as it can."""
    for _ in range(LONG * 20):
        with engine.connect() as connection:
            if connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one():
                return
        time.sleep(0.05)
    raise AssertionError("nobody ever waited for a lock")


@contextmanager
def paused(engine: Engine, holder: Any, name: str, *, after: bool) -> Iterator[Event]:
    """Whoever first calls that function stops there until somebody else waits; set once they are there."""
    there, real = Event(), getattr(holder, name)

    def slow(*args: Any, **more: Any) -> Any:
        result = real(*args, **more) if after else None
        if not there.is_set():
            there.set()
            until_somebody_waits(engine)
        return result if after else real(*args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holder, name, slow)
        yield there


def both(first: Callable[[], Any], there: Event, second: Callable[[], Any]) -> tuple[Future[Any], Future[Any]]:
    """The second begins where the first has stopped; what came of the two."""
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert there.wait(LONG)
        return one, pool.submit(second)


def is_known_as_strangers(engine: Engine, phone: Phone) -> bool:
    with reading(engine) as session:
        return phones.phone_state(session, phone.id) is PhoneState.WRONG_NUMBER


@ON_POSTGRES
@REPORTS
def test_a_report_waits_for_whoever_types_a_code_and_then_signs_them_out(
    way: Any, lin: Browser, engine: Engine, door: Door, phone: Phone
) -> None:
    code, report = door.code(), way(lin, engine, phone, door.clock.now())
    with paused(engine, devices, "open_codes", after=True) as there:
        entered, reported = both(lambda: comes_in(door, code), there, report)
    assert reported.result() == 303
    assert who(engine, entered.result().token, now=door.clock.now()) is None
    assert is_known_as_strangers(engine, phone)


@ON_POSTGRES
@REPORTS
def test_whoever_types_a_code_while_the_number_is_reported_is_refused(
    way: Any, lin: Browser, engine: Engine, door: Door, phone: Phone
) -> None:
    code, report = door.code(), way(lin, engine, phone, door.clock.now())
    place = task_outcomes if way is from_the_list else end_on_phone_file
    with paused(engine, place, "end_on_phone", after=way is by_reply) as there:
        reported, entered = both(report, there, lambda: comes_in(door, code))
    assert reported.result() == 303
    with pytest.raises(CodeRefusedError):
        entered.result()
    assert is_known_as_strangers(engine, phone)


@ON_POSTGRES
@REPORTS
def test_while_a_code_that_came_back_confirms_the_number_a_report_waits_and_a_coordinator_hears_of_it(
    way: Any, lin: Browser, engine: Engine, door: Door, phone: Phone
) -> None:
    with transaction(engine) as session:
        report_wrong_number(session, phone=phone, by="lin", now=door.clock.now())  # so that there is news to confirm
    code, report = door.code(), way(lin, engine, phone, door.clock.now())
    with paused(engine, confirm_phone, "next_phone_fact", after=True) as there:
        entered, reported = both(lambda: comes_in(door, code), there, report)
    is_in = who(engine, entered.result().token, now=door.clock.now()) is not None
    if way is from_the_list:
        assert (reported.result(), is_in) == (409, True), "the line was settled by the code, and they are told so"
        assert not is_known_as_strangers(engine, phone)
    else:
        assert (reported.result(), is_in) == (303, False)
        assert is_known_as_strangers(engine, phone)


def test_who_is_reported_between_coming_in_and_being_confirmed_confirms_nothing(
    lin: Browser, engine: Engine, door: Door, phone: Phone
) -> None:
    code, report, real = door.code(), by_reply(lin, engine, phone, door.clock.now()), door_file.come_in

    def then_reported(*args: Any, **more: Any) -> Entered:
        entered = real(*args, **more)
        report()
        return entered

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door_file, "come_in", then_reported)
        entered = comes_in(door, code)
    assert who(engine, entered.token, now=door.clock.now()) is None
    assert is_known_as_strangers(engine, phone)
