"""What a second look adds after the commit: it raises, once, and is answered; it never takes anything back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from backend.concerns import queries as concerns
from backend.concerns.second_look import Reconsider
from backend.db import reading
from backend.inbox import converse, meaning, process, queries, second_look
from backend.inbox.conversation import Conversation
from backend.inbox.models import InboundMessage
from backend.inbox.second_look import look_again_at_waiting
from backend.simulation.contacts import GAO
from backend.triage.understand import Context
from backend.triage.understanding import Intent, Understanding, Urgency
from tests.journeys.study import Study

QUESTION = "尿样放冰箱可以放多久"
"""It is answered, and no person reads it."""
LOCKED = OperationalError("UPDATE", {}, Exception("database is locked"))
DEFECT = IndexError("a defect that only some texts show")
WEATHER = "nice weather here today, we went to the park"


def raises(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, urgency=Urgency.EMERGENCY, rule="model test")


def hears_a_wish(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, intents=(*understood.intents, Intent.WITHDRAW_STUDY))


def agrees(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return understood


def hears_enough(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, intents=(*understood.intents, Intent.OPT_OUT))


def is_unsure(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, unsure=True)


def fails(text: str, understood: Understanding, context: Context) -> Understanding:
    raise DEFECT


def taken_by_the_diary(session: object, talk: Conversation, *given: object) -> bool:
    talk.row.outcome = "diary-noted"
    return True


def breaks(patch: pytest.MonkeyPatch, part: str, error: Exception) -> None:
    """That part of the second look fails on the question, and on nothing else."""
    real: Callable[..., object] = getattr(second_look, part)

    def faulty(*given: object, **named: object) -> object:
        if any(getattr(each, "body", each) == QUESTION for each in given):
            raise error
        return real(*given, **named)

    patch.setattr(second_look, part, faulty)


def to_read(study: Study) -> list[str | None]:
    return [task.words for task in study.open_tasks() if task.kind == "read-message"]


def text(study: Study) -> InboundMessage:
    with reading(study.engine) as session:
        return next(row for row in queries.all_texts(session) if row.body == QUESTION)


def look(study: Study, reconsider: Reconsider, limit: int = 20) -> int:
    return look_again_at_waiting(
        study.engine, reconsider, pack=study.pack, live=False, clock=study.clock, limit=limit
    )


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


def test_a_text_on_which_the_model_fails_is_read_by_a_person_and_not_tried_again(study: Study) -> None:
    study.at("2026-12-08 12:00").types(QUESTION)
    with capture_logs() as logged:
        assert (look(study, fails), look(study, fails)) == (1, 0)
    assert to_read(study) == [QUESTION]
    assert [each["event"] for each in logged] == ["reconsider-failed"]


@pytest.mark.parametrize("part", ["context_of", "understand", "open_conversation"])
def test_a_text_on_which_the_second_look_fails_is_given_to_a_person_once_and_holds_up_nobody_behind_it(
    study: Study, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    study.at("2026-12-08 12:00").types(QUESTION).types(WEATHER)
    before, had = text(study).outcome, to_read(study)
    breaks(monkeypatch, part, DEFECT)
    with capture_logs() as logged:
        for _ in range(3):
            look(study, raises, limit=1)
    assert sorted(to_read(study)) == sorted([*had, QUESTION])
    assert text(study).outcome == before
    assert [each["event"] for each in logged if each["log_level"] == "error"] == ["second-look-failed"]
    with reading(study.engine) as session:
        assert [row.level for row in concerns.all_concerns(session)] == ["emergency"]


def test_a_text_that_a_person_has_stands_on_no_second_line_when_the_second_look_fails(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.at("2026-12-08 12:00").types(QUESTION)
    breaks(monkeypatch, "understand", DEFECT)
    monkeypatch.setattr(second_look, "is_with_person", lambda *given: True)
    look(study, raises)
    assert to_read(study) == []
    assert text(study).reconsidered_at is not None


def unread(study: Study, monkeypatch: pytest.MonkeyPatch, words: str, *parts: str) -> None:
    """A text that nobody could understand when it came, or on which these parts failed as well."""

    def faulty(*given: object, **named: object) -> None:
        raise DEFECT

    study.at("2026-12-08 12:00")
    with monkeypatch.context() as failing, capture_logs():
        failing.setattr(meaning, "understand", faulty)
        for part in parts:
            failing.setattr(process, part, faulty)
        study.types(words)


def levels(study: Study) -> list[tuple[str, bool]]:
    with reading(study.engine) as session:
        return [(row.level, row.sae) for row in concerns.all_concerns(session)]


@pytest.mark.parametrize("parts", [(), ("keep_alarm",)])
def test_an_emergency_that_can_only_be_read_at_the_second_look_is_raised_and_answered_as_one(
    study: Study, monkeypatch: pytest.MonkeyPatch, parts: tuple[str, ...]
) -> None:
    unread(study, monkeypatch, "孩子嘴唇发紫，喘不上气", *parts)
    assert levels(study) == ([] if parts else [("urgent", False)])
    study.clock.advance(minutes=5)
    assert (look(study, agrees), look(study, agrees)) == (1, 0)
    study.settle().settle()
    assert [level for level, _ in levels(study)] == ["emergency"]
    assert study.kinds()[-1] == "safety-emergency"
    assert "page-concern" in study.kinds(GAO)
    assert to_read(study) == ["孩子嘴唇发紫，喘不上气"]


def test_a_serious_event_that_can_only_be_read_at_the_second_look_starts_its_clock_and_wakes_nobody_again(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    unread(study, monkeypatch, "孩子昨天住院了")
    told = (study.kinds(), study.kinds(GAO))
    assert levels(study) == [("urgent", False)]
    assert look(study, agrees) == 1
    study.settle()
    assert levels(study) == [("urgent", True)]
    assert (study.kinds(), study.kinds(GAO)) == told


@pytest.mark.parametrize("words", [WEATHER, "孩子今天发烧38度8"])
def test_what_was_paged_unread_and_is_no_worse_when_it_can_be_read_is_left_as_it_is(
    study: Study, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    unread(study, monkeypatch, words)
    told = (study.kinds(), study.kinds(GAO), to_read(study))
    look(study, agrees)
    study.settle()
    assert (levels(study), (study.kinds(), study.kinds(GAO), to_read(study))) == ([("urgent", False)], told)
    with reading(study.engine) as session:
        (row,) = queries.all_texts(session)
    assert (row.urgency is None, row.outcome) == (False, "not-read")


def test_what_was_paged_unread_an_hour_ago_is_left_alone(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    unread(study, monkeypatch, "孩子嘴唇发紫，喘不上气")
    study.clock.advance(hours=2)
    look(study, agrees)
    assert levels(study) == [("urgent", False)]


def test_what_nobody_could_read_or_page_about_is_raised_however_late_it_can_be_read(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    unread(study, monkeypatch, "孩子嘴唇发紫，喘不上气", "keep_alarm")
    assert levels(study) == []
    study.clock.advance(hours=2)
    look(study, agrees)
    assert [level for level, _ in levels(study)] == ["emergency"]


def test_a_text_met_by_a_failing_database_is_looked_at_later(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.at("2026-12-08 12:00").types(QUESTION)
    with monkeypatch.context() as failing, capture_logs():
        breaks(failing, "open_conversation", LOCKED)
        assert look(study, raises) == 0
    assert to_read(study) == []
    assert look(study, raises) == 1
    with reading(study.engine) as session:
        assert [row.level for row in concerns.all_concerns(session)] == ["emergency"]
