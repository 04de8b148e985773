"""Steps that ask a person to act: book a visit, phone about one, write down what came of one."""

from datetime import datetime, timedelta

from sqlmodel import Session

from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.schedule.household import Household
from backend.schedule.ladder import BOOK, CALL, CALL_MISSED, RESULT
from backend.schedule.models import Step
from backend.schedule.visit_state import VisitState, VisitStatus

KINDS = {
    BOOK: TaskKind.BOOK_VISIT,
    CALL: TaskKind.CALL_UNCONFIRMED,
    RESULT: TaskKind.RECORD_RESULT,
    CALL_MISSED: TaskKind.CALL_MISSED,
}
DUE_IN = {
    BOOK: timedelta(days=2),
    CALL: timedelta(hours=8),
    RESULT: timedelta(days=1),
    CALL_MISSED: timedelta(days=1),
}


def take_task_step(session: Session, step: Step, household: Household, *, now: datetime) -> None:
    """Open the step's task if a person is still needed."""
    state = household.courses[step.child_id].state(step.visit)
    if not _needed(step, state, household):
        return
    kind = KINDS[step.rule]
    if step.rule == BOOK and state.status is VisitStatus.CANCELED:
        kind = TaskKind.REBOOK_VISIT
    open_task(
        session,
        kind=kind,
        stream=household.family.code,
        dedup_key=f"step:{step.id}",
        due_by=now + DUE_IN[step.rule],
        child_code=household.children[step.child_id].code,
        facts=household.evidence(step),
        now=now,
    )


def _needed(step: Step, state: VisitState, household: Household) -> bool:
    consent = household.consents[step.child_id]
    if not consent.active or household.paused:
        return False
    if step.rule == BOOK:
        return state.status in (VisitStatus.PLANNED, VisitStatus.CANCELED)
    if state.appointment_at != step.appointment_at:
        return False
    if step.rule == CALL_MISSED:
        return state.status is VisitStatus.MISSED
    if step.rule == CALL:
        return state.status is VisitStatus.BOOKED
    return not state.is_over
