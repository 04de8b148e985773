"""How a window stands, from facts alone and to the instant."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.diary.state import (
    Excuse,
    Filled,
    Reason,
    Standing,
    Timing,
    WindowState,
    counts_at,
    excused_by,
    standing,
    taking,
    timing_of,
)
from backend.diary.windows import Window

OPENS = datetime(2026, 12, 10, 10, 0, tzinfo=UTC)
CLOSES, LATE = OPENS + timedelta(hours=18), OPENS + timedelta(hours=66)
WINDOW = Window("daily", date(2026, 12, 10), "infusion-1", date(2026, 12, 10), OPENS, CLOSES, LATE)
INSTANT = timedelta(microseconds=1)
moments = st.datetimes(datetime(2026, 12, 8), datetime(2026, 12, 16), timezones=st.just(UTC))
fills = st.lists(st.builds(Filled, moments, st.booleans()), max_size=4)
excuses = st.lists(
    st.builds(
        lambda reason, since, long: Excuse(reason, since, since + long if long else None),
        st.sampled_from(Reason),
        moments,
        st.none() | st.timedeltas(timedelta(minutes=1), timedelta(days=4)),
    ),
    max_size=3,
)


def state(
    *filled: Filled, now: datetime = LATE, excuse: Excuse | None = None, window: Window = WINDOW
) -> WindowState:
    return standing(window, filled, [excuse] if excuse else [], now=now).state


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - INSTANT, WindowState.NOT_YET),
        (OPENS, WindowState.OPEN),
        (CLOSES - INSTANT, WindowState.OPEN),
        (CLOSES, WindowState.OVERDUE),
        (LATE - INSTANT, WindowState.OVERDUE),
        (LATE, WindowState.MISSED),
    ],
)
def test_an_unanswered_window_stands_by_the_clock(now: datetime, expected: WindowState) -> None:
    assert state(now=now) is expected


@pytest.mark.parametrize(
    ("at", "timing", "expected"),
    [
        (OPENS - INSTANT, Timing.EARLY, WindowState.MISSED),
        (OPENS, Timing.ON_TIME, WindowState.ON_TIME),
        (CLOSES - INSTANT, Timing.ON_TIME, WindowState.ON_TIME),
        (CLOSES, Timing.LATE, WindowState.LATE),
        (LATE - INSTANT, Timing.LATE, WindowState.LATE),
        (LATE, Timing.TOO_LATE, WindowState.MISSED),
    ],
)
def test_an_entry_counts_by_its_instant(at: datetime, timing: Timing, expected: WindowState) -> None:
    assert timing_of(WINDOW, at) is timing
    assert state(Filled(at), now=LATE) is expected


def test_a_later_correction_takes_nothing_from_an_entry_on_time() -> None:
    assert state(Filled(OPENS), Filled(CLOSES + timedelta(hours=1))) is WindowState.ON_TIME


def test_what_staff_wrote_down_is_transcribed_never_on_time() -> None:
    assert state(Filled(OPENS, transcribed=True)) is WindowState.TRANSCRIBED
    assert state(Filled(OPENS, transcribed=True), Filled(CLOSES)) is WindowState.LATE
    assert state(Filled(LATE, transcribed=True)) is WindowState.TRANSCRIBED


def test_an_optional_window_is_never_missed() -> None:
    optional = Window(*(getattr(WINDOW, name) for name in list(WINDOW.__dataclass_fields__)[:-1]), optional=True)
    assert state(window=optional) is WindowState.PASSED
    assert state(Filled(OPENS), window=optional) is WindowState.ON_TIME


def test_half_of_the_open_time_in_hospital_excuses_and_a_minute_less_does_not() -> None:
    half = OPENS + timedelta(hours=9)
    stay = Excuse(Reason.IN_HOSPITAL, OPENS - timedelta(days=2), half)
    assert standing(WINDOW, [], [stay], now=LATE) == Standing(WindowState.EXCUSED, Reason.IN_HOSPITAL)
    assert state(excuse=Excuse(Reason.IN_HOSPITAL, stay.since, half - timedelta(minutes=1))) is WindowState.MISSED


def test_excuses_add_up_and_what_they_share_counts_once() -> None:
    first = Excuse(Reason.OUTAGE, OPENS, OPENS + timedelta(hours=6))
    inside = Excuse(Reason.OUTAGE, OPENS, OPENS + timedelta(hours=5))
    second = Excuse(Reason.VISIT_CANCELED, OPENS + timedelta(hours=4), OPENS + timedelta(hours=9))
    assert excused_by(WINDOW, [first, inside]) is None
    assert excused_by(WINDOW, [first, second]) is Reason.OUTAGE


def test_a_stay_that_goes_on_excuses_what_has_opened_and_nothing_before() -> None:
    stay = Excuse(Reason.IN_HOSPITAL, OPENS - timedelta(hours=1))
    assert state(now=OPENS - INSTANT, excuse=stay) is WindowState.NOT_YET
    assert state(now=OPENS, excuse=stay) is WindowState.EXCUSED


def test_an_entry_on_time_stands_in_hospital_too_and_a_late_one_is_excused() -> None:
    stay = Excuse(Reason.IN_HOSPITAL, OPENS - timedelta(hours=1))
    assert state(Filled(OPENS), excuse=stay) is WindowState.ON_TIME
    assert state(Filled(CLOSES), excuse=stay) is WindowState.EXCUSED


def test_an_entry_written_offline_counts_when_it_was_written() -> None:
    sent = CLOSES + timedelta(hours=5)
    assert counts_at(recorded_at=OPENS, received_at=sent) == OPENS
    assert counts_at(recorded_at=sent + timedelta(days=1), received_at=sent) == sent


def test_an_entry_goes_to_the_open_window_before_a_late_one() -> None:
    next_day = Window(
        "daily",
        date(2026, 12, 11),
        "infusion-1",
        date(2026, 12, 10),
        OPENS + timedelta(days=1),
        CLOSES + timedelta(days=1),
        LATE + timedelta(days=1),
    )
    assert taking([WINDOW, next_day], OPENS + timedelta(hours=25)) == [next_day, WINDOW]
    assert taking([WINDOW, next_day], CLOSES + timedelta(hours=25)) == [next_day, WINDOW]
    assert taking([WINDOW], LATE) == []


@given(fills, excuses, moments)
def test_the_order_of_facts_and_what_comes_later_do_not_matter(
    filled: list[Filled], excused: list[Excuse], now: datetime
) -> None:
    here = standing(WINDOW, filled, excused, now=now)
    assert standing(WINDOW, filled[::-1], excused[::-1], now=now) == here
    past = [each for each in filled if each.at <= now]
    assert standing(WINDOW, past, [each for each in excused if each.since <= now], now=now) == here
    assert (here.reason is not None) is (here.state is WindowState.EXCUSED)


@given(fills, excuses, moments, moments)
def test_an_entry_on_time_is_on_time_for_ever(
    filled: list[Filled], excused: list[Excuse], one: datetime, other: datetime
) -> None:
    before, after = sorted((one, other))
    if standing(WINDOW, filled, excused, now=before).state is WindowState.ON_TIME:
        assert standing(WINDOW, filled, excused, now=after).state is WindowState.ON_TIME
