"""A text that could not be read when it came, and can be at the second look."""

import pytest
from structlog.testing import capture_logs

from backend.concerns import queries as concerns
from backend.db import reading
from backend.inbox import meaning, process, queries
from backend.simulation.contacts import GAO
from tests.inbox.second_looks import DEFECT, WEATHER, agrees, look, to_read
from tests.journeys.study import Study


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
