"""A child's visits on one page: those to come with their answers, and those that have been."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.mobile.care_shapes import VisitShown
from backend.mobile.home import Home, home_of
from backend.mobile.my_children import my_child
from backend.mobile.my_visits import my_visits
from backend.mobile.page_reader import FamilyReader

OVER = frozenset({"attended", "missed"})


@dataclass(frozen=True)
class Calendar:
    """What is to come and what has been, each in order of time, the latest past first."""

    home: Home
    ahead: Sequence[VisitShown]
    past: Sequence[VisitShown]


def calendar_of(session: Session, reader: FamilyReader, *, child_id: str) -> Calendar:
    """The visits of one child; of the first if none is named."""
    home = home_of(session, reader, child_id=child_id)
    if home.child is None:
        return Calendar(home, (), ())
    visits = my_visits(session, reader.looking, [my_child(session, reader.signed_in, home.child.id)])
    ahead = [each for each in visits if not _is_past(each, reader)]
    return Calendar(home, ahead, [each for each in reversed(visits) if _is_past(each, reader)])


def _is_past(visit: VisitShown, reader: FamilyReader) -> bool:
    if visit.status in OVER:
        return True
    day = visit.appointment_at.date() if visit.appointment_at else visit.closes_on
    return day is not None and day < reader.today
