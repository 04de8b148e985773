"""A family says on a page or in the app that they come, or that they need another time."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.promise import read_by
from backend.errors import ConflictError
from backend.families.models import Child
from backend.mobile.care_shapes import Answer
from backend.mobile.my_visits import Looking
from backend.schedule.confirm import ask_to_move, confirm
from backend.schedule.happen import Act, course_for


class AppointmentMovedError(ConflictError):
    """The appointment that was answered no longer stands, or has passed."""

    type = "appointment-moved"


def answer_visit(
    session: Session, looking: Looking, child: Child, visit: str, *, answer: Answer, appointment_at: datetime
) -> datetime | None:
    """Keep the answer; by when a wish to move will have been read. Raises AppointmentMovedError, NotFoundError."""
    me, pack, now = looking.me, looking.pack, looking.now
    act = Act(child=child, family=me.family, visit=visit, by=me.actor, happened_at=now)
    asked_before = course_for(session, act, pack).state(visit).move_asked
    verb = confirm if answer is Answer.COMING else ask_to_move
    if not verb(session, act, appointment_at=appointment_at, pack=pack, now=now):
        raise AppointmentMovedError("This appointment has moved or passed; look at it again.")
    if answer is Answer.COMING:
        return None
    by = read_by(now, pack=pack)
    if not asked_before:
        open_task(
            session,
            kind=TaskKind.REBOOK_VISIT,
            stream=me.family.code,
            dedup_key=f"{TaskKind.REBOOK_VISIT.value}:{child.id}/{visit}@{now.isoformat()}",
            due_by=by,
            child_code=child.code,
            facts={"visit": visit, "asked_by": me.caregiver.relation},
            now=now,
        )
    return by
