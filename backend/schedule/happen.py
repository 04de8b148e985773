"""Recording that something happened to a visit, and drawing the consequences in the same transaction."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from backend.audit.record import record
from backend.errors import ConflictError, NotFoundError
from backend.families.models import Child, Family
from backend.outbox.cancel import cancel_about
from backend.outbox.lock_queries import serialise
from backend.protocol.pack import Pack
from backend.schedule import queries
from backend.schedule.diff import Change
from backend.schedule.models import Happening, VisitFact
from backend.schedule.plan import Course, course_of, plan_child
from backend.schedule.visit_state import VisitEvent, after_event

UNSCHEDULED = "unscheduled"


@dataclass(frozen=True)
class Act:
    """Who records what about which child's visit, and when it happened (UTC)."""

    child: Child
    family: Family
    visit: str
    by: str
    happened_at: datetime
    note: str = ""


def about(child_id: str, visit: str, appointment_at: datetime | None = None) -> str:
    """The mark by which messages that speak of a visit's appointment are found again."""
    return f"{child_id}/{visit}@{appointment_at.isoformat() if appointment_at else ''}"


def subject(child_id: str) -> str:
    """The key by which the outbox knows a child."""
    return f"child:{child_id}"


def course_for(session: Session, act: Act, pack: Pack) -> Course:
    """The child's year, locked against a second hand. Raises NotFoundError for a visit the pack does not know."""
    serialise(session, [subject(act.child.id)])
    known = {visit.key for schedule in pack.schedules for visit in schedule.visits}
    if act.visit not in known and not act.visit.startswith(UNSCHEDULED):
        raise NotFoundError(
            f"The study has no visit {act.visit!r}. It has: {', '.join(sorted(known))}, or {UNSCHEDULED}-1 and so on."
        )
    return course_of(session, act.child.id)


def happen(
    session: Session,
    act: Act,
    kind: Happening,
    *,
    pack: Pack,
    course: Course,
    appointment_at: datetime | None = None,
    campus: str | None = None,
    now: datetime,
) -> list[Change]:
    """Append the fact, take back texts that it makes untrue, and plan anew. `course` is the year until now."""
    before = course.state(act.visit)
    event = VisitEvent(
        child_id=act.child.id,
        visit=act.visit,
        kind=kind.value,
        sequence=queries.next_sequence(session, act.child.id),
        appointment_at=appointment_at,
        campus=campus,
        recorded_at=now,
    )
    session.add(
        VisitFact(**asdict(event), id=str(uuid4()), happened_at=act.happened_at, by=act.by, note=act.note or None)
    )
    if kind is not Happening.CONFIRMED:
        cancel_about(
            session,
            subject=subject(act.child.id),
            about=about(act.child.id, act.visit).rstrip("@") + "@",
            reason=f"visit-{kind.value}",
            now=now,
        )
    record(
        session,
        stream=act.family.code,
        actor=act.by,
        action=f"schedule.{kind.value}",
        subject=f"{act.child.code}/{act.visit}",
        before={"status": before.status.value, "appointment": str(before.appointment_at or "")},
        after={"appointment": str(appointment_at or ""), "campus": campus or "", "note": act.note},
        now=now,
    )
    after = Course(course.windows, {**course.states, act.visit: after_event(before, event)})
    return plan_child(session, child=act.child, family=act.family, pack=pack, course=after, now=now)


def refuse_if_over(course: Course, act: Act) -> None:
    """Raises ConflictError when the visit already has a result."""
    state = course.state(act.visit)
    if state.is_over:
        raise ConflictError(f"{act.child.code} {act.visit} is already recorded as {state.status.value}.")
