"""A text on which a part of the program fails: its worry is answered, a person reads it, nobody else waits for it."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from structlog.testing import capture_logs
from structlog.typing import EventDict

from backend.app import create_app
from backend.audit.record import STUDY
from backend.channels.outcomes import Received
from backend.concerns import queries as concerns
from backend.concerns.models import Concern, ConcernEvent, Kind, Task
from backend.db import reading, transaction
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.inbox import converse, meaning, process, queries, read_by_hand, worry
from backend.inbox.models import InboundMessage
from backend.inbox.process import process_waiting
from backend.inbox.receive import store
from backend.inbox.write import Written, write
from backend.settings import Settings
from backend.simulation.asgi import InProcessWeb
from backend.simulation.contacts import GAO
from tests.journeys.study import BASE, MOTHER, Study
from tests.journeys.test_shared_phone import infused

BLUE = "甲：嘴唇发紫，喘不上气"
STRANGER = "+85265009999"
DEFECT = IndexError("a defect that only some texts show")
LOCKED = OperationalError("INSERT", {}, Exception("database is locked"))


@pytest.fixture
def study(study: Study) -> Study:
    return study.at("2026-12-08 09:00")


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What was logged; a traceback is never drawn."""
    with capture_logs() as events:
        yield events


class Faulty:
    """A part that fails on what contains `mark`, at most `times`; elsewhere it is the real one."""

    def __init__(
        self, real: Callable[..., object], mark: str = "甲", times: int = 1000, error: Exception = DEFECT
    ) -> None:
        self.real, self.mark, self.times, self.error, self.calls = real, mark, times, error, 0

    def __call__(self, *given: object, **named: object) -> object:
        words = [getattr(getattr(each, "row", each), "body", each) for each in given]
        if self.calls < self.times and any(isinstance(each, str) and self.mark in each for each in words):
            self.calls += 1
            raise self.error
        return self.real(*given, **named)


def breaks(
    patch: pytest.MonkeyPatch, room: object, name: str, times: int = 1000, error: Exception = DEFECT
) -> Faulty:
    faulty = Faulty(getattr(room, name), times=times, error=error)
    patch.setattr(room, name, faulty)
    return faulty


def text(study: Study, body: str) -> InboundMessage:
    with reading(study.engine) as session:
        return next(row for row in queries.all_texts(session) if row.body == body)


def worry_of(study: Study) -> tuple[Concern, ConcernEvent]:
    """The one concern there is, with the one signal that raised it."""
    with reading(study.engine) as session:
        (concern,) = concerns.all_concerns(session)
        (signal,) = (row for row in concerns.events_of(session, concern.id) if row.kind == Kind.SIGNAL.value)
        return concern, signal


def to_read(study: Study) -> list[Task]:
    return [task for task in study.open_tasks() if task.kind == "read-message"]


def test_an_emergency_is_answered_paged_and_read_by_a_person_when_a_later_part_fails(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, converse, "keep_diary")
    before = len(study.kinds())
    study.types(BLUE)
    assert study.kinds()[before:] == ["safety-emergency"]
    assert "page-concern" in study.kinds(GAO)
    assert [task.words for task in to_read(study)] == [BLUE]
    assert text(study, BLUE).outcome == "not-read"


def test_a_question_on_which_a_part_fails_is_kept_for_a_person_who_is_promised(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, converse, "keep_diary")
    before = len(study.kinds())
    study.types("甲：停车场在哪里？")
    assert study.kinds()[before:] == ["ack-kept"]
    assert [task.words for task in to_read(study)] == ["甲：停车场在哪里？"]


