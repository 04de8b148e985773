"""The SQL of pauses: which families are paused, and since when."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from backend.families.models import Family, PauseFact, PauseKind
from backend.families.queries import lock_family

PROGRAM = "nuanxin"
"""By whom a pause is that waits for a person's word."""

# Statements asked at every decision are built once: building them costs more than running them.
_PAUSES = (
    select(PauseFact)
    .where(col(PauseFact.family_id).in_(bindparam("families", expanding=True)))
    .order_by(col(PauseFact.happened_at), col(PauseFact.nth))
)


def pause_facts(session: Session, family_id: str) -> list[PauseFact]:
    """When a family was paused and resumed, in the order it was recorded."""
    mine = select(PauseFact).where(PauseFact.family_id == family_id)
    return list(session.exec(mine.order_by(col(PauseFact.nth))))


def paused_families(
    session: Session, family_ids: Collection[str], *, as_of: datetime | None = None
) -> frozenset[str]:
    """Those of these families that are paused (at `as_of`)."""
    query = _PAUSES if as_of is None else _PAUSES.where(col(PauseFact.happened_at) <= as_of)
    last: dict[str, PauseKind] = {}
    for fact in session.exec(query, params={"families": list(family_ids)}):
        last[fact.family_id] = fact.kind
    return frozenset(each for each, kind in last.items() if kind is PauseKind.PAUSED)


def is_paused(session: Session, family_id: str, *, as_of: datetime | None = None) -> bool:
    """Whether everything cheerful is stopped for this family (at `as_of`)."""
    return family_id in paused_families(session, [family_id], as_of=as_of)


def is_held(session: Session, family_id: str) -> bool:
    """Whether the program has paused this family, and no person has said yet whether it stays so."""
    return family_id in held_families(session, [family_id])


def was_paused_before(session: Session, family_id: str) -> bool:
    """Whether a family that is held was paused already when the program paused it."""
    before = pause_facts(session, family_id)[:-1]
    return bool(before) and before[-1].kind is PauseKind.PAUSED


def held_families(session: Session, family_ids: Collection[str]) -> dict[str, PauseFact]:
    """Those of these families that the program has paused and no person decided about, with its pause."""
    last = {fact.family_id: fact for fact in session.exec(_PAUSES, params={"families": list(family_ids)})}
    return {each: fact for each, fact in last.items() if fact.kind is PauseKind.PAUSED and fact.by == PROGRAM}


def families_held_at(session: Session, site: str) -> dict[str, PauseFact]:
    """The codes of a site's families about which somebody must decide whether they stay paused, with the pause."""
    theirs = select(Family).join(PauseFact, col(PauseFact.family_id) == col(Family.id))
    mine = theirs.where(Family.site == site, PauseFact.by == PROGRAM).order_by(col(Family.code))
    found = {family.id: family.code for family in session.exec(mine)}
    return {found[each]: fact for each, fact in held_families(session, list(found)).items()}


def next_pause_fact(session: Session, family_id: str) -> int:
    """The number of the family's next pause fact; until we commit, nobody else records one."""
    lock_family(session, family_id)
    last = session.exec(select(func.max(PauseFact.nth)).where(PauseFact.family_id == family_id)).one()
    return (last or 0) + 1
