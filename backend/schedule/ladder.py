"""From one visit to its steps: which reminders and tasks fall due when. Pure, over values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from backend.protocol.hours import Hours
from backend.protocol.schedule import ReminderRule, Schedule
from backend.schedule.timeline import Window
from backend.schedule.visit_state import VisitState, VisitStatus

BOOK, CALL, RESULT, CALL_MISSED, MISSED, MOVED, CANCELED = (
    "book",
    "call-unconfirmed",
    "record-result",
    "call-missed",
    "visit-missed",
    "visit-moved",
    "visit-canceled",
)
TASKS = frozenset({BOOK, CALL, RESULT, CALL_MISSED})
MORNING_AFTER = time(10, 0)
CATCH_UP_BEFORE = timedelta(days=2)


@dataclass(frozen=True)
class PlannedStep:
    """A rule falling due at a moment (UTC) because of a visit; `day` is the day in the family's zone."""

    visit: str
    rule: str
    appointment_at: datetime | None
    day: date
    due_at: datetime
    mark: str = ""

    def id_for(self, child_id: str) -> str:
        """The same step of the same appointment always has the same id, however often it is planned."""
        tied_to = self.appointment_at.isoformat() if self.appointment_at else self.mark
        return str(uuid5(NAMESPACE_URL, f"{child_id}/{self.visit}/{self.rule}/{tied_to}/{self.mark}"))


@dataclass(frozen=True)
class Setting:
    """What a ladder is laid against: the schedule, the hours, the family's zone, and the moment of planning."""

    schedule: Schedule
    hours: Hours
    zone: str
    now: datetime

    def at(self, day: date, clock: time) -> datetime:
        """That hour of that day in the family's zone, as UTC."""
        return datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(self.now.tzinfo)

    def local(self, moment: datetime) -> datetime:
        """A moment in the family's zone."""
        return moment.astimezone(ZoneInfo(self.zone))


def ladder(state: VisitState, window: Window | None, setting: Setting) -> list[PlannedStep]:
    """The steps a visit in this state still asks for, soonest first; what is already past is left out."""
    if state.status in (VisitStatus.PLANNED, VisitStatus.CANCELED):
        steps = list(_to_book(state, window, setting))
    elif state.is_open and state.appointment_at is not None:
        steps = [*_reminders(state, state.appointment_at, setting), *_people(state, state.appointment_at, setting)]
    elif state.status is VisitStatus.MISSED and state.appointment_at is not None:
        steps = list(_missed(state, state.appointment_at, setting))
    else:
        steps = []
    return sorted(steps, key=lambda step: (step.due_at, step.rule))


def _to_book(state: VisitState, window: Window | None, setting: Setting) -> Iterator[PlannedStep]:
    if window is None:
        return
    day = max(window.target_on - timedelta(days=setting.schedule.book_ahead_days), setting.local(setting.now).date())
    due = max(setting.at(day, setting.hours.office_from), setting.now)
    mark = f"{window.opens_on}:{window.closes_on}:{state.bookings}"
    yield PlannedStep(window.visit, BOOK, None, day, due, mark)


def _reminders(state: VisitState, appointment: datetime, setting: Setting) -> Iterator[PlannedStep]:
    for rule in setting.schedule.reminders:
        day, due = _moment(rule, appointment, setting)
        if rule.instead_of and in_time(setting.schedule.reminder(rule.instead_of), appointment, setting):
            continue
        if due < setting.now and rule.catch_up and appointment - setting.now >= CATCH_UP_BEFORE:
            day, due = setting.local(setting.now).date(), setting.now
        if due >= setting.now and in_time(rule, appointment, setting):
            yield PlannedStep(state.visit, rule.key, appointment, day, due)


def _moment(rule: ReminderRule, appointment: datetime, setting: Setting) -> tuple[date, datetime]:
    day = setting.local(appointment).date() + timedelta(days=rule.day)
    return day, setting.at(day, setting.hours.slots[rule.slot])


def in_time(rule: ReminderRule, appointment: datetime, setting: Setting) -> bool:
    """Whether a text of this rule would come long enough before the appointment to help."""
    _, due = _moment(rule, appointment, setting)
    return due + timedelta(minutes=rule.notice_minutes) <= appointment


def _people(state: VisitState, appointment: datetime, setting: Setting) -> Iterator[PlannedStep]:
    local_day = setting.local(appointment).date()
    call = setting.schedule.unconfirmed_call
    day = local_day + timedelta(days=call.day)
    due = max(setting.at(day, call.at), setting.now)
    if due < appointment:
        yield PlannedStep(state.visit, CALL, appointment, setting.local(due).date(), due)
    after = local_day + timedelta(days=1)
    yield PlannedStep(state.visit, RESULT, appointment, after, max(setting.at(after, MORNING_AFTER), setting.now))


def _missed(state: VisitState, appointment: datetime, setting: Setting) -> Iterator[PlannedStep]:
    day = max(setting.local(appointment).date() + timedelta(days=1), setting.local(setting.now).date())
    due = setting.at(day, setting.hours.slots[setting.schedule.missed_slot])
    if due < setting.now:
        day += timedelta(days=1)
        due = setting.at(day, setting.hours.slots[setting.schedule.missed_slot])
    yield PlannedStep(state.visit, MISSED, appointment, day, due)
    yield PlannedStep(state.visit, CALL_MISSED, appointment, day, due)
