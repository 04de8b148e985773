"""What a family answers about an appointment: they can come, or they ask to move it."""

from datetime import datetime

from sqlmodel import Session

from backend.protocol.pack import Pack
from backend.schedule.happen import Act, course_for, happen
from backend.schedule.models import Happening
from backend.schedule.visit_state import VisitStatus


def confirm(session: Session, act: Act, *, appointment_at: datetime, pack: Pack, now: datetime) -> bool:
    """The family can come then; False if the appointment no longer stands, so that nothing old is confirmed."""
    course = course_for(session, act, pack)
    state = course.state(act.visit)
    if not state.is_open or state.appointment_at != appointment_at or appointment_at <= now:
        return False
    if state.status is not VisitStatus.CONFIRMED:
        happen(
            session,
            act,
            Happening.CONFIRMED,
            pack=pack,
            course=course,
            appointment_at=appointment_at,
            campus=state.campus,
            now=now,
        )
    return True


def ask_to_move(session: Session, act: Act, *, appointment_at: datetime, pack: Pack, now: datetime) -> bool:
    """The family wants another time; reminders of this one stop until a person has settled it."""
    course = course_for(session, act, pack)
    state = course.state(act.visit)
    if not state.is_open or state.appointment_at != appointment_at or appointment_at <= now:
        return False
    if not state.move_asked:
        happen(session, act, Happening.MOVE_ASKED, pack=pack, course=course, appointment_at=appointment_at, now=now)
    return True
