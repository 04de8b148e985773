"""Month arithmetic, hours, routes and the calendar."""

import calendar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.languages import Language
from backend.protocol.calendar import Calendar
from backend.protocol.pack import Pack
from backend.protocol.schedule import Offset
from backend.protocol.study import DayRule
from backend.protocol.text import Bilingual

CHINA = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))


def test_thirty_november_plus_three_months_is_the_last_of_february() -> None:
    assert Offset(months=3).add(date(2026, 11, 30)) == date(2027, 2, 28)
    assert Offset(months=3).add(date(2027, 11, 30)) == date(2028, 2, 29)


@given(DAYS, st.integers(0, 24))
def test_months_land_in_the_right_month_on_the_same_day_or_its_last(day: date, months: int) -> None:
    landed = Offset(months=months).add(day)
    assert (landed.year * 12 + landed.month) - (day.year * 12 + day.month) == months
    assert landed.day == min(day.day, calendar.monthrange(landed.year, landed.month)[1])


@given(DAYS, DAYS, st.integers(0, 24))
def test_an_earlier_anchor_never_gives_a_later_visit(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert Offset(months=months).add(first) <= Offset(months=months).add(second)


@given(DAYS, st.integers(-60, 60), st.integers(0, 60))
def test_days_and_weeks_are_exact(day: date, days: int, weeks: int) -> None:
    assert Offset(days=days, weeks=weeks).add(day) - day == timedelta(days=days + 7 * weeks)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)))
def test_what_waits_for_morning_is_sent_outside_quiet_hours(shipped: Pack, naive: datetime) -> None:
    hours, at = shipped.study.hours, naive.replace(tzinfo=CHINA)
    opened = hours.next_open(at)
    assert opened >= at
    assert not hours.is_quiet(opened)
    assert opened < hours.quiet_starts(opened) <= opened + timedelta(days=1)


def test_quiet_hours_begin_at_nine_and_end_at_eight(shipped: Pack) -> None:
    quiet = shipped.study.hours.is_quiet
    shown = {
        hour: quiet(datetime.combine(date(2027, 3, 1), hour, CHINA))
        for hour in (time(20, 59), time(21), time(7, 59), time(8))
    }
    assert list(shown.values()) == [False, True, True, False]


def test_early_texts_lie_inside_the_early_window(shipped: Pack) -> None:
    hours = shipped.study.hours
    at = datetime.combine(date(2027, 3, 1), hours.slots["early"], CHINA)
    assert hours.is_early(at)
    assert hours.is_quiet(at)


@pytest.mark.parametrize(
    ("number", "route"),
    [
        ("+8613800138000", "mainland"),
        ("+85251234567", "hong-kong"),
        ("+85366123456", "macau"),
        ("+12015550123", "default"),
    ],
)
def test_a_number_takes_the_route_of_its_longest_country(number: str, route: str, shipped: Pack) -> None:
    assert shipped.study.route_for(number).key == route


def test_the_longest_country_wins_over_a_shorter_one(shipped: Pack) -> None:
    [mainland] = [route for route in shipped.study.routes if route.key == "mainland"]
    wide = mainland.model_copy(update={"key": "wide", "countries": ("+8",)})
    study = shipped.study.model_copy(update={"routes": (wide, *shipped.study.routes)})
    assert study.route_for("+85251234567").key == "hong-kong"
    assert study.route_for("+819012345678").key == "wide"


def test_mainland_phones_get_the_wording_that_needs_no_answer(shipped: Pack) -> None:
    assert shipped.study.route_for("+8613800138000").variant == "one-way"
    assert shipped.study.route_for("+85251234567").variant == "two-way"


def test_emergency_numbers_follow_where_the_family_is(shipped: Pack) -> None:
    words = shipped.study.emergency_words
    assert words("mainland", Language.EN) == "120"
    assert words("macau", Language.ZH_HANT) == "999"
    assert words("unknown", Language.ZH_HANS) == "120（内地）或999（香港、澳门）"
    assert words("unknown", Language.EN) == "120 (mainland) or 999 (Hong Kong/Macau)"


def test_make_up_days_are_worked_and_holidays_are_not(shipped: Pack) -> None:
    days = shipped.calendar
    assert days.is_workday(date(2026, 2, 14))  # a Saturday, worked for Spring Festival
    assert not days.is_workday(date(2026, 2, 20))
    assert days.holiday(date(2026, 10, 1)) == Bilingual(zh_hans="国庆节", en="National Day")
    assert days.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)


def test_a_year_without_published_make_up_days_is_a_warning(shipped: Pack) -> None:
    [warning] = shipped.calendar.warnings(range(2026, 2028))
    assert warning.startswith("2027: no make-up workdays are known yet")


def test_the_packs_own_days_win_over_the_library() -> None:
    name = Bilingual(zh_hans="调休", en="Make-up day")
    days = Calendar(
        [
            DayRule(on=date(2027, 2, 20), workday=True, name=name, source="test"),
            DayRule(on=date(2027, 3, 2), workday=False, name=name, source="test"),
        ]
    )
    assert days.is_workday(date(2027, 2, 20))
    assert days.holiday(date(2027, 2, 20)) is None
    assert not days.is_workday(date(2027, 3, 2))
    assert days.holiday(date(2027, 3, 2)) == name
    assert days.warnings([2027]) == ()
