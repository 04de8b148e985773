"""The SQL of visits: each visit's days as a window, and whether the child came within them."""

from typing import Any

from sqlalchemy import CTE, case, func, literal, or_
from sqlalchemy import select as sql_select
from sqlmodel import col

from backend.adherence.dialects import local_start
from backend.adherence.scope import Scope
from backend.adherence.standing_queries import AS_OF, OTHER, OWN_LATE, OWN_ON_TIME, in_place, ranked, within
from backend.consent.models import ENDS, ConsentFact
from backend.families.models import Child, Family
from backend.schedule.models import Happening, VisitFact, VisitWindow


def visit_windows(scope: Scope) -> CTE:
    """Every visit whose days have begun, with the best that came of it."""
    window = _windows(scope)
    return ranked(window, _best(window))


def _windows(scope: Scope) -> CTE:
    """From the first moment of the first day to the end of the last, by the clock on the family's wall.

    A visit with an appointment beyond its days is still awaited until then.
    """
    opens = local_start(col(VisitWindow.opens_on), col(Family.zone), literal(0))
    closes = local_start(col(VisitWindow.closes_on), col(Family.zone), literal(1))
    booked = _booked()
    awaited = func.coalesce(booked.c.appointment_at, closes)
    ended = _ended()
    columns: tuple[Any, ...] = (
        col(VisitWindow.id),
        col(VisitWindow.id).label("window_id"),
        col(VisitWindow.child_id),
        col(Family.site),
        col(Child.campus),
        col(VisitWindow.visit).label("instrument"),
        col(VisitWindow.anchor).label("period"),
        col(VisitWindow.target_on).label("due_on"),
        opens.label("opens_at"),
        closes.label("closes_at"),
        case((awaited > closes, awaited), else_=closes).label("late_until"),
        literal(False).label("optional"),
    )
    query = (
        sql_select(*columns)
        .join(Child, col(Child.id) == col(VisitWindow.child_id))
        .join(Family, col(Family.id) == col(Child.family_id))
        .outerjoin(
            booked, (booked.c.child_id == col(VisitWindow.child_id)) & (booked.c.visit == col(VisitWindow.visit))
        )
        .outerjoin(ended, ended.c.child_id == col(VisitWindow.child_id))
        .where(
            col(VisitWindow.recorded_at) <= AS_OF,
            or_(col(VisitWindow.superseded_at).is_(None), col(VisitWindow.superseded_at) > AS_OF),
            opens <= AS_OF,
            or_(ended.c.at.is_(None), ended.c.at > opens),
        )
    )
    part = within(
        scope,
        child=col(VisitWindow.child_id),
        instrument=col(VisitWindow.visit),
        period=col(VisitWindow.anchor),
        due_on=col(VisitWindow.target_on),
    )
    return in_place("windows", query.where(*part))


def _booked() -> CTE:
    """The last appointment of each visit that nobody canceled."""
    newest = func.row_number().over(
        partition_by=[col(VisitFact.child_id), col(VisitFact.visit)], order_by=col(VisitFact.sequence).desc()
    )
    facts = (
        sql_select(
            col(VisitFact.child_id),
            col(VisitFact.visit),
            col(VisitFact.kind),
            col(VisitFact.appointment_at),
            newest.label("nth"),
        )
        .where(
            col(VisitFact.recorded_at) <= AS_OF,
            col(VisitFact.kind).in_([Happening.BOOKED.value, Happening.CANCELED.value, Happening.MISSED.value]),
        )
        .cte("bookings")
    )
    return sql_select(facts).where(facts.c.nth == 1, facts.c.kind == Happening.BOOKED.value).cte("booked")


def _ended() -> CTE:
    """Since when a child takes part no more: nothing that begins later is expected."""
    newest = func.row_number().over(partition_by=col(ConsentFact.child_id), order_by=col(ConsentFact.nth).desc())
    facts = (
        sql_select(
            col(ConsentFact.child_id),
            col(ConsentFact.kind),
            col(ConsentFact.happened_at).label("at"),
            newest.label("nth"),
        )
        .where(col(ConsentFact.recorded_at) <= AS_OF)
        .cte("consents")
    )
    return sql_select(facts).where(facts.c.nth == 1, facts.c.kind.in_(ENDS)).cte("ended")


def _best(window: CTE) -> CTE:
    """Attended within its days, or on another."""
    at = col(VisitFact.happened_at)
    rank = case(
        ((at >= window.c.opens_at) & (at < window.c.closes_at), OWN_ON_TIME),
        (at < AS_OF, OWN_LATE),
        else_=OTHER,
    )
    return (
        sql_select(window.c.id, func.max(rank).label("rank"))
        .join(
            VisitFact, (col(VisitFact.child_id) == window.c.child_id) & (col(VisitFact.visit) == window.c.instrument)
        )
        .where(col(VisitFact.kind) == Happening.ATTENDED.value, col(VisitFact.recorded_at) <= AS_OF)
        .group_by(window.c.id)
        .cte("best")
    )
