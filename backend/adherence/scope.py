"""What a report is about: the part of the study that is looked at, and what it is cut by."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What was expected of a family."""

    DIARIES = "diaries"


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
class Scope:
    """The part that is looked at; what is empty does not narrow it. Days are due days, both included."""

    site: str = ""
    campus: str = ""
    child: str = ""
    instrument: str = ""
    period: str = ""
    since: date | None = None
    until: date | None = None
