"""What came of a visit: attended or missed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.errors import ConflictError
from backend.protocol.pack import Pack
from backend.schedule.anchor import set_anchor
from backend.schedule.diff import Change
from backend.schedule.happen import Act, course_for, happen, refuse_if_over
from backend.schedule.models import Happening


def attend(session: Session, act: Act, *, pack: Pack, now: datetime) -> list[Change]:
    """The child came at `act.happened_at`; if the visit sets an anchor, that follows. Raises ConflictError."""
    course = course_for(session, act, pack)
    refuse_if_over(course, act)
    if act.happened_at > now:
        raise ConflictError("A visit can be recorded once it has happened.")
    state = course.state(act.visit)
    changes = happen(
        session,
        act,
        Happening.ATTENDED,
        pack=pack,
        course=course,
        appointment_at=state.appointment_at,
        campus=state.campus,
        now=now,
    )
    happened_on = act.happened_at.astimezone(ZoneInfo(act.family.zone)).date()
    plan = next((visit for visit in pack.schedule_on(happened_on).visits if visit.key == act.visit), None)
    if plan is not None and plan.sets_anchor:
        changes += set_anchor(
            session,
            act,
            plan.sets_anchor,
            happened_on=happened_on,
            reason=f"{act.visit} attended",
            pack=pack,
            now=now,
        )
    return changes


def miss(session: Session, act: Act, *, pack: Pack, now: datetime) -> list[Change]:
    """The child did not come; the family is asked gently the next day. Raises ConflictError."""
    course = course_for(session, act, pack)
    refuse_if_over(course, act)
    state = course.state(act.visit)
    if state.appointment_at is None or state.appointment_at > now:
        raise ConflictError(f"{act.child.code} {act.visit} had no appointment before now, so it was not missed.")
    return happen(
        session,
        act,
        Happening.MISSED,
        pack=pack,
        course=course,
        appointment_at=state.appointment_at,
        campus=state.campus,
        now=now,
    )
