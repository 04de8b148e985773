"""A child's visits as the family sees them: what is booked, what is still to be, what has been."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.consent.gate import consent_state
from backend.devices.signed_in import SignedIn
from backend.families.models import Child
from backend.families.pause_queries import is_paused
from backend.languages import Language
from backend.mobile.care_shapes import VisitShown
from backend.protocol.pack import Pack
from backend.protocol.schedule import Schedule
from backend.schedule.plan import Course, course_of


@dataclass(frozen=True)
class Looking:
    """Who looks, in which language, at which moment."""

    me: SignedIn
    language: Language
    pack: Pack
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The family's zone."""
        return ZoneInfo(self.me.family.zone)

    @property
    def today(self) -> date:
        """The family's day."""
        return self.now.astimezone(self.zone).date()

    def local(self, at: datetime) -> datetime:
        """A moment with the offset of the family's zone."""
        return at.astimezone(self.zone)


def my_visits(session: Session, looking: Looking, children: Sequence[Child]) -> list[VisitShown]:
    """The visits of these children in order of time; none while the family is paused, or without consent."""
    if is_paused(session, looking.me.family.id):
        return []
    consents = consent_state(session, [child.id for child in children], as_of=None)
    schedule = looking.pack.schedule_on(looking.today)
    found = [
        _shown(child, visit, course, schedule, looking)
        for child in children
        if consents[child.id].active
        for course in [course_of(session, child.id)]
        for visit in {**course.windows, **course.states}
    ]
    return sorted(found, key=lambda each: (_day(each), each.child_id, each.visit))


def my_visit(session: Session, looking: Looking, child: Child, visit: str) -> VisitShown | None:
    """One visit of a child as it stands."""
    return next((each for each in my_visits(session, looking, [child]) if each.visit == visit), None)


def next_visit(visits: Sequence[VisitShown], child_id: str, *, today: date) -> VisitShown | None:
    """The appointment to come, today's included; without one, the next visit still to be booked."""
    mine = [
        each for each in visits if each.child_id == child_id and each.status in ("planned", "booked", "confirmed")
    ]
    booked = [each for each in mine if each.appointment_at is not None and each.appointment_at.date() >= today]
    ahead = [each for each in mine if each.appointment_at is None and each.closes_on and each.closes_on >= today]
    return next(iter(booked or ahead), None)


def _shown(child: Child, visit: str, course: Course, schedule: Schedule, looking: Looking) -> VisitShown:
    state, window = course.state(visit), course.windows.get(visit)
    plan = looking.pack.visit(visit, schedule)
    at = looking.local(state.appointment_at) if state.appointment_at else None
    place = looking.pack.study.campus(state.campus or child.campus).short.in_(looking.language) if at else None
    return VisitShown(
        child_id=child.id,
        visit=visit,
        name=_heading(plan.short.in_(looking.language)),
        status=state.status,
        opens_on=window.opens_on if window else None,
        closes_on=window.closes_on if window else None,
        appointment_at=at,
        place=place,
        samples=[schedule.samples[key].in_(looking.language) for key in plan.samples if key in schedule.samples],
        move_asked=state.move_asked,
        may_answer=state.is_open and at is not None and at > looking.now,
    )


def _heading(words: str) -> str:
    """The words at the head of a card; in a text they stand within a sentence."""
    return words[:1].upper() + words[1:]


def _day(visit: VisitShown) -> date:
    days = (visit.appointment_at.date() if visit.appointment_at else None, visit.opens_on, visit.closes_on)
    return next((day for day in days if day is not None), date.max)
