"""Stories of worries: the call that the family was promised, made, missed or written down late."""

import pytest

from backend.audit.queries import entries
from backend.concerns.resolve import resolve
from backend.db import reading, transaction
from backend.simulation.contacts import GAO, LI
from tests.journeys.study import LIN, ZONE, Study, moment
from tests.journeys.worries import (
    BLUE_LIPS,
    FEVER,
    calls_home,
    concern,
    happened,
    is_as_its_events_say,
    writes_down_a_call,
)


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled


def test_a_call_that_nobody_made_is_owned_up_to_and_paged_again(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS).types("A 1", GAO)
    study.at("2026-12-08 12:45")
    assert study.kinds().count("promise-missed") == 1
    assert study.kinds(GAO).count("page-concern") == 2
    study.types("A 1", GAO)
    calls_home(study)
    study.at("2026-12-08 16:00")
    assert study.kinds().count("promise-missed") == 1
    assert concern(study).state == "called"
    assert is_as_its_events_say(study)


def test_a_call_in_time_ends_the_clock_and_the_concern_can_be_resolved(study: Study) -> None:
    study.at("2026-12-08 12:00").types(FEVER)
    assert study.kinds()[-1] == "safety-urgent"
    assert "下午4:0" in study.phone()[-1].body
    study.types("a1", GAO)
    calls_home(study)
    with transaction(study.engine) as session:
        resolve(session, 1, outcome="advice given", note="drinks, review tomorrow", by=LIN, now=study.clock.now())
    study.at("2026-12-09 12:00")
    assert "promise-missed" not in study.kinds()
    assert happened(study) == ["signal", "answered", "paged", "acknowledged", "called", "resolved"]
    with reading(study.engine) as session:
        actions = [each.action for each in entries(session, "F-001") if each.action.startswith("concerns.")]
    assert actions == [f"concerns.{kind}" for kind in happened(study)]


def test_taking_it_up_does_not_put_off_the_hour_that_the_family_was_told(study: Study) -> None:
    """Given a family that was told "by 1 pm", when the contact takes it up at 12:55, then the contact is told 1 pm,
    and at 1 pm without a call the family is told so and paging goes on."""
    study.at("2026-12-08 09:00").types(FEVER)
    assert "下午1:00" in study.phone()[-1].body
    study.at("2026-12-08 12:53").types("A 1", GAO)
    assert "下午1:00" in study.phone(GAO)[-1].body
    study.at("2026-12-08 13:02")
    assert study.kinds()[-1] == "promise-missed"
    assert concern(study).state == "open"
    study.types("A 1", GAO)
    assert "下午5:0" in study.phone(GAO)[-1].body, "what was missed is owned up to: the contact's own clock runs now"
    assert is_as_its_events_say(study)


def test_an_emergency_taken_up_at_the_last_minute_is_phoned_about_within_the_half_hour(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    study.at("2026-12-08 12:27").types("A 1", GAO)
    study.at("2026-12-08 12:32")
    assert study.kinds()[-1] == "promise-missed"


def test_where_nothing_could_be_promised_the_clock_runs_from_taking_it_up(study: Study) -> None:
    study.at("2026-12-08 12:00").types("退订").types(BLUE_LIPS)
    study.at("2026-12-08 12:20").types("A 1", GAO)
    assert concern(study).due_by == moment("2026-12-08 12:50")


def test_a_call_written_down_late_leaves_the_emergency_that_came_after_it_to_be_phoned_about(study: Study) -> None:
    """Given a fever that was taken up and phoned about at 9:15, when blue lips come at 9:20 and the call is written
    down at 9:22, then those who are on call are paged about the blue lips until somebody phones."""
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    study.at("2026-12-08 09:20").types(BLUE_LIPS)
    writes_down_a_call(study, "2026-12-08 09:15")
    assert concern(study).state == "open"
    study.at("2026-12-08 09:31")
    assert study.kinds(LI) == ["page-concern"]
    study.types("A 1", GAO)
    assert study.kinds(GAO)[-1] == "page-acknowledged"
    study.at("2026-12-08 10:05")
    assert study.kinds()[-1] == "promise-missed"
    calls_home(study)
    assert concern(study).state == "called"
    assert is_as_its_events_say(study)


def test_a_call_written_down_on_a_page_without_the_emergency_leaves_it_to_be_phoned_about(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    shown = len(happened(study))
    study.types(BLUE_LIPS)
    writes_down_a_call(study, f"{study.clock.now().astimezone(ZONE):%Y-%m-%d %H:%M}", seen=shown)
    assert concern(study).state == "open"
    writes_down_a_call(study, f"{study.clock.now().astimezone(ZONE):%Y-%m-%d %H:%M}", seen=len(happened(study)))
    assert concern(study).state == "called"
    assert is_as_its_events_say(study)


def test_a_call_written_down_late_does_not_take_the_emergency_from_whoever_has_it(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    study.at("2026-12-08 09:20").types(BLUE_LIPS).types("A 1", GAO)
    writes_down_a_call(study, "2026-12-08 09:15")
    assert (concern(study).state, concern(study).holder) == ("acknowledged", "contact:gao")
    assert concern(study).due_by == moment("2026-12-08 09:50")
    assert is_as_its_events_say(study)


def test_a_call_written_down_late_with_nothing_after_it_ends_the_clock(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    study.at("2026-12-08 13:10")
    assert study.kinds()[-1] == "promise-missed"
    writes_down_a_call(study, "2026-12-08 12:55")
    assert (concern(study).state, concern(study).due_by) == ("called", None)
