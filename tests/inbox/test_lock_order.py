"""A text on a phone of two families while staff act in one of them: nobody waits for whoever waits for them."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from structlog.testing import capture_logs

from backend.concerns import queries as concerns
from backend.concerns.acknowledge import acknowledge
from backend.concerns.append import lock
from backend.concerns.raise_concern import raise_concern, staff_signal
from backend.db import reading, transaction
from backend.families import queries as families
from backend.families.pause import pause
from backend.families.pause_queries import held_families
from backend.families.take_whole import take_whole
from backend.inbox import process, say_by_when
from backend.outbox.lock_queries import serialise_messages
from backend.outbox.queries import all_messages
from backend.outbox.suppress import Scope, suppress
from backend.schedule.confirm import confirm
from backend.simulation.contacts import demo_contacts
from backend.triage.understand import Context, understand
from backend.triage.understanding import Understanding, Urgency
from tests.factories import PACK
from tests.inbox.second_looks import WEATHER, look
from tests.journeys.study import GRANDMOTHER, Study, moment
from tests.journeys.test_shared_phone import CARES_FOR_BOTH, OTHER_MOTHER

BESIDE = 0.4
"""Seconds after which the other one has come as far as it gets."""
VISIT = "2026-12-15 09:00"


@pytest.fixture
def study(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    """The second family's visit is asked about on the phone of both."""
    study = Study(engine, tmp_path, pack=demo_contacts(PACK))
    both = {**CARES_FOR_BOTH, "caregiver2_reminders": "yes"}
    study.enrol(
        {"participant_code": "GZ-002", "family": "F-002", "child_called": "乐乐", **both},
        {"participant_code": "GZ-003", "family": "F-003", "child_called": "贝贝", "caregiver1_phone": OTHER_MOTHER}
        | both,
    )
    study.book("infusion-1", VISIT, "GZ-003")
    study.at("2026-12-08 12:05")
    yield study
    study.close()


def worries(study: Study, session: Session) -> None:
    """Staff raise a concern in the other family."""
    now = study.clock.now()
    signal = staff_signal(level=Urgency.URGENT, words="pale", child_code="GZ-003", by="lin", now=now)
    raise_concern(session, signal, family=families.family_by_code(session, "F-003"), pack=study.pack, now=now)


def confirms(study: Study, session: Session) -> None:
    """Staff write down that the family comes."""
    act, at = study.act(session, "infusion-1", "GZ-003"), moment(VISIT)
    confirm(session, act, appointment_at=at, pack=study.pack, now=study.clock.now())


def pauses(study: Study, session: Session) -> None:
    """Staff pause the family."""
    family = families.family_by_code(session, "F-003")
    pause(session, family=family, reason="in hospital", by="lin", now=study.clock.now())


def takes_up(study: Study, session: Session) -> None:
    """Somebody of the rota takes up the worry."""
    acknowledge(session, 1, by="contact:gao", way="console", pack=study.pack, now=study.clock.now())


@dataclass
class Meanwhile:
    """What staff do while a text is read; `ends` says that both got through."""

    study: Study
    beside: Callable[[Study, Session], None]
    pool: ThreadPoolExecutor
    under_way: list[Future[None]] = field(default_factory=list)

    def around(self, real: Callable[..., object], *, first: bool) -> Callable[..., object]:
        """The same, once with staff at work: from before it, or from after it."""

        def stretched(*given: object, **named: object) -> object:
            if first:
                self.begins()
            done = real(*given, **named)
            if not first:
                self.begins()
            return done

        return stretched

    def begins(self) -> None:
        if not self.under_way:
            self.under_way.append(self.pool.submit(self.staff))
            sleep(BESIDE)

    def staff(self) -> None:
        with transaction(self.study.engine) as session:
            self.beside(self.study, session)

    def types(self, text: str, number: str) -> None:
        with capture_logs() as logged:
            self.study.types(text, number)
        assert [each["event"] for each in logged if each["log_level"] == "error"] == []
        [done] = self.under_way
        done.result()


