"""The SQL of confirmations: each appointment a family is asked about, and whether it answered before staff phone.

Wanting another time is an answer too. An appointment that was moved or canceled before its hour is in no figure.
"""

from typing import Any

from sqlalchemy import CTE, case, func, literal, or_
from sqlalchemy import select as sql_select
from sqlmodel import col

from backend.adherence.dialects import local_day, local_hour
from backend.adherence.scope import Scope
from backend.adherence.standing_queries import AS_OF, OTHER, OWN_LATE, OWN_ON_TIME, TOLD, in_place, ranked, within
from backend.families.models import Child, Family
from backend.schedule.models import Happening, VisitFact, VisitWindow

OWN = ("caregiver:%", "phone:%")


def confirmation_windows(scope: Scope) -> CTE:
    """Every appointment that a family has been asked about, with the best answer that came."""
    window = _windows(scope)
    return ranked(window, _best(window))


def _windows(scope: Scope) -> CTE:
    """Open from the hour of the question, or from the booking if that came later, until staff phone."""
    asking, booked = scope.asking, _booked()
    zone = col(Family.zone)
    asked = local_hour(booked.c.appointment_at, zone, literal(asking.ask_day), literal(asking.ask_at))
    closes = local_hour(booked.c.appointment_at, zone, literal(asking.call_day), literal(asking.call_at))
    opens = case((asked < booked.c.recorded_at, booked.c.recorded_at), else_=asked)
    due_on = local_day(booked.c.appointment_at, zone)
    columns: tuple[Any, ...] = (
        booked.c.id,
        booked.c.id.label("window_id"),
        booked.c.child_id,
        col(Family.site),
        col(Child.campus),
        booked.c.visit.label("instrument"),
        func.coalesce(booked.c.anchor, "").label("period"),
        due_on.label("due_on"),
        opens.label("opens_at"),
        closes.label("closes_at"),
        booked.c.appointment_at.label("late_until"),
        func.coalesce(booked.c.gone_at < closes, False).label("optional"),
    )
    query = (
        sql_select(*columns)
        .select_from(booked)
        .join(Child, col(Child.id) == booked.c.child_id)
        .join(Family, col(Family.id) == col(Child.family_id))
        .where(opens <= AS_OF, opens < closes)
    )
    part = within(scope, child=booked.c.child_id, instrument=booked.c.visit, period=booked.c.anchor, due_on=due_on)
    return in_place("windows", query.where(*part))


def _booked() -> CTE:
    """Every appointment as it was known, with when the next booking or a cancellation did away with it."""
    gone = func.lead(col(VisitFact.recorded_at)).over(
        partition_by=[col(VisitFact.child_id), col(VisitFact.visit)], order_by=col(VisitFact.sequence)
    )
    anchor = (
        sql_select(func.max(col(VisitWindow.anchor)))
        .where(
            col(VisitWindow.child_id) == col(VisitFact.child_id),
            col(VisitWindow.visit) == col(VisitFact.visit),
            col(VisitWindow.recorded_at) <= AS_OF,
            or_(col(VisitWindow.superseded_at).is_(None), col(VisitWindow.superseded_at) > AS_OF),
        )
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        col(VisitFact.id),
        col(VisitFact.child_id),
        col(VisitFact.visit),
        col(VisitFact.kind),
        col(VisitFact.appointment_at),
        col(VisitFact.recorded_at),
        gone.label("gone_at"),
        anchor.label("anchor"),
    )
    facts = (
        sql_select(*columns)
        .where(
            col(VisitFact.recorded_at) <= AS_OF,
            col(VisitFact.kind).in_([Happening.BOOKED.value, Happening.CANCELED.value]),
        )
        .cte("appointments")
    )
    return sql_select(facts).where(facts.c.kind == Happening.BOOKED.value).cte("booked")


def _best(window: CTE) -> CTE:
    """The family's own answer in time or after staff were to phone, or one that staff wrote down."""
    own, at = or_(*(col(VisitFact.by).like(each) for each in OWN)), col(VisitFact.happened_at)
    rank = case(
        (own & (at < window.c.closes_at), OWN_ON_TIME),
        (own & (at < window.c.late_until), OWN_LATE),
        (~own, TOLD),
        else_=OTHER,
    )
    return (
        sql_select(window.c.id, func.max(rank).label("rank"))
        .join(
            VisitFact,
            (col(VisitFact.child_id) == window.c.child_id)
            & (col(VisitFact.visit) == window.c.instrument)
            & (col(VisitFact.appointment_at) == window.c.late_until),
        )
        .where(
            col(VisitFact.kind).in_([Happening.CONFIRMED.value, Happening.MOVE_ASKED.value]),
            col(VisitFact.recorded_at) <= AS_OF,
        )
        .group_by(window.c.id)
        .cte("best")
    )
