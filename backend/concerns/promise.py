"""By when somebody will have read a text, or phoned: told to families, so it holds on holidays and nights too."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.languages import Language, day, hour
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency

READING = timedelta(hours=2)
LATEST_START = timedelta(hours=2)


def read_by(at: datetime, *, pack: Pack) -> datetime:
    """Two office hours after `at`, counted over working days of the pack's calendar; in UTC."""
    zone = ZoneInfo(pack.study.zone)
    hours = pack.study.hours
    local = at.astimezone(zone)
    if pack.calendar.is_workday(local.date()) and local + LATEST_START < _at(local, hours.office_until):
        start = max(local, _at(local, hours.office_from))
    else:
        next_day = pack.calendar.next_workday(local.date() + timedelta(days=1))
        start = datetime.combine(next_day, hours.office_from, zone)
    return _next_half_hour(start + READING).astimezone(at.tzinfo)


def call_by(at: datetime, level: Urgency, *, night: bool, pack: Pack) -> datetime:
    """By when the family must have been phoned: minutes for an emergency, else clock hours of the day; in UTC.

    `night`: the page goes out at once at night too, and so the clock runs through.
    """
    rules, zone = pack.concerns, ZoneInfo(pack.study.zone)
    at = at.replace(second=0, microsecond=0)
    if level is Urgency.EMERGENCY:
        return at + timedelta(minutes=rules.call_within.emergency_minutes)
    span = timedelta(hours=rules.call_within.urgent_hours)
    return at + span if night else rules.day.after(at, span, zone)


def read_by_words(by: datetime, language: Language, zone: str) -> str:
    """`3月5日（星期四）上午10:00`, `Thu 5 Mar, 10:00 am`."""
    local = by.astimezone(ZoneInfo(zone))
    joiner = ", " if language is Language.EN else ""
    return f"{day(local.date(), language)}{joiner}{hour(local, language)}"


def _at(local: datetime, clock: time) -> datetime:
    return datetime.combine(local.date(), clock, local.tzinfo)


def _next_half_hour(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + timedelta(minutes=30) if past else moment
