"""A text on which the second look fails: a person reads it, once, and nobody behind it waits."""

from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from backend.concerns import queries as concerns
from backend.db import reading
from backend.inbox import queries, second_look
from backend.inbox.models import InboundMessage
from backend.triage.understand import Context
from backend.triage.understanding import Understanding
from tests.inbox.second_looks import DEFECT, QUESTION, WEATHER, look, raises, to_read
from tests.journeys.study import Study

LOCKED = OperationalError("UPDATE", {}, Exception("database is locked"))


def fails(text: str, understood: Understanding, context: Context) -> Understanding:
    raise DEFECT


def breaks(patch: pytest.MonkeyPatch, part: str, error: Exception) -> None:
    """That part of the second look fails on the question, and on nothing else."""
    real: Callable[..., object] = getattr(second_look, part)

    def faulty(*given: object, **named: object) -> object:
        if any(getattr(each, "body", each) == QUESTION for each in given):
            raise error
        return real(*given, **named)

    patch.setattr(second_look, part, faulty)


def text(study: Study) -> InboundMessage:
    with reading(study.engine) as session:
        return next(row for row in queries.all_texts(session) if row.body == QUESTION)


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
    with capture_logs():
        look(study, raises)
    assert to_read(study) == []
    assert text(study).reconsidered_at is not None


def test_a_text_met_by_a_failing_database_is_looked_at_later(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.at("2026-12-08 12:00").types(QUESTION)
    with monkeypatch.context() as failing, capture_logs():
        breaks(failing, "open_conversation", LOCKED)
        assert look(study, raises) == 0
    assert to_read(study) == []
    assert look(study, raises) == 1
    with reading(study.engine) as session:
        assert [row.level for row in concerns.all_concerns(session)] == ["emergency"]
