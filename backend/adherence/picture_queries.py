"""The SQL of the study's pictures: planned visits, how texts fared, and how soon worries were taken up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from backend.adherence.scope import Scope
from backend.concerns.models import Concern, ConcernEvent, Kind
from backend.families.models import Child, Family
from backend.outbox.models import Message, Status
from backend.schedule.models import VisitWindow


@dataclass(frozen=True)
class Fared:
    """How many texts of one class there were, and how far they came."""

    message_class: str
    written: int
    meant: int
    handed_over: int
    delivered: int


@dataclass(frozen=True)
class Response:
    """When a worry came, and when somebody first had it, and first spoke with the family (UTC)."""

    number: int
    level: str
    opened_at: datetime
    taken_at: datetime | None
    called_at: datetime | None


def count_planned(session: Session, scope: Scope, *, as_of: datetime) -> int:
    """Of how many children a visit was planned by then."""
    query = sql_select(func.count(col(VisitWindow.child_id).distinct())).select_from(VisitWindow)
    return int(session.execute(_of(scope, query, as_of)).scalar_one())


def some_planned(session: Session, scope: Scope, *, skip: int, limit: int, as_of: datetime) -> dict[str, str]:
    """The ids of some of these children by participant code, in its order."""
    query = _of(scope, sql_select(col(Child.code), col(Child.id)).select_from(VisitWindow), as_of)
    return dict(session.execute(query.distinct().order_by(col(Child.code)).offset(skip).limit(limit)).all())


def planned_visits(session: Session, ids: Collection[str], *, as_of: datetime) -> list[tuple[str, str]]:
    """Every visit of these children planned by then: participant code and visit."""
    query = _of(Scope(), sql_select(col(Child.code), col(VisitWindow.visit)).select_from(VisitWindow), as_of)
    query = query.where(col(VisitWindow.child_id).in_(list(ids)))
    return [(code, visit) for code, visit in session.execute(query)]


def _of(scope: Scope, query: Any, as_of: datetime) -> Any:
    """Windows that stood then, of the children of a site or campus."""
    query = query.join(Child, col(Child.id) == col(VisitWindow.child_id))
    query = query.join(Family, col(Family.id) == col(Child.family_id)).where(
        col(VisitWindow.recorded_at) <= as_of,
        or_(col(VisitWindow.superseded_at).is_(None), col(VisitWindow.superseded_at) > as_of),
    )
    for value, column in ((scope.site, col(Family.site)), (scope.campus, col(Child.campus))):
        query = query.where(column == value) if value else query
    return query


def how_texts_fared(session: Session, scope: Scope, *, as_of: datetime) -> list[Fared]:
    """The funnel of texts written by then, by class, of this site's families."""
    meant = col(Message.status) != Status.CANCELED.value
    columns = (
        col(Message.message_class),
        func.count(),
        func.sum(case((meant, 1), else_=0)),
        func.sum(case((meant & col(Message.sent_at).is_not(None), 1), else_=0)),
        func.sum(case((col(Message.status) == Status.DELIVERED.value, 1), else_=0)),
    )
    query = sql_select(*columns).where(col(Message.created_at) <= as_of).group_by(col(Message.message_class))
    if scope.site:
        query = query.join(Family, col(Family.code) == col(Message.stream)).where(col(Family.site) == scope.site)
    rows = session.execute(query.order_by(col(Message.message_class)))
    return [Fared(row[0], *(int(each) for each in row[1:])) for row in rows]


def responses(session: Session, scope: Scope, *, as_of: datetime) -> Sequence[Response]:
    """Every worry by then, as it was known, in the order of its number."""
    query = (
        sql_select(
            col(Concern.number),
            col(Concern.level),
            col(Concern.opened_at),
            _first(Kind.ACKNOWLEDGED),
            _first(Kind.CALLED),
        )
        .join(ConcernEvent, col(ConcernEvent.concern_id) == col(Concern.id))
        .where(col(Concern.opened_at) <= as_of, col(ConcernEvent.recorded_at) <= as_of)
        .group_by(col(Concern.number), col(Concern.level), col(Concern.opened_at))
        .order_by(col(Concern.number))
    )
    if scope.site:
        query = query.join(Family, col(Family.code) == col(Concern.stream)).where(col(Family.site) == scope.site)
    return [Response(*row) for row in session.execute(query)]


def _first(kind: Kind) -> ColumnElement[datetime | None]:
    return func.min(case((col(ConcernEvent.kind) == kind.value, col(ConcernEvent.happened_at))))
