"""The SQL of plans: of whom more is known than their windows follow."""

from datetime import datetime

from sqlalchemy import bindparam, func, union
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, or_, select

from backend.consent.models import ConsentFact
from backend.db import UTCDateTime
from backend.diary.models import DiaryPlan
from backend.families.models import Child
from backend.schedule.models import AnchorFact

# Statements asked at every tick are built once: building them costs more than running them.
_ANCHORS = (
    select(func.count()).select_from(AnchorFact).where(col(AnchorFact.child_id) == col(Child.id)).scalar_subquery()
)
_CONSENTS = (
    select(func.count()).select_from(ConsentFact).where(col(ConsentFact.child_id) == col(Child.id)).scalar_subquery()
)
_FACTS = _ANCHORS + _CONSENTS
_PLAN = (
    sql_select(col(DiaryPlan.version), col(DiaryPlan.facts), col(DiaryPlan.planned_at), _FACTS)
    .select_from(Child)
    .outerjoin(DiaryPlan, col(DiaryPlan.child_id) == col(Child.id))
    .where(col(Child.id) == bindparam("child"))
)
_LAGGING = sql_select(col(Child.id)).outerjoin(DiaryPlan, col(DiaryPlan.child_id) == col(Child.id))
_UNPLANNED = or_(col(DiaryPlan.child_id).is_(None), col(DiaryPlan.facts) != _FACTS)
_BEHIND = (
    _LAGGING.where(or_(_UNPLANNED, col(DiaryPlan.version) != bindparam("version")))
    .order_by(col(Child.id))
    .limit(bindparam("limit"))
)
_SINCE = bindparam("since", type_=UTCDateTime())
_CHANGED = (
    _LAGGING.where(
        col(Child.id).in_(
            union(
                select(AnchorFact.child_id).where(col(AnchorFact.recorded_at) >= _SINCE),
                select(ConsentFact.child_id).where(col(ConsentFact.recorded_at) >= _SINCE),
            )
        ),
        _UNPLANNED,
    )
    .order_by(col(Child.id))
    .limit(bindparam("limit"))
)


def plan_of(session: Session, child_id: str) -> tuple[str | None, int | None, datetime | None, int]:
    """(version, facts, planned_at) of the last plan, each None before the first; and how many facts there are now."""
    version, facts, planned_at, known = session.execute(_PLAN, {"child": child_id}).one()
    return version, facts, planned_at, known


def plan_row(session: Session, child_id: str) -> DiaryPlan | None:
    return session.get(DiaryPlan, child_id)


def children_behind(session: Session, version: str, *, limit: int) -> list[str]:
    """Children of whom more became known, or whose pack changed, since their windows were planned: looks at all."""
    return list(session.execute(_BEHIND, {"version": version, "limit": limit}).scalars())


def children_changed(session: Session, *, since: datetime, limit: int) -> list[str]:
    """Children of whom something became known since then that their windows do not follow yet."""
    return list(session.execute(_CHANGED, {"since": since, "limit": limit}).scalars())
