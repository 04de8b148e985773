"""All SQL of the schedule."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from backend.schedule.models import AnchorFact, PlanMark, Step, StepState, VisitFact, VisitWindow


def anchor_facts(session: Session, child_id: str, *, as_known_at: datetime | None = None) -> list[AnchorFact]:
    """In the order they became known; with `as_known_at`, as we knew it then."""
    query = select(AnchorFact).where(AnchorFact.child_id == child_id)
    if as_known_at is not None:
        query = query.where(col(AnchorFact.recorded_at) <= as_known_at)
    return list(session.exec(query.order_by(col(AnchorFact.recorded_at), col(AnchorFact.id))).all())


def windows(session: Session, child_ids: Iterable[str]) -> list[VisitWindow]:
    """Those in force."""
    return list(
        session.exec(
            select(VisitWindow)
            .where(col(VisitWindow.child_id).in_(list(child_ids)), col(VisitWindow.superseded_at).is_(None))
            .order_by(col(VisitWindow.target_on), col(VisitWindow.visit))
        ).all()
    )


def revisions(session: Session, child_id: str) -> int:
    """How many windows a child has ever had."""
    return session.exec(select(func.count()).select_from(VisitWindow).where(VisitWindow.child_id == child_id)).one()


def visit_facts(session: Session, child_ids: Iterable[str]) -> list[VisitFact]:
    return list(
        session.exec(
            select(VisitFact)
            .where(col(VisitFact.child_id).in_(list(child_ids)))
            .order_by(col(VisitFact.recorded_at), col(VisitFact.sequence))
        ).all()
    )


def all_visit_facts(session: Session) -> list[VisitFact]:
    return list(session.exec(select(VisitFact).order_by(col(VisitFact.recorded_at), col(VisitFact.sequence))).all())


def next_sequence(session: Session, child_id: str) -> int:
    latest = session.exec(select(func.max(VisitFact.sequence)).where(VisitFact.child_id == child_id)).one()
    return (latest or 0) + 1


def waiting_steps(session: Session, child_id: str) -> list[Step]:
    return list(
        session.exec(select(Step).where(Step.child_id == child_id, Step.state == StepState.WAITING.value)).all()
    )


def steps_by_id(session: Session, ids: Iterable[str]) -> dict[str, Step]:
    rows = session.exec(select(Step).where(col(Step.id).in_(sorted(ids)))).all()
    return {row.id: row for row in rows}


def steps_of(session: Session, child_ids: Iterable[str]) -> list[Step]:
    return list(
        session.exec(
            select(Step).where(col(Step.child_id).in_(list(child_ids))).order_by(col(Step.due_at), col(Step.id))
        ).all()
    )


def families_due(session: Session, *, now: datetime, limit: int) -> list[str]:
    """Families with a step whose moment has come, the longest due first."""
    rows = session.exec(
        select(Step.family_id, func.min(Step.due_at))
        .where(Step.state == StepState.WAITING.value, col(Step.due_at) <= now)
        .group_by(col(Step.family_id))
        .order_by(func.min(Step.due_at), col(Step.family_id))
        .limit(limit)
    ).all()
    return [family_id for family_id, _ in rows]


def family_steps(session: Session, family_id: str, *, until: datetime) -> list[Step]:
    """A family's waiting steps due by then, locked."""
    return list(
        session.exec(
            select(Step)
            .where(Step.family_id == family_id, Step.state == StepState.WAITING.value, col(Step.due_at) <= until)
            .order_by(col(Step.due_at), col(Step.id))
            .with_for_update()
        ).all()
    )


def reopen_steps(session: Session, ids: Iterable[str], *, now: datetime) -> None:
    """Let steps that were taken into a text which was taken back fall due again."""
    session.execute(
        update(Step)
        .where(col(Step.id).in_(sorted(ids)), col(Step.state) == StepState.TAKEN.value)
        .values(state=StepState.WAITING.value, due_at=now, state_at=now)
    )


def next_due_at(session: Session) -> datetime | None:
    return session.exec(select(func.min(Step.due_at)).where(Step.state == StepState.WAITING.value)).one()


def plan_mark(session: Session, child_id: str) -> PlanMark | None:
    return session.get(PlanMark, child_id)


def planned_under_other(session: Session, version: str, *, limit: int) -> list[str]:
    """Children not yet planned under `version`."""
    return list(
        session.exec(
            select(PlanMark.child_id)
            .where(PlanMark.schedule_version != version)
            .order_by(col(PlanMark.child_id))
            .limit(limit)
        ).all()
    )


def booked_between(session: Session, *, start: datetime, end: datetime) -> list[VisitFact]:
    """Bookings whose appointment falls in that span, whether or not they still stand."""
    return list(
        session.exec(
            select(VisitFact).where(
                VisitFact.kind == "booked",
                col(VisitFact.appointment_at) >= start,
                col(VisitFact.appointment_at) < end,
            )
        ).all()
    )
