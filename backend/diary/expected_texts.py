"""How many texts one phone gets week by week, by the pack alone: before the first family joins. Pure.

The family is a typical one: one child, one guardian whose phone was tested at the clinic, no early texts; every visit
is booked as soon as it is to be and falls on its target day, or the next working day. It either answers everything
(confirms by text, fills in each diary before it is reminded) or nothing. Both come to every visit.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from backend.diary.nudge_times import FamilyHour, nudge_moments
from backend.diary.windows import Course, due_windows
from backend.families.models import Role
from backend.protocol.pack import Pack
from backend.protocol.schedule import ReminderRule, Schedule
from backend.schedule.decide import PhoneFacts, StepFacts, why_not, why_not_to
from backend.schedule.ladder import TASKS, Setting, ladder
from backend.schedule.models import AnchorKind
from backend.schedule.timeline import AnchorDate, Window, timeline
from backend.schedule.visit_state import VisitState, VisitStatus

HOUR = time(10, 0)
WEEK = 7
PHONE = PhoneFacts(Role.GUARDIAN, gets_reminders=True, early_texts=False, confirmed=True)


class Sort(StrEnum):
    """What a text is for."""

    VISITS = "visits"
    DIARY = "diary"
    REPLIES = "replies"


@dataclass(frozen=True)
class Appointed:
    """One visit of the typical family: its window, when it is booked and when it is (UTC)."""

    window: Window
    booked_at: datetime
    at: datetime


@dataclass(frozen=True)
class TypicalYear:
    """The year of a family that consents on `start`."""

    start: date
    anchors: Mapping[str, AnchorDate]
    visits: Sequence[Appointed]


def typical_year(pack: Pack, start: date) -> TypicalYear:
    """Every visit in order, each anchor standing on the day of the visit that sets it."""
    schedule, zone = pack.schedule_on(start), ZoneInfo(pack.study.zone)
    anchors = {pack.consent_anchor: AnchorDate(AnchorKind.HAPPENED, start)}
    found: dict[str, Appointed] = {}
    while fresh := [each for key, each in timeline(pack.schedules, anchors, today=start).items() if key not in found]:
        for window in fresh:
            booked = max(window.target_on - timedelta(days=schedule.book_ahead_days), window.anchor_on)
            day = pack.calendar.next_workday(window.target_on)
            found[window.visit] = Appointed(
                window, _utc(booked, pack.study.hours.office_from, zone), _utc(day, HOUR, zone)
            )
            sets = pack.visit(window.visit, schedule).sets_anchor
            if sets is not None:
                anchors[sets] = AnchorDate(AnchorKind.HAPPENED, day)
    return TypicalYear(start, anchors, sorted(found.values(), key=lambda each: each.at))


def expected_texts(pack: Pack, *, start: date, born_on: date, answers: bool) -> list[Counter[Sort]]:
    """The texts of each week, the first beginning on the day of consent."""
    year = typical_year(pack, start)
    days = [*_of_visits(pack, year, answers=answers)]
    if not answers:
        days += [(day, Sort.DIARY) for day in sorted(_nudged(pack, year, born_on))]
    last = max((day for day, _ in days), default=start)
    weeks: list[Counter[Sort]] = [Counter() for _ in range((last - start).days // WEEK + 1)]
    for day, sort in days:
        weeks[(day - start).days // WEEK][sort] += 1
    return weeks


def _of_visits(pack: Pack, year: TypicalYear, *, answers: bool) -> Iterator[tuple[date, Sort]]:
    """One text a day whatever visits it speaks of, and one answer to a family that confirms."""
    asked: dict[date, bool] = {}
    for day, rule in _steps(pack, year, answers=answers):
        asked[day] = asked.get(day, False) or rule.asks is not None
    for day, asks in asked.items():
        yield day, Sort.VISITS
        if asks and answers:
            yield day, Sort.REPLIES


def _steps(pack: Pack, year: TypicalYear, *, answers: bool) -> Iterator[tuple[date, ReminderRule]]:
    schedule = pack.schedule_on(year.start)
    for visit in year.visits:
        setting = Setting(schedule, pack.study.hours, pack.study.zone, visit.booked_at)
        booked = VisitState(visit.window.visit, VisitStatus.BOOKED, visit.at, bookings=1)
        for step in ladder(booked, visit.window, setting):
            if step.rule in TASKS:
                continue
            rule = schedule.reminder(step.rule)
            if _goes_out(pack, schedule, visit, rule, step.due_at, answers=answers):
                yield step.day, rule


def _goes_out(
    pack: Pack, schedule: Schedule, visit: Appointed, rule: ReminderRule, due_at: datetime, *, answers: bool
) -> bool:
    status = VisitStatus.CONFIRMED if answers and rule.asks is None else VisitStatus.BOOKED
    facts = StepFacts(
        rule=rule.key,
        appointment_at=visit.at,
        state=VisitState(visit.window.visit, status, visit.at, bookings=1),
        plan=rule,
        samples=pack.visit(visit.window.visit, schedule).samples,
        consented=True,
        ended="",
        paused=False,
        now=due_at,
    )
    return why_not(facts) is None and why_not_to(PHONE, rule) is None


def _nudged(pack: Pack, year: TypicalYear, born_on: date) -> set[date]:
    """The days on which a family that fills in nothing is reminded: once a day, whatever is open."""
    zone, at = ZoneInfo(pack.study.zone), pack.study.hours.diary
    if at is None:
        return set()
    course = Course(pack.schedule_on(year.start), year.anchors, pack.study.zone, born_on)
    windows = due_windows(pack.instruments.values(), course).values()
    return {
        moment.astimezone(zone).date()
        for window in windows
        for moment in nudge_moments(window, pack.instruments[window.instrument], FamilyHour(at, zone))
    }


def _utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
