"""What a report is about: the part of the study that is looked at, and what it is cut by."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.protocol.pack import Pack


class Kind(StrEnum):
    """What was expected of a family."""

    DIARIES = "diaries"
    VISITS = "visits"
    CONFIRMATIONS = "confirmations"


class Cut(StrEnum):
    """What figures are told apart by. `instrument`: the diary, or the visit; `period`: the anchor counted from;
    `week`: its Monday; `day`: the day a window is due.
    """

    CHILD = "child"
    SITE = "site"
    CAMPUS = "campus"
    INSTRUMENT = "instrument"
    PERIOD = "period"
    WEEK = "week"
    DAY = "day"


@dataclass(frozen=True)
class Asking:
    """When a family is asked whether it comes, and when staff phone one that has not answered.

    Days count from that of the appointment, hours (`HH:MM`) are on the family's wall.
    """

    ask_day: int = -7
    ask_at: str = "12:00"
    call_day: int = -1
    call_at: str = "10:00"


@dataclass(frozen=True)
class Scope:
    """The part that is looked at; what is empty does not narrow it. Days are due days, both included.

    `child` is the code of the only one; `given`: only those whose ids are given when the statement is run.
    """

    site: str = ""
    campus: str = ""
    child: str = ""
    given: bool = False
    instrument: str = ""
    period: str = ""
    since: date | None = None
    until: date | None = None
    asking: Asking = Asking()


def asking_of(pack: Pack, on: date) -> Asking:
    """The hours of the schedule in force on that day: of its first question that only the unconfirmed get."""
    schedule = pack.schedule_on(on)
    rule = next((each for each in schedule.reminders if each.only_unconfirmed), None)
    call = schedule.unconfirmed_call
    by = {"call_day": call.day, "call_at": f"{call.at:%H:%M}"}
    if rule is None:
        return Asking(**by)  # type: ignore[arg-type]
    return Asking(rule.day, f"{pack.study.hours.slots[rule.slot]:%H:%M}", **by)  # type: ignore[arg-type]
