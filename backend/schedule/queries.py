"""All SQL of the schedule."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from backend.db import UTCDateTime
from backend.families.models import Child, Family
from backend.schedule.models import AnchorFact, PlanMark, Step, StepState, VisitFact, VisitWindow
from backend.schedule.timeline import Window
from backend.schedule.visit_state import VisitEvent

# Statements asked at every decision are built once: building them costs more than running them.
_EVENTS = (
    sql_select(
        col(VisitFact.child_id),
        col(VisitFact.visit),
        col(VisitFact.kind),
        col(VisitFact.sequence),
        col(VisitFact.appointment_at),
        col(VisitFact.campus),
        col(VisitFact.recorded_at),
    )
    .where(col(VisitFact.child_id).in_(bindparam("children", expanding=True)))
    .order_by(col(VisitFact.recorded_at), col(VisitFact.sequence))
)
_WINDOWS = (
    sql_select(
        col(VisitWindow.visit),
        col(VisitWindow.anchor),
        col(VisitWindow.anchor_on),
        col(VisitWindow.target_on),
        col(VisitWindow.opens_on),
        col(VisitWindow.closes_on),
        col(VisitWindow.schedule_version),
    )
    .where(col(VisitWindow.child_id) == bindparam("child"), col(VisitWindow.superseded_at).is_(None))
    .order_by(col(VisitWindow.target_on), col(VisitWindow.visit))
)
_FAMILY_STEPS = (
    select(Step)
    .where(
        Step.family_id == bindparam("family"),
        Step.state == StepState.WAITING.value,
        col(Step.due_at) <= bindparam("until", type_=UTCDateTime()),
    )
    .order_by(col(Step.due_at), col(Step.id))
    .with_for_update()
)
_WAITING_STEPS = select(Step).where(Step.child_id == bindparam("child"), Step.state == StepState.WAITING.value)
_FAMILIES_DUE = (
    sql_select(col(Step.family_id))
    .where(col(Step.state) == StepState.WAITING.value, col(Step.due_at) <= bindparam("now", type_=UTCDateTime()))
    .group_by(col(Step.family_id))
    .order_by(func.min(Step.due_at), col(Step.family_id))
    .limit(bindparam("limit"))
)
_NEXT_DUE = select(func.min(Step.due_at)).where(Step.state == StepState.WAITING.value)
_LAST_SEQUENCE = select(func.max(VisitFact.sequence)).where(VisitFact.child_id == bindparam("child"))


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


def visit_events(session: Session, child_ids: Iterable[str]) -> list[VisitEvent]:
    """What happened to these children's visits, in the order it was recorded.

    Plain rows: a child's year is read at every decision, and whole objects would cost more than the query.
    """
    return [VisitEvent(*row) for row in session.execute(_EVENTS, {"children": list(child_ids)})]


def booked_between(session: Session, site: str, *, since: datetime, until: datetime) -> list[str]:
    """Ids of a site's children who were once booked for a moment from `since` (UTC) up to `until`."""
    return list(
        session.exec(
            select(VisitFact.child_id)
            .join(Child, col(Child.id) == col(VisitFact.child_id))
            .join(Family, col(Family.id) == col(Child.family_id))
            .where(Family.site == site, col(VisitFact.appointment_at) >= since, col(VisitFact.appointment_at) < until)
            .distinct()
        ).all()
    )


def windows_in_force(session: Session, child_id: str) -> dict[str, Window]:
    """A child's windows by visit, as values."""
    rows = session.execute(_WINDOWS, {"child": child_id})
    return {row[0]: Window(*row) for row in rows}


def visit_facts(session: Session, child_ids: Iterable[str]) -> list[VisitFact]:
    """What happened to these children's visits, with who recorded it, in the order it was recorded."""
    query = select(VisitFact).where(col(VisitFact.child_id).in_(list(child_ids)))
    return list(session.exec(query.order_by(col(VisitFact.recorded_at), col(VisitFact.sequence))).all())


def all_visit_facts(session: Session) -> list[VisitFact]:
    return list(session.exec(select(VisitFact).order_by(col(VisitFact.recorded_at), col(VisitFact.sequence))).all())


def next_sequence(session: Session, child_id: str) -> int:
    latest = session.exec(_LAST_SEQUENCE, params={"child": child_id}).one()
    return (latest or 0) + 1


def waiting_steps(session: Session, child_id: str) -> list[Step]:
    return list(session.exec(_WAITING_STEPS, params={"child": child_id}).all())


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
    return list(session.execute(_FAMILIES_DUE, {"now": now, "limit": limit}).scalars())


def family_steps(session: Session, family_id: str, *, until: datetime) -> list[Step]:
    """A family's waiting steps due by then, locked."""
    return list(session.exec(_FAMILY_STEPS, params={"family": family_id, "until": until}).all())


def reopen_steps(session: Session, ids: Iterable[str], *, now: datetime) -> None:
    """Let steps that were taken into a text which was taken back fall due again."""
    session.execute(
        update(Step)
        .where(col(Step.id).in_(sorted(ids)), col(Step.state) == StepState.TAKEN.value)
        .values(state=StepState.WAITING.value, reopened=True, due_at=now, state_at=now)
    )


def next_due_at(session: Session) -> datetime | None:
    return session.exec(_NEXT_DUE).one()


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
