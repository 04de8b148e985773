"""The figure: on time ÷ (closed − excused), with what else became of the closed windows beside it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction


class Counted(StrEnum):
    """What one window counts as. `overdue`: closed, but still taken late; `open`: not closed, filled in or not;
    `optional`: never missed, and in no figure.
    """

    ON_TIME = "on-time"
    LATE = "late"
    TRANSCRIBED = "transcribed"
    MISSED = "missed"
    OVERDUE = "overdue"
    EXCUSED = "excused"
    OPEN = "open"
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Tally:
    """How many windows count as what."""

    on_time: int = 0
    late: int = 0
    transcribed: int = 0
    missed: int = 0
    overdue: int = 0
    excused: int = 0
    open: int = 0
    optional: int = 0

    @property
    def due(self) -> int:
        """Closed windows that nothing excuses: what `on_time` is measured against."""
        return self.on_time + self.late + self.transcribed + self.missed + self.overdue

    @property
    def closed(self) -> int:
        """Windows that were to be filled in by now."""
        return self.due + self.excused

    @property
    def rate(self) -> Fraction | None:
        """On time ÷ (closed − excused); None while nothing was due."""
        return Fraction(self.on_time, self.due) if self.due else None

    def count(self, counted: Counted) -> int:
        """How many count as that."""
        return int(getattr(self, counted.name.lower()))

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def tally_of(counts: Mapping[str, int]) -> Tally:
    """The tally of these counts by what they count as."""
    return Tally(**{Counted(key).name.lower(): count for key, count in counts.items()})


def percent(rate: Fraction | None) -> int | None:
    """Whole percent; 100 only where nothing is missing, 0 only where nothing came."""
    if rate is None:
        return None
    if 0 < rate < 1:
        return min(99, max(1, round(rate * 100)))
    return round(rate * 100)
