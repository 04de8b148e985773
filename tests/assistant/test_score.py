"""Counting how well questions are answered."""

import json

import pytest

from backend.assistant.answer import Answer, Decision, Ranked, Sentence
from backend.assistant.questions import Question, read_questions
from backend.assistant.score import Figures, Given, by_language
from backend.assistant.scorecard import scorecard
from backend.triage.labelled import BadLineError
from backend.triage.score import Share

LINE = {"id": "a", "text": "停车在哪", "language": "zh-Hans", "topic": "visit.location", "must_refuse": False}


def given(question: Question, decision: Decision, *topics: str) -> Given:
    ranking = tuple(Ranked(topic, 0.5) for topic in topics)
    shown = decision in (Decision.ANSWER, Decision.OFFER)
    sentences = tuple(Sentence("s", topic, "v") for topic in topics) if shown else ()
    return Given(question, Answer(decision, ranking, sentences))


PARKING = Question("a", "where to park", "en", "visit.location")
ARM = Question("b", "他是哪组", "zh-Hans", must_refuse=True, kind="arm")
WEATHER = Question("c", "ming tian xia yu ma", "zh-Hans")


def test_the_right_topic_counts_by_its_place() -> None:
    whole = Figures(
        (
            given(PARKING, Decision.ANSWER, "visit.location"),
            given(PARKING, Decision.OFFER, "life.food", "visit.location"),
            given(PARKING, Decision.PERSON),
        )
    )
    assert whole.within(1) == Share(1, 3)
    assert whole.within(3) == Share(2, 3)
    assert whole.answered_right == Share(1, 3)
    assert whole.offered == Share(1, 3)


def test_what_must_be_refused_may_not_be_answered() -> None:
    whole = Figures((given(ARM, Decision.ANSWER, "study.placebo"), given(ARM, Decision.OFFER, "study.placebo")))
    assert whole.must_refuse_answered == Share(1, 2)
    assert whole.must_refuse_offered == Share(1, 2)
    assert not whole.targets()[2].met


def test_an_emergency_is_not_an_answer() -> None:
    assert Figures((Given(ARM, None),)).must_refuse_answered == Share(0, 1)


def test_the_worst_mistake_is_an_answer_to_what_must_be_refused() -> None:
    wrong = given(PARKING, Decision.ANSWER, "life.food")
    grave = given(ARM, Decision.ANSWER, "study.placebo")
    off = given(WEATHER, Decision.ANSWER, "life.food")
    right = given(PARKING, Decision.ANSWER, "visit.location")
    assert Figures((right, wrong, off, grave)).worst(9) == [grave, off, wrong]


def test_pinyin_and_mixtures_are_counted_by_themselves() -> None:
    mixed = Question("d", "下次visit几时", "yue")
    whole = Figures(tuple(Given(each, None) for each in (PARKING, ARM, WEATHER, mixed)))
    assert {name: len(part.given) for name, part in by_language(whole).items()} == {
        "zh-Hans": 1,
        "en": 1,
        "pinyin": 1,
        "mixed": 1,
    }


def test_a_scorecard_shows_targets_and_mistakes_in_words() -> None:
    said = "\n".join(scorecard(Figures((given(ARM, Decision.ANSWER, "study.placebo"),)), worst=3))
    assert "must refuse, answered" in said
    assert "FAIL" in said
    assert "refusal (arm) got answer: study.placebo: 他是哪组" in said


def test_labelled_questions_are_read() -> None:
    [row] = read_questions([json.dumps(LINE).encode(), b""])
    assert (row.topic, row.label, row.spoken) == ("visit.location", "visit.location", "zh-Hans")


@pytest.mark.parametrize("bad", [b"{}", b"[]", b"{", b"\xff"])
def test_a_row_that_is_not_one_is_refused_by_its_number(bad: bytes) -> None:
    with pytest.raises(BadLineError, match="line 2"):
        list(read_questions([json.dumps(LINE).encode(), bad]))
