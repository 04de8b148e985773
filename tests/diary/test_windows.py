"""Windows to the minute, in every zone, and what a changed date does to them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.diary.replan import ChangeKind, compare, replan
from backend.diary.windows import Course, Key, Window, due_windows
from backend.protocol.schedule import Offset
from backend.schedule.models import AnchorKind
from backend.schedule.timeline import AnchorDate
from tests.factories import PACK

SCHEDULE = PACK.schedules[0]
INSTRUMENTS = list(PACK.instruments.values())
SHANGHAI = "Asia/Shanghai"
FIRST = date(2026, 12, 10)
BORN = date(2018, 6, 1)  # 8 years old
days = st.dates(date(2026, 1, 1), date(2031, 1, 1))
zones = st.sampled_from(sorted(available_timezones() - {"localtime"}))
gaps = st.integers(1, 40)
hours = st.integers(-48, 24 * 60)


def course(first: date | None = FIRST, gap: int | None = 14, zone: str = SHANGHAI, born: date = BORN) -> Course:
    anchors = {}
    if first is not None:
        anchors["infusion-1"] = AnchorDate(AnchorKind.HAPPENED, first)
        if gap is not None:
            anchors["infusion-2"] = AnchorDate(AnchorKind.HAPPENED, first + timedelta(days=gap))
    return Course(SCHEDULE, anchors, zone, born)


def windows(*args: object, **kwargs: object) -> dict[Key, Window]:
    return due_windows(INSTRUMENTS, course(*args, **kwargs))  # type: ignore[arg-type]


def of(found: dict[Key, Window], instrument: str) -> list[Window]:
    return [window for window in found.values() if window.instrument == instrument]


def hours_of(window: Window) -> tuple[datetime, datetime, datetime]:
    return window.opens_at, window.closes_at, window.late_until


def no_overlap(found: dict[Key, Window]) -> bool:
    return not any(
        one.overlaps(other)
        for instrument in PACK.instruments
        for one, other in zip(of(found, instrument), of(found, instrument)[1:], strict=False)
    )


def test_a_daily_window_opens_in_the_evening_and_closes_at_noon() -> None:
    first = of(windows(), "daily")[0]
    assert first.opens_at == datetime(2026, 12, 10, 10, 0, tzinfo=UTC)  # 18:00 in Guangzhou
    assert first.closes_at == datetime(2026, 12, 11, 4, 0, tzinfo=UTC)
    assert first.late_until == datetime(2026, 12, 13, 4, 0, tzinfo=UTC)
    assert (first.anchor, first.day) == ("infusion-1", 0)


def test_a_year_of_diaries() -> None:
    found = windows()
    assert [(window.anchor, window.day) for window in of(found, "daily")] == [
        (anchor, day) for anchor in ("infusion-1", "infusion-2") for day in range(8)
    ]
    weekly = of(found, "weekly")
    assert [window.day for window in weekly[:3]] == [13, 14, 21]
    assert weekly[1].anchor == "last-infusion"
    assert weekly[-1].due_on <= Offset(months=12).add(date(2026, 12, 24))
    monthly = of(found, "hearing-vision")
    assert [window.due_on for window in monthly][:2] == [date(2027, 1, 24), date(2027, 2, 24)]
    assert len(monthly) == 12
    assert of(found, "event") == []


def test_nothing_is_due_before_the_first_infusion_nor_monthly_before_the_last_is_known() -> None:
    assert windows(None) == {}
    assert {window.instrument for window in windows(gap=None).values()} == {"daily", "weekly", "child-faces"}


def test_after_an_infusion_that_never_comes_the_year_counts_from_the_one_that_was_chosen() -> None:
    anchors = {
        "infusion-1": AnchorDate(AnchorKind.HAPPENED, FIRST),
        "infusion-2": AnchorDate(AnchorKind.NEVER, None, "infusion-1"),
    }
    found = due_windows(INSTRUMENTS, Course(SCHEDULE, anchors, SHANGHAI, BORN))
    assert [window.day for window in of(found, "daily")] == list(range(8))
    assert [window.day for window in of(found, "weekly")][:2] == [14, 21]
    assert no_overlap(found)


def test_only_a_child_old_enough_on_the_day_is_asked_and_never_missed() -> None:
    birthday = date(2026, 12, 13)
    faces = of(windows(born=birthday.replace(year=2018)), "child-faces")
    assert faces[0].due_on == birthday
    assert all(window.optional for window in faces)
    assert of(windows(born=date(2021, 1, 1)), "child-faces") == []


def test_nothing_opens_after_the_child_has_left() -> None:
    left = datetime(2026, 12, 13, 10, 0, tzinfo=UTC)
    found = due_windows(INSTRUMENTS, Course(SCHEDULE, course().anchors, SHANGHAI, BORN, ends_at=left))
    assert {window.due_on for window in found.values()} == {date(2026, 12, 10 + day) for day in range(3)}


def test_an_evening_that_a_zone_skipped_has_no_window() -> None:
    found = of(windows(date(2011, 12, 29), gap=None, zone="Pacific/Apia", born=date(2003, 1, 1)), "daily")
    assert date(2011, 12, 30) not in {window.due_on for window in found}
    assert all(window.opens_at < window.closes_at for window in found)


@given(days, gaps, zones)
def test_windows_of_one_instrument_never_overlap_in_any_zone(first: date, gap: int, zone: str) -> None:
    found = windows(first, gap, zone, born=date(2016, 1, 1))
    assert no_overlap(found)
    assert found == windows(first, gap, zone, born=date(2016, 1, 1))
    assert len({window.id_for("child") for window in found.values()}) == len(found)
    for window in found.values():
        assert window.opens_at < window.closes_at <= window.late_until
        assert window.opens_at.tzinfo is UTC
        plan = PACK.instruments[window.instrument].hours
        assert plan is not None
        local = window.closes_at.astimezone(ZoneInfo(zone))
        assert local.date() == window.due_on + timedelta(days=plan.closes.day)
        assert local.time() == plan.closes.at or _is_skipped(local.date(), plan.closes.at, zone)


def _is_skipped(day: date, at: time, zone: str) -> bool:
    there = datetime.combine(day, at, ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(ZoneInfo(zone)).time() != at


@given(days, gaps, gaps, hours, st.data())
def test_moving_an_infusion_keeps_what_was_answered_and_what_is_open(
    first: date, gap: int, other: int, hour: int, data: st.DataObject
) -> None:
    now = datetime.combine(first, time(12), ZoneInfo(SHANGHAI)).astimezone(UTC) + timedelta(hours=hour)
    before = replan({}, windows(first, gap), answered=(), now=datetime.min.replace(tzinfo=UTC))
    opened = [key for key, window in before.items() if window.opens_at <= now]
    answered = set(data.draw(st.lists(st.sampled_from(opened), max_size=6))) if opened else set()
    due = windows(first, other)
    after = replan(before, due, answered=answered, now=now)
    assert all(hours_of(after[key]) == hours_of(before[key]) for key in answered)
    assert all(hours_of(after[key]) == hours_of(before[key]) for key in opened if key in due)
    assert all(after[key].anchor_on == due[key].anchor_on for key in after if key in due)
    assert all(key in due for key in after if key not in answered)
    assert no_overlap(after)
    assert replan(after, due, answered=answered, now=now) == after
    for change in compare(before, after):
        if change.kind is ChangeKind.NEW:
            assert change.after is not None
            assert change.after.closes_at > now
    assert compare(after, after) == []


@given(days, zones, zones, hours)
def test_a_family_that_moves_keeps_the_hours_of_what_is_open(first: date, here: str, there: str, hour: int) -> None:
    now = datetime.combine(first, time(12), UTC) + timedelta(hours=hour)
    before, due = windows(first, zone=here), windows(first, zone=there)
    after = replan(before, due, answered=(), now=now)
    assert no_overlap(after)
    for key, window in after.items():
        assert window == (before[key] if before[key].opens_at <= now else window)
        assert window in (before[key], due[key])
    assert replan(after, due, answered=(), now=now) == after


def test_an_infusion_recorded_late_makes_nobody_miss_what_nobody_knew_of() -> None:
    now = datetime(2026, 12, 13, 2, 0, tzinfo=UTC)
    after = replan({}, windows(gap=None), answered=(), now=now)
    assert of(after, "daily")[0].due_on == date(2026, 12, 12)


def test_a_corrected_infusion_is_a_diff_of_a_day_at_each_end() -> None:
    now = datetime(2026, 12, 10, 2, 0, tzinfo=UTC)
    before, due = windows(gap=None), windows(FIRST + timedelta(days=1), gap=None)
    changes = compare(before, replan(before, due, answered=(), now=now))
    gone = [each.before.key for each in changes if each.kind is ChangeKind.GONE and each.before]
    new = [each.after.key for each in changes if each.kind is ChangeKind.NEW and each.after]
    assert [day.day for instrument, day in gone if instrument == "daily"] == [10]
    assert [day.day for instrument, day in new if instrument == "daily"] == [18]


@pytest.mark.parametrize("gap", [3, 7, 8, 14])
def test_infusions_close_together_ask_once_a_day(gap: int) -> None:
    daily = of(windows(gap=gap), "daily")
    assert len({window.due_on for window in daily}) == len(daily) == min(16, 8 + gap)
    assert daily[-1].anchor == "infusion-2"
    assert daily[gap].anchor == "infusion-2"
