"""The job that lets no concern rest: once a step, whoever is killed and however many work at it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from backend.clock import SetClock
from backend.concerns import append as writing
from backend.concerns import queries
from backend.concerns.acknowledge import OverError, TakenError, acknowledge
from backend.concerns.append import standing_of
from backend.concerns.change_level import ReasonMissingError, change_level
from backend.concerns.escalate import escalate_due
from backend.concerns.hand_over import hand_over
from backend.concerns.models import Concern, Kind, Source
from backend.concerns.raise_concern import Signal, raise_concern
from backend.concerns.record_call import record_call
from backend.concerns.resolve import CallOwedError, resolve
from backend.db import reading, transaction
from backend.outbox import queries as outbox
from backend.protocol.blinding import ArmWordsError
from backend.simulation.contacts import demo_contacts
from backend.triage.understanding import Urgency
from tests.factories import PACK as SHIPPED

NOON = datetime(2026, 12, 8, 4, tzinfo=UTC)
PACK = demo_contacts(SHIPPED)
SENDER = "+85265009999"


class KilledError(BaseException):
    """The worker died here: nothing in it can go on."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


def signal(reference: str = "t1", level: Urgency = Urgency.EMERGENCY, at: datetime = NOON) -> Signal:
    return Signal(Source.TEXT, level, reference, "unknown-phone", at, words="blue lips", language="en")


def worry(engine: Engine, reference: str = "t1", level: Urgency = Urgency.EMERGENCY, at: datetime = NOON) -> int:
    with transaction(engine) as session:
        raised = raise_concern(session, signal(reference, level, at), family=None, sender=SENDER, pack=PACK, now=at)
        return raised.concern.number


def run(engine: Engine, clock: SetClock) -> int:
    return escalate_due(engine, pack=PACK, live=False, clock=clock)


def steps(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        concern = queries.all_concerns(session)[0]
        rows = [row for row in queries.events_of(session, concern.id) if row.kind == Kind.PAGED.value]
    return [(row.facts["step"], row.facts["to"]) for row in rows]


def pages(engine: Engine) -> int:
    with reading(engine) as session:
        return sum(row.kind == "page-concern" for row in outbox.all_messages(session))


def the_concern(engine: Engine) -> Concern:
    with reading(engine) as session:
        return queries.all_concerns(session)[0]


def dies_at(call: int) -> Callable[..., None]:
    calls = iter(range(1, 1000))
    record = writing.record

    def die(*args: object, **kwargs: object) -> None:
        record(*args, **kwargs)  # type: ignore[arg-type]
        if next(calls) == call:
            raise KilledError

    return die


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_worker_killed_in_the_middle_neither_skips_nor_doubles_a_page(
    engine: Engine, clock: SetClock, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    worry(engine)
    monkeypatch.setattr(writing, "record", dies_at(call))
    for _ in range(4):
        clock.advance(minutes=11)
        try:
            run(engine, clock)
        except KilledError:
            run(engine, clock)
    numbers = [step for step, _ in steps(engine)]
    assert numbers == [str(number) for number in range(len(numbers))]
    assert len(numbers) >= 4
    assert pages(engine) == sum(len(to.split(",")) for _, to in steps(engine))


def test_several_workers_at_once_take_one_step(engine: Engine, clock: SetClock) -> None:
    worry(engine)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: run(engine, clock), range(4)))
    assert sum(done) == 1
    assert steps(engine) == [("0", "gao")]


def test_texts_of_one_moment_make_one_concern(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda n: worry(engine, f"t{n}"), range(4)))
    assert set(numbers) == {1}
    with reading(engine) as session:
        assert len(queries.events_of(session, queries.all_concerns(session)[0].id)) == 4


def test_the_same_signal_again_changes_nothing_even_when_resolved(engine: Engine, clock: SetClock) -> None:
    worry(engine)
    acts(engine, clock)
    worry(engine)
    with reading(engine) as session:
        assert [row.state for row in queries.all_concerns(session)] == ["resolved"]


def acts(engine: Engine, clock: SetClock) -> None:
    """Take up, phone, resolve."""
    now = clock.now()
    with transaction(engine) as session:
        acknowledge(session, 1, by="contact:gao", way="sms", pack=PACK, now=now)
        with pytest.raises(CallOwedError):
            resolve(session, 1, outcome="settled", note="", by="staff:lin", now=now)
        record_call(session, 1, reached=True, note="at home", by="contact:gao", way="cli", pack=PACK, now=now)
        resolve(session, 1, outcome="settled", note="", by="staff:lin", now=now)


