"""How people on call answer: whose words take which concern up, and what is asked back."""

import pytest

from backend.concerns import queries as concerns
from backend.db import reading
from backend.simulation.contacts import CHAN, GAO, LI
from tests.journeys.study import Study

STRANGER = "+85265009999"
COUGH, FEVER = "孩子有点咳嗽，流鼻涕", "孩子今天发烧38度8"
BLUE_LIPS = "my son has blue lips and can't breathe"


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled.at("2026-12-08 09:00")


def holder(study: Study, number: int) -> str | None:
    with reading(study.engine) as session:
        found = concerns.concern_number(session, number)
        assert found is not None
        return found.holder


def test_a_bare_word_from_somebody_who_was_not_paged_takes_nothing_up_and_is_asked_back(study: Study) -> None:
    study.types(FEVER).types("A 1", GAO).types(BLUE_LIPS, STRANGER)
    study.types("收到", LI)
    assert holder(study, 2) is None
    assert study.kinds(LI) == ["page-which"]
    assert "A 2" in study.phone(LI)[-1].body
    study.at("2026-12-08 09:20")
    assert study.kinds(LI) == ["page-which", "page-concern"]


def test_a_bare_word_takes_up_the_one_concern_that_its_sender_was_paged_about(study: Study) -> None:
    study.types(COUGH).types(BLUE_LIPS, STRANGER).types("收到", GAO)
    assert (holder(study, 1), holder(study, 2)) == (None, "contact:gao")


def test_a_bare_word_after_two_pages_is_asked_back_with_both_numbers(study: Study) -> None:
    study.types(FEVER).types(BLUE_LIPS, STRANGER).types("收到", GAO)
    assert (holder(study, 1), holder(study, 2)) == (None, None)
    assert study.kinds(GAO)[-1] == "page-which"
    assert "2、1号" in study.phone(GAO)[-1].body


@pytest.mark.parametrize("text", ["收到，1分钟后打", "ok 1 min", "ok 1:30", "收到 1点打给家长", "A 1小时内打"])
def test_a_number_that_counts_time_takes_no_concern_up(study: Study, text: str) -> None:
    study.types(COUGH).types(BLUE_LIPS, STRANGER).types(text, GAO)
    assert (holder(study, 1), holder(study, 2)) == (None, None)
    assert study.kinds(GAO)[-1] == "page-which"


def test_a_number_inside_a_sentence_counts_only_for_a_concern_that_paged_its_sender(study: Study) -> None:
    study.types(FEVER)
    study.types("A 1 on my way", LI)
    assert (holder(study, 1), study.kinds(LI)) == (None, ["page-which"])
    study.types("A 1 on my way", GAO)
    assert holder(study, 1) == "contact:gao"


def test_the_number_alone_behind_the_word_counts_from_anybody_on_the_rota(study: Study) -> None:
    study.types(FEVER).types("A 1", LI)
    assert (holder(study, 1), study.kinds(LI)) == ("contact:li", ["page-acknowledged"])


def test_a_concern_that_owes_no_call_names_no_hour_when_it_is_taken_up(study: Study) -> None:
    study.types(COUGH).types("A 1", GAO)
    assert (holder(study, 1), study.kinds(GAO)) == ("contact:gao", ["page-yours"])
    assert "9:0" not in study.phone(GAO)[-1].body


def test_thanks_of_somebody_who_took_a_concern_up_never_read_as_if_it_was_not(study: Study) -> None:
    study.types(FEVER).types("A 1", GAO).types("谢谢", GAO)
    assert "没有接手任何一号，已接手的不变" in study.phone(GAO)[-1].body
    study.types(BLUE_LIPS, STRANGER).types("谢谢", GAO)
    said = study.phone(GAO)[-1]
    assert "没有接手任何一号，已接手的不变" in said.body
    assert "2号" in said.body
    assert holder(study, 1) == "contact:gao"


def test_more_concerns_than_fit_are_counted_and_the_text_stays_one_part_long(study: Study) -> None:
    for nth in range(5):
        study.types(BLUE_LIPS, f"+8526500999{nth}")
    study.types("在开会", GAO).types("busy", CHAN)
    mine, chans = study.phone(GAO)[-1], study.phone(CHAN)[-1]
    assert "1、2、3号，另有2件" in mine.body
    assert "no. 1, 2, 3 and 2 more" in chans.body
    assert (mine.parts, chans.parts) == (1, 1)


@pytest.mark.parametrize("text", ["好的，A 1，谢谢", "1号我接了", "A1 收到马上打"])
def test_a_number_among_polite_words_takes_up_what_pages_on(study: Study, text: str) -> None:
    study.types(FEVER).types(text, LI)
    assert (holder(study, 1), study.kinds(LI)[-1]) == ("contact:li", "page-acknowledged")


def test_a_number_among_polite_words_takes_up_nothing_that_does_not_page(study: Study) -> None:
    study.types(COUGH).types(FEVER, STRANGER).types("好的，A 1，谢谢", GAO)
    assert holder(study, 1) is None


@pytest.mark.parametrize("text", ["A 1不是我的", "1号是什么", "A 1 not mine"])
def test_a_refusal_or_a_question_takes_up_nothing(study: Study, text: str) -> None:
    study.types(FEVER).types(text, GAO)
    assert (holder(study, 1), study.kinds(GAO)[-1]) == (None, "page-which")
