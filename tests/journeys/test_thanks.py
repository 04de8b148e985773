"""Thanks with nothing open wait for nobody; with anything open, asked or promised, a person reads them as before."""

from dataclasses import replace

import pytest

from backend.concerns import queries as concerns
from backend.concerns.close_task import close_task
from backend.concerns.models import TaskKind
from backend.db import reading, transaction
from backend.families import queries as families
from backend.families.pause import pause
from backend.inbox import queries as inbox
from backend.outbox.enqueue import STAFF_NOTE
from backend.triage.understand import Context
from backend.triage.understanding import Understanding
from tests.inbox.second_looks import look, raises
from tests.journeys.study import LIN, MOTHER, Study
from tests.journeys.test_conversations import booked, kinds_of_tasks
from tests.journeys.test_questions import FITTING
from tests.journeys.test_reminder_year import SECOND

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def outcomes(study: Study) -> list[str | None]:
    with reading(study.engine) as session:
        return [row.outcome for row in inbox.all_texts(session)]


def is_read_by_a_person(study: Study) -> bool:
    return TaskKind.READ_MESSAGE in kinds_of_tasks(study) and outcomes(study)[-1] == "kept"


def is_left(study: Study) -> bool:
    return TaskKind.READ_MESSAGE not in kinds_of_tasks(study) and outcomes(study)[-1] == "thanked"


@pytest.mark.parametrize("text", ["收到", "Thank you!", "好的谢谢", "多謝姑娘"])
def test_thanks_with_nothing_open_are_kept_not_answered_and_on_nobodys_list(study: Study, text: str) -> None:
    study.enrol()
    study.types(text)
    assert is_left(study)
    assert study.kinds() == []


@ONE_DATABASE
@pytest.mark.parametrize("text", ["好的", "谢谢，佢好辛苦", "no thanks", "👍", "收到？"])
def test_anything_more_or_less_waits_for_a_person(study: Study, text: str) -> None:
    study.enrol()
    study.types(text)
    assert is_read_by_a_person(study)


@ONE_DATABASE
@pytest.mark.parametrize("text", ["谢谢，明天几点", "谢谢，尿要放冰箱吗"])
def test_what_asks_beside_thanks_gets_its_answer(study: Study, text: str) -> None:
    study.enrol()
    study.types(text)
    assert outcomes(study)[-1] in ("answered", "offered")
    assert len(study.kinds()) == 1


@ONE_DATABASE
def test_thanks_do_not_answer_a_question_that_is_open(study: Study) -> None:
    booked(study).at("2026-12-08 12:05").types("谢谢")
    assert study.kinds()[-1] == "ask-digit"
    study.types("谢谢")
    assert is_read_by_a_person(study)


@ONE_DATABASE
def test_thanks_that_come_after_the_question_closed_unanswered_are_read(study: Study) -> None:
    booked(study).at("2026-12-08 12:05")
    with transaction(study.engine) as session:
        [asked] = [each for each in study.messages() if each.kind == "visit-confirm"]
        session.merge(asked).options_until = study.clock.now()
    study.settle().types("收到")
    assert is_read_by_a_person(study)


@ONE_DATABASE
def test_thanks_for_the_word_that_a_visit_stands_wait_for_nobody(study: Study) -> None:
    booked(study).at("2026-12-08 12:05").types("1")
    assert study.kinds()[-1] == "ack-confirmed"
    study.types("谢谢")
    assert is_left(study)
    assert study.kinds()[-1] == "ack-confirmed"


@ONE_DATABASE
def test_thanks_for_an_answer_that_may_be_rated_wait_for_nobody(study: Study) -> None:
    study.enrol()
    study.types(FITTING).types("多謝")
    assert is_left(study)
    assert study.kinds() == ["answer"]


@ONE_DATABASE
def test_whoever_was_promised_a_person_is_read_by_one(study: Study) -> None:
    study.enrol()
    study.types("安安琴日喺学校画咗幅画").types("好的谢谢")
    assert outcomes(study) == ["kept", "kept"]
    assert kinds_of_tasks(study).count(TaskKind.READ_MESSAGE) == 2
    with transaction(study.engine) as session:
        for task in concerns.open_tasks(session, stream="F-001"):
            close_task(session, task.number, outcome="read", note="", by=LIN, now=study.clock.now())
    study.types("好的谢谢")
    assert is_left(study)


@ONE_DATABASE
def test_a_family_with_a_worry_open_is_read_whatever_it_writes(study: Study) -> None:
    study.enrol()
    study.types("佢口唇有啲紫，唞气好辛苦").types("收到")
    assert is_read_by_a_person(study)


@ONE_DATABASE
def test_a_paused_family_is_read_whatever_it_writes(study: Study) -> None:
    study.enrol()
    with transaction(study.engine) as session:
        family = families.family_by_code(session, "F-001")
        pause(session, family=family, reason="in hospital", by=LIN, now=study.clock.now())
    study.types("谢谢")
    assert is_read_by_a_person(study)


@ONE_DATABASE
def test_whoever_was_last_written_to_by_a_person_is_read_by_one(study: Study) -> None:
    study.enrol()
    study.types(FITTING)
    with transaction(study.engine) as session:
        [row] = study.messages()
        session.merge(row).kind = STAFF_NOTE
    study.types("收到")
    assert is_read_by_a_person(study)


@ONE_DATABASE
def test_a_phone_of_two_families_is_read_while_either_waits(study: Study) -> None:
    study.enrol({}, {**SECOND, "family": "F-002"})
    study.types("安安琴日喺学校画咗幅画").types("谢谢")
    assert is_read_by_a_person(study)


@ONE_DATABASE
def test_thanks_from_a_number_that_nobody_confirmed_are_read(study: Study) -> None:
    study.enrol({"caregiver1_confirmed": "no"})
    study.at("2026-12-08 12:00").types("收到")
    assert outcomes(study) != ["thanked"]


def doubts(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, unsure=True)


@ONE_DATABASE
def test_thanks_in_which_the_model_hears_a_doubt_come_to_a_person_after_all(study: Study) -> None:
    study.enrol()
    study.types("好的谢谢")
    assert is_left(study)
    assert look(study, doubts) == 1
    assert is_read_by_a_person(study)


@ONE_DATABASE
def test_thanks_in_which_the_model_hears_worse_become_a_concern(study: Study) -> None:
    study.enrol()
    study.types("好的谢谢")
    assert look(study, raises) == 1
    assert outcomes(study) == ["concern"]
    study.settle()
    assert study.kinds(MOTHER) == ["safety-emergency"]
