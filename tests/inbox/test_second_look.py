"""What a second look adds after the commit: it raises, once, and is answered; it never takes anything back."""

from dataclasses import replace

import pytest

from backend.concerns import queries as concerns
from backend.db import reading
from backend.inbox import converse
from backend.inbox.conversation import Conversation
from backend.simulation.contacts import GAO
from backend.triage.understand import Context
from backend.triage.understanding import Intent, Understanding
from tests.inbox.second_looks import QUESTION, WEATHER, agrees, look, raises, to_read
from tests.journeys.study import Study


def hears_a_wish(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, intents=(*understood.intents, Intent.WITHDRAW_STUDY))


def hears_enough(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, intents=(*understood.intents, Intent.OPT_OUT))


def is_unsure(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, unsure=True)


def taken_by_the_diary(session: object, talk: Conversation, *given: object) -> bool:
    talk.row.outcome = "diary-noted"
    return True


def test_what_the_rules_missed_is_raised_and_answered_once(study: Study) -> None:
    study.at("2026-12-08 12:00").types(WEATHER)
    before = len(study.phone())
    assert look(study, raises) == 1
    assert look(study, raises) == 0
    study.settle()
    assert study.kinds()[before:] == ["safety-emergency"]
    with reading(study.engine) as session:
        signals = concerns.events_of(session, concerns.all_concerns(session)[0].id)
    assert "model" in [row.facts.get("source") for row in signals]


def test_a_wish_noticed_late_comes_to_a_person_without_a_second_answer(study: Study) -> None:
    study.at("2026-12-08 12:00").types("we think we have had enough of all this")
    before = study.kinds()
    look(study, hears_a_wish)
    study.settle()
    assert study.kinds() == before
    assert "withdrawal-asked" in [task.kind for task in study.open_tasks()]


def test_agreeing_changes_nothing(study: Study) -> None:
    study.at("2026-12-08 12:00").types("hello there, nice weather")
    before = (study.kinds(), study.open_tasks())
    assert look(study, agrees) == 1
    assert (study.kinds(), study.open_tasks()) == before


def test_a_text_that_a_person_has_had_for_an_hour_is_left_alone(study: Study) -> None:
    study.at("2026-12-08 12:00").types(WEATHER)
    study.clock.advance(hours=2)
    look(study, raises)
    with reading(study.engine) as session:
        assert concerns.all_concerns(session) == []
    assert look(study, raises) == 0


def test_a_text_that_no_person_has_is_raised_however_long_the_service_was_down(study: Study) -> None:
    study.at("2026-12-08 12:00").types(QUESTION)
    assert to_read(study) == []
    study.clock.advance(hours=40)
    assert look(study, raises) == 1
    study.settle().settle()
    with reading(study.engine) as session:
        assert [row.level for row in concerns.all_concerns(session)] == ["emergency"]
    assert "page-concern" in study.kinds(GAO)


def test_what_neither_the_rules_nor_the_model_can_tell_is_read_by_a_person(study: Study) -> None:
    study.at("2026-12-08 12:00").types(QUESTION)
    before = study.kinds()
    look(study, is_unsure)
    study.settle()
    assert to_read(study) == [QUESTION]
    assert study.kinds() == before == ["answer"]


@pytest.mark.parametrize("text", [WEATHER, "孩子今天发烧38度8", "我们要退出研究", "昨晚漏留了一次尿，还洒了一点"])
def test_an_unsure_text_that_a_person_has_stands_on_no_second_line(study: Study, text: str) -> None:
    study.at("2026-12-08 12:00").types(text)
    before = [task.kind for task in study.open_tasks()]
    look(study, is_unsure)
    assert [task.kind for task in study.open_tasks()] == before


def test_an_unsure_answer_to_a_diary_stands_on_no_line(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converse, "keep_diary", taken_by_the_diary)
    study.at("2026-12-08 12:00").types("体重23公斤 上个月22.8")
    look(study, is_unsure)
    assert to_read(study) == []


def test_a_wish_for_no_more_texts_that_only_the_model_hears_is_put_to_a_person(study: Study) -> None:
    study.at("2026-12-08 12:00").types(QUESTION)
    look(study, hears_enough)
    study.settle()
    assert [task.words for task in study.open_tasks() if task.kind == "opted-out"] == [QUESTION]
    assert study.kinds() == ["answer"]