def test_a_text_that_fails_holds_up_nobody_behind_it_nor_does_the_job_run_hot(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("open_conversation", "keep_worry", "keep_alarm", "keep_unread"):
        breaks(monkeypatch, process, name)
    with transaction(study.engine) as session:
        for sid, number, body in (("SM1", MOTHER, BLUE), ("SM2", STRANGER, "my son has blue lips, he can't breathe")):
            store(session, Received(sid, number, "x", body, "", 0, {}), found_by="look-up", now=study.clock.now())
            study.clock.advance(seconds=1)
    assert process_waiting(study.engine, pack=study.pack, live=False, clock=study.clock) == 1
    with reading(study.engine) as session:
        assert [row.sender for row in concerns.all_concerns(session)] == [STRANGER]
    assert text(study, BLUE).processed_at is None


def test_a_text_that_fails_is_tried_in_full_twice_and_then_never_again(
    study: Study, monkeypatch: pytest.MonkeyPatch, logged: list[EventDict]
) -> None:
    faulty = breaks(monkeypatch, converse, "keep_diary")
    study.types(BLUE).settle(30)
    assert faulty.calls == 2
    assert [each["event"] for each in logged if each["log_level"] == "error"] == ["text-failed"] * 2


def test_a_fault_that_passes_leaves_no_trace(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(monkeypatch, converse, "keep_diary", times=1)
    study.types("甲：我们的日记已经写了吗")
    assert text(study, "甲：我们的日记已经写了吗").outcome != "not-read"


@pytest.mark.parametrize(
    ("at", "kind"), [("2026-12-08 12:00", "safety-urgent"), ("2026-12-08 23:30", "safety-urgent-night")]
)
def test_words_that_no_program_could_read_page_whoever_is_on_call_at_any_hour_and_are_answered_as_urgent(
    study: Study, monkeypatch: pytest.MonkeyPatch, at: str, kind: str
) -> None:
    breaks(monkeypatch, meaning, "understand")
    before = len(study.at(at).kinds())
    study.types(BLUE)
    (task,) = to_read(study)
    assert (task.stream, task.words) == ("F-001", BLUE)
    assert task.due_by == task.opened_at
    assert text(study, BLUE).processed_at is not None
    assert text(study, BLUE).outcome == "not-read"
    assert study.kinds()[before:] == [kind]
    assert study.kinds(GAO) == ["page-concern"]
    (concern, signal) = worry_of(study)
    assert (concern.level, concern.code, text(study, BLUE).concern_id) == ("urgent", "GZ-001", concern.id)
    assert (signal.words, signal.facts["rule"]) == (BLUE, "not-read")


@pytest.mark.parametrize("short", ["1", "OK", "收到", "退订", "帮助", "英文"])
def test_a_digit_or_a_word_that_no_program_could_read_waits_for_a_person_and_takes_no_answer_from_a_worry(
    study: Study, monkeypatch: pytest.MonkeyPatch, short: str
) -> None:
    before = len(study.at("2026-12-08 23:30").kinds())
    with monkeypatch.context() as failing:
        failing.setattr(meaning, "understand", Faulty(meaning.understand, mark=short))
        study.types(short)
    assert [task.words for task in to_read(study)] == [short]
    assert (study.kinds(GAO), study.kinds()[before:]) == ([], [])
    study.types("孩子高烧39度5，一直在抖")
    assert (study.kinds()[before:], worry_of(study)[0].level) == (["safety-urgent-night"], "urgent")


@pytest.mark.parametrize("told", ["40", "39"])
def test_a_digit_that_no_program_could_read_pages_where_a_diary_asked_for_it(
    study: Study, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    study.book("infusion-1", "2026-12-15 09:00", "GZ-001")
    infused(study.at("2026-12-10 10:00"), "GZ-001")
    study.at("2026-12-10 21:30").types("1")
    assert study.kinds()[-1] == "diary-first"
    monkeypatch.setattr(meaning, "understand", Faulty(meaning.understand, mark=told))
    study.types(told)
    assert study.kinds(GAO) == ["page-concern"]
    assert worry_of(study)[1].words == told


def test_a_strangers_words_that_no_program_could_read_page_and_are_not_answered(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, meaning, "understand")
    study.types(BLUE, STRANGER)
    assert [(task.stream, task.words) for task in to_read(study)] == [(STUDY, BLUE)]
    concern, signal = worry_of(study)
    assert (concern.sender, concern.level, signal.words) == (STRANGER, "urgent", BLUE)
    assert (study.kinds(GAO), study.phone(STRANGER)) == (["page-concern"], [])


def test_an_emergency_that_could_not_be_answered_is_paged_as_one(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer_family(*given: object, **named: object) -> None:
        raise DEFECT

    for room in (worry, read_by_hand):
        monkeypatch.setattr(room, "answer_family", answer_family)
    study.types(BLUE)
    concern, signal = worry_of(study)
    assert (concern.level, signal.words, study.kinds(GAO)) == ("emergency", BLUE, ["page-concern"])
    assert [task.words for task in to_read(study)] == [BLUE]


def test_calm_words_on_which_all_but_understanding_fails_page_nobody(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (process, read_by_hand):
        breaks(monkeypatch, room, "open_conversation")
    study.types("甲：停车场在哪里？")
    assert [task.words for task in to_read(study)] == ["甲：停车场在哪里？"]
    assert study.kinds(GAO) == []


def waits_and_is_then_answered_in_full(study: Study, faulty: Faulty) -> bool:
    """Whether the text stood untouched while the database failed, and got everything once it no longer did."""
    waited = text(study, BLUE).processed_at is None and to_read(study) == []
    before, faulty.times = len(study.kinds()), 0
    study.settle().settle()
    answered = study.kinds()[before:] == ["safety-emergency"] and "page-concern" in study.kinds(GAO)
    return waited and answered and text(study, BLUE).outcome != "not-read"


@pytest.mark.parametrize("error", [LOCKED, PoolTimeoutError("no connection is free")])
@pytest.mark.parametrize("part", ["keep_diary", "raise_worry", "read_meaning"])
def test_an_emergency_met_by_a_failing_database_waits_and_is_then_answered_in_full(
    study: Study, monkeypatch: pytest.MonkeyPatch, part: str, error: Exception
) -> None:
    faulty = breaks(monkeypatch, converse if part == "keep_diary" else process, part, error=error)
    study.types(BLUE)
    assert faulty.calls > 0
    assert waits_and_is_then_answered_in_full(study, faulty)


def test_a_deadlock_is_tried_again_at_once(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = breaks(monkeypatch, process, "raise_worry", times=1, error=LOCKED)
    before = len(study.kinds())
    study.types(BLUE)
    assert (faulty.calls, study.kinds()[before:], to_read(study)) == (1, ["safety-emergency"], [])


def test_the_provider_is_answered_though_the_database_fails_once_the_text_is_stored(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = breaks(monkeypatch, process, "raise_worry", error=LOCKED)
    settings = Settings(public_base_url=BASE, twilio_account_sid=study.emulator.account_sid, twilio_auth_token="t")
    app = create_app(settings=settings, engine=study.engine, pack=study.pack, clock=study.clock)
    study.web, usual = InProcessWeb(app), study.web
    study.types(BLUE)
    web, study.web = study.web, usual
    web.close()
    assert (faulty.calls > 0, web.failures) == (True, 0)
    assert waits_and_is_then_answered_in_full(study, faulty)


def test_what_is_typed_in_the_app_is_kept_though_the_database_fails_once_it_is_stored(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = breaks(monkeypatch, process, "raise_worry", error=LOCKED)
    with reading(study.engine) as session:
        family = families.family_by_code(session, "F-001")
        (mother,) = caregivers_of(session, family.id)
    written = Written("11111111-1111-4111-8111-111111111111", BLUE, "app")
    assert write(study.engine, written, mother, family, pack=study.pack, live=False, clock=study.clock)
    assert waits_and_is_then_answered_in_full(study, faulty)
