"""Every look at, and write to, the consent facts."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from backend.consent.models import ConsentFact
from backend.families.models import Child


def add(session: Session, fact: ConsentFact) -> None:
    """Write a new fact."""
    session.add(fact)
    session.flush()


def lock_child(session: Session, child_id: str) -> None:
    """Until we commit, nobody else records a consent or a withdrawal of this child."""
    session.exec(select(Child.id).where(Child.id == child_id).with_for_update(key_share=True)).one()


def facts_of(session: Session, child_id: str) -> list[ConsentFact]:
    """A child's facts, in the order they were recorded."""
    mine = select(ConsentFact).where(ConsentFact.child_id == child_id)
    return list(session.exec(mine.order_by(col(ConsentFact.nth))))


_FACTS = (  # built once: asked at every decision
    select(ConsentFact)
    .where(col(ConsentFact.child_id).in_(bindparam("children", expanding=True)))
    .order_by(col(ConsentFact.happened_at), col(ConsentFact.nth))
)


def facts(
    session: Session, child_ids: Collection[str], *, as_of: datetime | None, known_at: datetime | None
) -> list[ConsentFact]:
    """The facts about these children in the order they happened: until `as_of`, as known at `known_at`."""
    query = _FACTS
    if as_of is not None:
        query = query.where(col(ConsentFact.happened_at) <= as_of)
    if known_at is not None:
        query = query.where(col(ConsentFact.recorded_at) <= known_at)
    return list(session.exec(query, params={"children": list(child_ids)}))


def all_facts(session: Session) -> list[ConsentFact]:
    """Every consent fact, in the order it was recorded."""
    order = (col(ConsentFact.recorded_at), col(ConsentFact.nth))
    return list(session.exec(select(ConsentFact).order_by(*order)))
