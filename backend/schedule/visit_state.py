"""What a visit's facts add up to: pure, from windows and happenings to one state."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from backend.schedule.models import Happening


class VisitStatus(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELED = "canceled-by-site"


@dataclass(frozen=True)
class VisitEvent:
    """What folding needs of a recorded fact. Times in UTC."""

    child_id: str
    visit: str
    kind: str
    sequence: int
    appointment_at: datetime | None
    campus: str | None
    recorded_at: datetime


@dataclass(frozen=True)
class VisitState:
    """A visit now: its status and, once booked, the appointment (UTC) and campus."""

    visit: str
    status: VisitStatus = VisitStatus.PLANNED
    appointment_at: datetime | None = None
    campus: str | None = None
    move_asked: bool = False
    bookings: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the appointment still lies ahead of its result."""
        return self.status in (VisitStatus.BOOKED, VisitStatus.CONFIRMED)

    @property
    def is_over(self) -> bool:
        """Whether a result is in."""
        return self.status in (VisitStatus.ATTENDED, VisitStatus.MISSED)


def visit_states(facts: Iterable[VisitEvent]) -> dict[str, VisitState]:
    """The state of each visit that has facts, folded in the order they were recorded."""
    states: dict[str, VisitState] = {}
    for fact in sorted(facts, key=lambda fact: (fact.recorded_at, fact.sequence)):
        states[fact.visit] = after_event(states.get(fact.visit, VisitState(fact.visit)), fact)
    return states


def after_event(state: VisitState, fact: VisitEvent) -> VisitState:
    """The state once `fact` is recorded."""
    match Happening(fact.kind):
        case Happening.BOOKED:
            return replace(
                state,
                status=VisitStatus.BOOKED,
                appointment_at=fact.appointment_at,
                campus=fact.campus,
                move_asked=False,
                bookings=state.bookings + 1,
            )
        case Happening.CONFIRMED:
            same = state.is_open and fact.appointment_at == state.appointment_at
            return replace(state, status=VisitStatus.CONFIRMED, move_asked=False) if same else state
        case Happening.MOVE_ASKED:
            return replace(state, status=VisitStatus.BOOKED, move_asked=True) if state.is_open else state
        case Happening.ATTENDED:
            return replace(state, status=VisitStatus.ATTENDED)
        case Happening.MISSED:
            return replace(state, status=VisitStatus.MISSED)
        case Happening.CANCELED:
            return replace(state, status=VisitStatus.CANCELED, appointment_at=None, campus=None)
