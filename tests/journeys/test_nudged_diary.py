"""From the reminder at its hour to the entry: a mother answers the digit under it, and hears no more that day."""

import pytest

from backend.diary.state import WindowState
from tests.journeys.study import Study
from tests.journeys.test_diary_by_text import IN_CHINESE, IN_ENGLISH, Evening
from tests.journeys.test_reminder_year import SECOND

LINE = "36.8腋下 1 1 是"
NUDGES = {"diary-nudge", "diary-together"}


@pytest.fixture
def study(on_infusion_day: Study) -> Study:
    return on_infusion_day


def nudges(study: Study) -> list[str]:
    """The reminders the phone has received."""
    kinds = study.kinds()
    return [kind for kind in kinds if kind in NUDGES]


def test_a_reminder_is_answered_with_its_digit_and_the_entry_is_the_last_word_of_the_day(study: Study) -> None:
    evening = Evening(study, IN_CHINESE)
    study.at("2026-12-10 19:29")
    assert nudges(study) == []
    study.at("2026-12-10 19:35")
    assert study.kinds()[-1] == "diary-nudge"
    assert "请回1" in evening.last
    assert evening.types("1") == ["diary-first"]
    assert evening.types(LINE) == ["diary-thanks"]
    assert evening.state() is WindowState.ON_TIME
    assert evening.entries()[0].source == "sms"
    heard = len(study.phone())
    study.at("2026-12-10 23:59")
    assert len(study.phone()) == heard
    study.at("2026-12-11 19:35")
    assert nudges(study) == ["diary-nudge", "diary-nudge"]
    assert evening.types("1") == ["diary-first"]
    assert "12月11日" in evening.last


def test_a_reminder_is_answered_in_english(study: Study) -> None:
    evening = Evening(study, IN_ENGLISH)
    study.at("2026-12-10 19:35")
    assert "Reply 1" in evening.last
    assert evening.types("1") == ["diary-first"]
    assert evening.types("36.8 armpit 1 1 yes") == ["diary-thanks"]
    assert evening.state() is WindowState.ON_TIME


def test_under_a_joint_reminder_each_digit_begins_that_childs_diary(study: Study) -> None:
    evening = Evening(study, IN_CHINESE, {**SECOND, **IN_CHINESE})
    study.at("2026-12-10 19:35")
    assert study.kinds()[-1] == "diary-together"
    assert "1. 安安" in evening.last
    assert "2. 宁宁" in evening.last
    assert evening.types("2") == ["diary-first"]
    assert "宁宁" in evening.last
    assert evening.types(LINE) == ["diary-thanks"]
    assert evening.answers("GZ-002")["temperature"].meant == 36.8
    assert evening.entries("GZ-001") == []
    assert evening.types("1") == ["diary-first"]
    assert "安安" in evening.last
    assert evening.types("37.1腋下 2 1 是") == ["diary-thanks"]
    assert evening.answers("GZ-001")["temperature"].meant == 37.1
    assert {evening.state("GZ-001"), evening.state("GZ-002")} == {WindowState.ON_TIME}
    study.at("2026-12-11 12:00")
    assert nudges(study) == ["diary-together"]


def test_only_the_other_childs_diary_is_reminded_of_when_one_is_filled_in_before_the_hour(study: Study) -> None:
    evening = Evening(study, IN_CHINESE, {**SECOND, **IN_CHINESE})
    assert evening.types(f"安安 {LINE}") == ["diary-thanks"]
    study.at("2026-12-10 19:35")
    assert nudges(study) == ["diary-nudge"]
    assert "宁宁" in evening.last
    assert evening.types("1") == ["diary-first"]
    assert evening.types(LINE) == ["diary-thanks"]
    assert evening.state("GZ-002") is WindowState.ON_TIME
