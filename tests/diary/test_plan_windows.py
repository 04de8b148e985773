"""A child's windows follow the facts, whenever the timetable comes to them, and are superseded, never overwritten."""

from datetime import date

from backend.consent.withdraw import withdraw
from backend.db import reading, transaction
from backend.diary import queries
from backend.diary.models import DiaryWindow
from backend.diary.outcome import Outcome
from backend.diary.window_queries import all_windows
from backend.families import queries as families
from tests.diary.home import Home, uuid


def rows(home: Home) -> list[DiaryWindow]:
    with reading(home.engine) as session:
        return all_windows(session, families.child_by_code(session, "GZ-001").id)


def test_a_recorded_infusion_lays_out_its_days_once(home: Home) -> None:
    daily = home.windows()
    assert [each.due_on for each in daily] == [date(2026, 12, day) for day in range(10, 18)]
    before = rows(home)
    assert home.plan() == 0
    assert rows(home) == before
    assert home.windows(code="GZ-002") == []


def test_a_corrected_infusion_supersedes_what_had_not_opened_and_keeps_what_was_answered(home: Home) -> None:
    home.sends(home.entry("a"))
    home.at("2026-12-11 09:00").infusion("2026-12-09")
    assert home.plan() == 1
    daily = {each.due_on: each for each in home.windows()}
    assert max(daily) == date(2026, 12, 16)
    assert daily[date(2026, 12, 10)].day == 1
    gone = [row for row in rows(home) if row.due_on == date(2026, 12, 17) and row.instrument == "daily"]
    assert [row.superseded_at for row in gone] == [home.now]
    answered = [row for row in rows(home) if row.due_on == date(2026, 12, 10) and row.instrument == "daily"]
    assert len({row.window_id for row in answered}) == 1
    assert [row.superseded_at is None for row in answered] == [False, True]
    assert answered[0].opens_at == answered[1].opens_at


def test_it_does_not_matter_when_the_timetable_comes_to_a_fact(home: Home) -> None:
    home.at("2026-12-18 11:00").infusion("2026-12-18", code="GZ-002")
    home.at("2026-12-24 11:00").infusion("2026-12-24", number=2)
    home.at("2026-12-29 11:00")
    home.plan()
    mine = {each.due_on for each in home.windows() if each.anchor == "infusion-2"}
    theirs = {each.due_on for each in home.windows(code="GZ-002")}
    assert mine == {date(2026, 12, day) for day in range(24, 32)}, "days passed meanwhile were due all the same"
    assert theirs == {date(2026, 12, day) for day in range(18, 26)}


def test_a_tick_plans_what_just_became_known_and_the_look_at_everybody_what_was_missed(home: Home) -> None:
    home.at("2026-12-18 11:00").infusion("2026-12-18", code="GZ-002")
    home.at("2026-12-18 11:05")
    assert home.plan_changed() == 1
    assert home.plan_changed() == 0
    assert len(home.windows(code="GZ-002")) == 8
    home.infusion("2026-12-24", number=2)
    home.at("2026-12-18 12:30")
    assert home.plan_changed() == 0, "long ago for a tick"
    assert home.plan() == 1


def test_nothing_opens_after_withdrawal(home: Home) -> None:
    with transaction(home.engine) as session:
        withdraw(session, child=families.child_by_code(session, "GZ-001"), by="lin", reason="", now=home.now)
    home.plan()
    assert [each.due_on for each in home.windows()] == [date(2026, 12, 10)]
    assert home.windows("weekly") == []


def test_an_entry_written_before_its_window_was_known_is_taken_in(home: Home) -> None:
    home.at("2026-12-24 19:00")
    written = home.sends(home.entry("a"))
    assert (written.outcome, written.window) == (Outcome.KEPT, None)
    home.at("2026-12-25 08:00").infusion("2026-12-24", number=2)
    home.plan()
    with reading(home.engine) as session:
        entry = queries.entry(session, uuid("a"))
    window = next(each for each in home.windows() if each.due_on == date(2026, 12, 24))
    assert entry is not None
    assert entry.window_id == window.id_for(home.child_id())


def test_a_family_that_writes_before_the_timetable_ran_finds_its_window(home: Home) -> None:
    home.at("2026-12-24 11:00").infusion("2026-12-24", number=2)
    home.at("2026-12-24 19:00")
    recorded = home.sends(home.entry("a"))
    assert recorded.window is not None
    assert recorded.window.due_on == date(2026, 12, 24)
    assert home.plan() == 0
