"""Booking an appointment, moving it, or canceling it on the hospital's behalf."""

from datetime import datetime

from sqlmodel import Session

from backend.errors import ConflictError, NotFoundError
from backend.outbox.told_queries import was_announced
from backend.protocol.pack import Pack
from backend.schedule.diff import Change
from backend.schedule.happen import Act, about, course_for, happen, refuse_if_over
from backend.schedule.ladder import CANCELED, MOVED
from backend.schedule.models import Happening
from backend.schedule.now_due import due_now


def book(
    session: Session, act: Act, *, appointment_at: datetime, campus: str, pack: Pack, now: datetime
) -> list[Change]:
    """Book or move a visit to `appointment_at` (UTC); a family that knew another date is told at once.

    Raises ConflictError for a past moment, an unchanged booking or a visit with a result; NotFoundError.
    """
    course = course_for(session, act, pack)
    refuse_if_over(course, act)
    known = {place.key for site in pack.study.sites for place in site.campuses}
    if campus not in known:
        raise NotFoundError(f"There is no campus {campus!r}. The pack has: {', '.join(sorted(known))}.")
    if appointment_at <= now:
        raise ConflictError("That moment has passed; an appointment lies ahead.")
    state = course.state(act.visit)
    if state.is_open and not state.move_asked and (state.appointment_at, state.campus) == (appointment_at, campus):
        raise ConflictError(f"{act.child.code} {act.visit} is booked for exactly that already.")
    told = was_announced(session, stream=act.family.code, about=about(act.child.id, act.visit))
    changes = happen(
        session,
        act,
        Happening.BOOKED,
        pack=pack,
        course=course,
        appointment_at=appointment_at,
        campus=campus,
        now=now,
    )
    if told and (state.appointment_at, state.campus) != (appointment_at, campus):
        due_now(session, act, MOVED, appointment_at=appointment_at, mark=str(state.bookings), now=now)
    return changes


def cancel_visit(session: Session, act: Act, *, pack: Pack, now: datetime) -> list[Change]:
    """Cancel a booked visit for the hospital; the family is told, and booking it anew becomes a task."""
    course = course_for(session, act, pack)
    state = course.state(act.visit)
    if not state.is_open or state.appointment_at is None:
        raise ConflictError(f"{act.child.code} {act.visit} is not booked, so there is nothing to cancel.")
    told = was_announced(session, stream=act.family.code, about=about(act.child.id, act.visit))
    changes = happen(session, act, Happening.CANCELED, pack=pack, course=course, now=now)
    if told:
        due_now(session, act, CANCELED, appointment_at=state.appointment_at, mark=str(state.bookings), now=now)
    return changes
