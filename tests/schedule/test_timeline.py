"""A child's year as a pure function: deterministic, tied to its anchors, amended forward only."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from backend.schedule.diff import ChangeKind, compare
from backend.schedule.ladder import CALL, Setting, ladder
from backend.schedule.models import AnchorKind
from backend.schedule.timeline import AnchorDate, Window, timeline
from backend.schedule.visit_state import VisitState, VisitStatus
from tests.factories import PACK

SCHEDULES = PACK.schedules
ZONE = ZoneInfo("Asia/Shanghai")
days = st.dates(date(2026, 12, 1), date(2027, 12, 1))
moments = st.datetimes(datetime(2026, 12, 1), datetime(2027, 12, 1), timezones=st.just(UTC))


def happened(on: date) -> AnchorDate:
    return AnchorDate(AnchorKind.HAPPENED, on)


def year(consent: date, first: date | None = None, second: date | None = None) -> dict[str, Window]:
    anchors = {"consent": happened(consent)}
    if first:
        anchors["infusion-1"] = happened(first)
    if second:
        anchors["infusion-2"] = happened(second)
    return timeline(SCHEDULES, anchors, today=consent)


@given(days, st.integers(0, 60), st.integers(1, 60))
def test_the_same_anchors_give_the_same_windows_and_ids(consent: date, first: int, second: int) -> None:
    one = consent + timedelta(days=first)
    two = one + timedelta(days=second)
    windows = year(consent, one, two)
    assert windows == year(consent, one, two)
    assert len({window.id_for("child") for window in windows.values()}) == len(windows) == 13
    assert all(window.opens_on <= window.target_on <= window.closes_on for window in windows.values())


@given(days, st.integers(1, 40))
def test_moving_the_last_infusion_moves_just_what_counts_from_it(consent: date, later: int) -> None:
    one, two = consent + timedelta(days=14), consent + timedelta(days=28)
    before, after = year(consent, one, two), year(consent, one, two + timedelta(days=later))
    moved = {visit for visit in before if before[visit] != after[visit]}
    assert moved == {visit for visit in before if before[visit].anchor == "last-infusion"}
    changes = compare(before, after, {}, today=consent, zone="Asia/Shanghai")
    assert {change.visit for change in changes if change.kind is ChangeKind.MOVED} == moved


def test_follow_ups_wait_for_the_last_infusion_or_a_choice() -> None:
    consent = date(2026, 12, 1)
    assert set(year(consent)) == {"infusion-1"}
    assert set(year(consent, consent)) == {"infusion-1", "infusion-2"}
    undecided = {"infusion-1": happened(consent), "infusion-2": AnchorDate(AnchorKind.NEVER, None, None)}
    assert "week-2" not in timeline(SCHEDULES, undecided, today=consent)
    chosen = {**undecided, "infusion-2": AnchorDate(AnchorKind.NEVER, None, "infusion-1")}
    assert timeline(SCHEDULES, chosen, today=consent)["week-2"].target_on == date(2026, 12, 15)


def test_an_amendment_changes_what_is_to_come_and_nothing_that_is_over() -> None:
    base = SCHEDULES[0]
    visits = tuple(
        visit.model_copy(update={"window": visit.window.model_copy(update={"after": 1})}) for visit in base.visits
    )
    amended = base.model_copy(update={"version": "1.1", "effective_on": date(2027, 2, 1), "visits": visits})
    anchors = {key: happened(date(2026, 12, 1)) for key in ("consent", "infusion-1", "infusion-2")}
    before = timeline([base, amended], anchors, today=date(2027, 1, 31))
    after = timeline([base, amended], anchors, today=date(2027, 2, 1))
    assert {window.schedule_version for window in before.values()} == {"1.0"}
    for visit, window in after.items():
        assert window.schedule_version == ("1.0" if before[visit].closes_on < date(2027, 2, 1) else "1.1")


@given(moments, st.integers(1, 400), st.sampled_from([VisitStatus.BOOKED, VisitStatus.CONFIRMED]))
def test_no_reminder_falls_due_in_quiet_hours_or_in_the_past(now: datetime, hours: int, status: VisitStatus) -> None:
    local = (now + timedelta(hours=hours)).astimezone(ZONE).replace(hour=9, minute=0)
    appointment = local.astimezone(UTC)
    if appointment <= now:
        return
    setting = Setting(SCHEDULES[0], PACK.study.hours, "Asia/Shanghai", now)
    state = VisitState("week-4", status, appointment, "zhujiang", bookings=1)
    rules = {rule.key: rule for rule in SCHEDULES[0].reminders}
    for step in ladder(state, None, setting):
        assert step.due_at >= now
        if step.rule in rules and step.due_at != now:
            due = step.due_at.astimezone(ZONE)
            assert not PACK.study.hours.is_quiet(due) or rules[step.rule].only_early_opt_in
            assert step.due_at < appointment
    again = ladder(replace(state), None, setting)
    assert [step.id_for("child") for step in again] == [step.id_for("child") for step in ladder(state, None, setting)]


def test_an_early_appointment_is_recalled_the_evening_before_and_a_late_one_on_the_day() -> None:
    setting = Setting(SCHEDULES[0], PACK.study.hours, "Asia/Shanghai", datetime(2026, 12, 1, tzinfo=UTC))
    for hour, expected, other in ((8, "visit-tomorrow", "visit-today"), (14, "visit-today", "visit-tomorrow")):
        at = datetime(2026, 12, 15, hour, 30, tzinfo=ZONE).astimezone(UTC)
        rules = {step.rule for step in ladder(VisitState("week-4", VisitStatus.BOOKED, at, "x"), None, setting)}
        assert expected in rules
        assert other not in rules
        assert CALL in rules
