"""Windows left out in a row in the daily days become one task to phone, and excused ones do not count."""

from backend.concerns.close_task import close_task
from backend.concerns.models import Task
from backend.db import transaction
from backend.diary.excuse import Span, excuse
from backend.diary.state import Reason
from backend.families import queries as families
from tests.diary.home import Home
from tests.journeys.study import moment


def calls(home: Home) -> list[Task]:
    return [task for task in home.tasks() if task.kind == "call-diary"]


def days(home: Home, *at: str) -> None:
    """The timetable runs at noon of these days."""
    for day in at:
        home.at(f"2026-12-{day} 12:00").nudge()


def test_two_left_out_in_a_row_are_one_task_while_they_can_still_be_told(home: Home) -> None:
    days(home, "11")
    assert calls(home) == []
    days(home, "12", "13", "14", "15")
    [task] = calls(home)
    assert (task.opened_at, task.child_code) == (moment("2026-12-12 12:00"), "GZ-001")
    assert (task.facts["since"], task.facts["until"]) == ("2026-12-10", "2026-12-11")


def test_an_entry_between_two_left_out_ones_breaks_the_row(home: Home) -> None:
    days(home, "11")
    home.at("2026-12-11 19:00").sends(home.entry("b"))
    days(home, "12", "13")
    assert calls(home) == []


def test_excused_days_are_passed_over(home: Home) -> None:
    with transaction(home.engine) as session:
        child = families.child_by_code(session, "GZ-001")
        family = families.family_by_code(session, "GZ-001")
        span = Span(Reason.IN_HOSPITAL, home.now, moment("2026-12-12 12:00"))
        excuse(session, span, child=child, family=family, by="lin", now=home.now)
    days(home, "11", "12", "13")
    assert calls(home) == []
    days(home, "14")
    assert [(task.facts["since"], task.facts["until"]) for task in calls(home)] == [("2026-12-12", "2026-12-13")]


def test_a_new_row_after_the_call_is_a_new_task_and_the_same_row_is_not(home: Home) -> None:
    days(home, "12")
    with transaction(home.engine) as session:
        close_task(session, calls(home)[0].number, outcome="reached", note="", by="lin", now=home.now)
    days(home, "13")
    assert calls(home) == [], "the row goes on, and somebody has phoned about it"
    home.at("2026-12-13 19:00").sends(home.entry("d"))
    days(home, "15", "16")
    assert [(task.facts["since"], task.facts["until"]) for task in calls(home)] == [("2026-12-14", "2026-12-15")]