def test_a_signal_after_the_episode_opens_a_new_concern(engine: Engine) -> None:
    worry(engine)
    later = NOON + timedelta(hours=73)
    assert worry(engine, "t2", at=later) == 2


def test_a_missed_call_pages_again_and_is_written_down_once(engine: Engine, clock: SetClock) -> None:
    worry(engine)
    run(engine, clock)
    with transaction(engine) as session:
        acknowledge(session, 1, by="contact:gao", way="sms", pack=PACK, now=clock.now())
    clock.advance(minutes=31)
    run(engine, clock)
    run(engine, clock)
    with reading(engine) as session:
        rows = queries.events_of(session, the_concern(engine).id)
    assert [row.kind for row in rows] == ["signal", "paged", "acknowledged", "promise-missed", "paged"]


def test_nobody_takes_what_somebody_has_or_what_is_over(engine: Engine, clock: SetClock) -> None:
    worry(engine)
    with transaction(engine) as session:
        acknowledge(session, 1, by="contact:gao", way="sms", pack=PACK, now=clock.now())
    with transaction(engine) as session, pytest.raises(TakenError, match="contact:gao"):
        acknowledge(session, 1, by="contact:li", way="sms", pack=PACK, now=clock.now())
    with transaction(engine) as session:
        record_call(session, 1, reached=True, note="", by="contact:gao", way="cli", pack=PACK, now=clock.now())
        resolve(session, 1, outcome="settled", note="", by="staff:lin", now=clock.now())
    with transaction(engine) as session, pytest.raises(OverError, match="resolved"):
        acknowledge(session, 1, by="contact:li", way="sms", pack=PACK, now=clock.now())


def test_whoever_it_is_handed_to_is_paged_next(engine: Engine, clock: SetClock) -> None:
    worry(engine)
    with transaction(engine) as session:
        acknowledge(session, 1, by="contact:gao", way="sms", pack=PACK, now=clock.now())
        hand_over(session, 1, to="chan", note="in theatre", by="contact:gao", pack=PACK, now=clock.now())
    run(engine, clock)
    assert steps(engine) == [("0", "chan")]


def test_only_a_person_lowers_a_level_and_says_why_without_the_arm(engine: Engine, clock: SetClock) -> None:
    worry(engine)
    worry(engine, "t2", Urgency.ROUTINE)
    assert the_concern(engine).level == "emergency"
    for reason, error in (("", ReasonMissingError), ("she is in the placebo group", ArmWordsError)):
        with transaction(engine) as session, pytest.raises(error):
            change_level(session, 1, level=Urgency.ROUTINE, reason=reason, by="staff:lin", pack=PACK, now=clock.now())
    with transaction(engine) as session:
        change_level(
            session,
            1,
            level=Urgency.ROUTINE,
            reason="left arm only, seen by a doctor",
            by="staff:lin",
            pack=PACK,
            now=clock.now(),
        )
    assert (the_concern(engine).level, the_concern(engine).next_at) == ("routine", None)
    assert run(engine, clock) == 0


def test_without_anybody_on_call_it_stands_on_the_coordinators_list_and_the_job_rests(
    engine: Engine, clock: SetClock
) -> None:
    with transaction(engine) as session:
        raise_concern(session, signal(), family=None, sender=SENDER, pack=SHIPPED, now=NOON)
    for _ in range(3):
        escalate_due(engine, pack=SHIPPED, live=False, clock=clock)
    with reading(engine) as session:
        assert [task.kind for task in queries.open_tasks(session)] == ["nobody-on-call"]
        concern = queries.all_concerns(session)[0]
        assert len(queries.events_of(session, concern.id)) == 1
        assert concern.next_at is not None


@pytest.fixture(autouse=True)
def _columns_equal_the_standing(engine: Engine) -> Iterator[None]:
    """After every story, what the columns say is what the events amount to."""
    yield
    with reading(engine) as session:
        for row in queries.all_concerns(session):
            now = standing_of(session, row)
            assert (row.level, row.state, row.holder) == (now.level.value, now.state.value, now.holder)
            assert row.due_by == now.due_by
