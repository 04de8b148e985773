"""What a family asks for in a text that also says something else: every wish comes to a person."""

from dataclasses import replace

import pytest

from backend.db import reading
from backend.inbox import queries
from backend.inbox.models import InboundMessage
from backend.inbox.second_look import look_again_at_waiting
from backend.schedule.visit_state import VisitStatus
from backend.triage.understand import Context
from backend.triage.understanding import Understanding, Urgency
from tests.journeys.study import Study

WISHES = {"withdrawal-asked", "unblinding-request", "call-back", "opted-out"}
BEHIND_A_DIGIT = "1，孩子发烧39度，您能告诉我打的是真的细胞还是盐水吗？我要求退出研究"


@pytest.fixture
def study(study: Study) -> Study:
    study.book("infusion-1", "2026-12-15 09:00")
    return study.at("2026-12-08 12:05")


def wished(study: Study) -> set[str]:
    return {task.kind for task in study.open_tasks()} & WISHES


def last_text(study: Study) -> InboundMessage:
    with reading(study.engine) as session:
        return queries.all_texts(session)[-1]


def raises(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, urgency=Urgency.EMERGENCY, rule="model test")


def test_wishes_behind_a_digit_and_a_worry_come_to_a_person(study: Study) -> None:
    study.types(BEHIND_A_DIGIT)
    assert last_text(study).reading == "digit"
    assert wished(study) == {"withdrawal-asked", "unblinding-request"}
    assert study.state("infusion-1").status is VisitStatus.CONFIRMED


def test_a_sentence_behind_a_digit_is_looked_at_again(study: Study) -> None:
    study.types("1，孩子发烧39度，有点没精神")
    assert look_again_at_waiting(study.engine, raises, pack=study.pack, live=False, clock=study.clock) == 1
    assert last_text(study).urgency == "emergency"


@pytest.mark.parametrize("text", ["1", "收到", "退订", "帮助"])
def test_a_digit_or_a_word_is_not_looked_at_again(study: Study, text: str) -> None:
    study.types(text)
    row = last_text(study)
    assert row.reconsidered_at == row.processed_at


def test_a_worried_family_that_wants_no_texts_keeps_its_phone_and_is_phoned(study: Study) -> None:
    study.types("孩子发烧39度，别再给我发短信了，退订")
    assert wished(study) == {"opted-out"}
    assert "opt-out-confirmed" not in study.kinds()
    study.types("他嘴唇发紫，喘不上气")
    assert study.kinds()[-1].startswith("safety-emergency")


def test_every_wish_of_a_calm_text_comes_to_a_person_and_is_answered_once(study: Study) -> None:
    before = len(study.kinds())
    study.types("我们要退出研究，另外想知道打的到底是药还是盐水")
    assert wished(study) == {"withdrawal-asked", "unblinding-request"}
    assert len(study.kinds()) == before + 1


@pytest.mark.parametrize("text", ["我想退出研究，唔好再send", "不参加了，别再发短信了", "别再发短信了，请打电话给我"])
def test_no_more_texts_beside_another_wish_is_granted_and_the_family_is_told_so(study: Study, text: str) -> None:
    study.types(text)
    assert study.kinds()[-1] == "opt-out-and-more"
    said = study.phone()[-1].body
    assert "不再給這個號碼發短信" in said
    assert "不等於退出研究" in said
    assert "opted-out" in wished(study)
    assert wished(study) & {"withdrawal-asked", "call-back"}
    study.types("停车场在哪里")
    assert study.kinds()[-1] == "opt-out-and-more"


def test_a_phone_that_is_silent_already_does_not_ask_for_it_again(study: Study) -> None:
    study.types("退订")
    study.types("孩子发烧39度，别再给我发短信了，退订")
    assert [task.kind for task in study.open_tasks()].count("opted-out") == 1