@pytest.mark.parametrize("text", ["2，乐乐发烧39度", "2，贝贝发烧39度"])
@pytest.mark.parametrize("beside", [worries, confirms])
def test_a_worry_beside_a_digit_for_another_family_and_who_acts_in_that_family_both_get_through(
    study: Study, monkeypatch: pytest.MonkeyPatch, text: str, beside: Callable[[Study, Session], None]
) -> None:
    with ThreadPoolExecutor(1) as pool:
        meanwhile = Meanwhile(study, beside, pool)
        monkeypatch.setattr(process, "raise_worry", meanwhile.around(process.raise_worry, first=False))
        meanwhile.types(text, GRANDMOTHER)
    with reading(study.engine) as session:
        assert "urgent" in [row.level for row in concerns.all_concerns(session)]
    assert ("rebook-visit", "F-003") in [(task.kind, task.stream) for task in study.open_tasks()]


def test_a_text_about_a_death_and_who_pauses_the_family_both_get_through(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(1) as pool:
        meanwhile = Meanwhile(study, pauses, pool)
        monkeypatch.setattr(process, "raise_worry", meanwhile.around(process.raise_worry, first=True))
        meanwhile.types("贝贝昨晚去世了", OTHER_MOTHER)
    assert study.kinds(OTHER_MOTHER)[-1] == "safety-death"


def test_a_text_that_is_answered_with_a_call_owed_and_who_takes_that_up_both_get_through(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.types("贝贝发烧39度", OTHER_MOTHER)
    with ThreadPoolExecutor(1) as pool:
        meanwhile = Meanwhile(study, takes_up, pool)
        monkeypatch.setattr(say_by_when, "promised", meanwhile.around(say_by_when.promised, first=True))
        meanwhile.types("请给我打电话", OTHER_MOTHER)
    assert study.kinds(OTHER_MOTHER)[-1] == "ack-call-owed"
    with reading(study.engine) as session:
        [concern] = concerns.all_concerns(session)
        kinds = [each.kind for each in concerns.events_of(session, concern.id)]
    assert kinds[-2:] == ["answered", "acknowledged"]


def writes_too(study: Study, session: Session) -> None:
    """The other mother writes of a worry: in the order of every text, and slowly."""
    lock(session, "F-003")
    take_whole(session, [families.family_by_code(session, "F-003").id])
    sleep(2 * BESIDE)
    worries(study, session)


def hears_of_a_death(text: str, understood: Understanding, context: Context) -> Understanding:
    del text
    told = understand("孩子昨晚去世了", moment(VISIT), context)
    return replace(told, rule="model test") if told.signs else understood


def test_a_second_look_that_holds_both_families_and_who_writes_of_the_other_both_get_through(study: Study) -> None:
    study.types(WEATHER, GRANDMOTHER)
    with ThreadPoolExecutor(1) as pool, capture_logs() as logged:
        meanwhile = Meanwhile(study, writes_too, pool)
        meanwhile.begins()
        assert look(study, hears_of_a_death) == 1
        meanwhile.under_way[0].result()
    assert [each["event"] for each in logged if each["log_level"] == "error"] == []
    with reading(study.engine) as session:
        both = [families.family_by_code(session, code).id for code in ("F-002", "F-003")]
        assert set(held_families(session, both)) == set(both)


def test_who_sends_and_whoever_silences_the_phone_of_a_family_they_hold_both_get_through(study: Study) -> None:
    """A text that tells of a worry and asks for silence holds the children first, and then the number."""
    with reading(study.engine) as session:
        waiting = [row for row in all_messages(session) if row.subjects]

    def sends() -> None:
        with transaction(study.engine) as session:
            serialise_messages(session, [row.id for row in waiting])

    with ThreadPoolExecutor(1) as pool:
        with transaction(study.engine) as session:
            codes = ("F-002", "F-003")
            take_whole(session, [families.family_by_code(session, code).id for code in codes])
            under_way = pool.submit(sends)
            sleep(BESIDE)
            for number in sorted({row.number_index for row in waiting}):
                suppress(session, scope=Scope.NUMBER, key=number, reason="opt-out", by="t", now=study.clock.now())
        under_way.result()
