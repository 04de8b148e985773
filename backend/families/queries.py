"""The SQL of families and their children: found by code, by id, by phone; locked; written."""

from collections.abc import Collection, Iterable
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import bindparam
from sqlmodel import Session, SQLModel, col, select

from backend.errors import NotFoundError
from backend.families.codes import clean_code
from backend.families.models import Caregiver, Child, Family, Phone, Role
from backend.vault import blind

# Statements asked at every decision are built once: building them costs more than running them.
_LOCKED_FAMILY = select(Family).where(Family.id == bindparam("family")).with_for_update(key_share=True)
_CHILDREN = (
    select(Child).where(col(Child.family_id).in_(bindparam("families", expanding=True))).order_by(col(Child.code))
)
_IDS = uuid5(NAMESPACE_URL, "nuanxin:families")


def stable_id(*parts: object) -> str:
    """An id made of what a row is, so that two runs of one story have the same ids."""
    return str(uuid5(_IDS, "/".join(str(part) for part in parts)))


def add(session: Session, *rows: SQLModel) -> None:
    """Write new rows, at once, so that what they refer to is there for the next."""
    session.add_all(rows)
    session.flush()


def family_with_code(session: Session, code: str) -> Family | None:
    """The family whose own code this is."""
    return session.exec(select(Family).where(Family.code == clean_code(code))).one_or_none()


def child_with_code(session: Session, code: str) -> Child | None:
    """The child with this participant code."""
    return session.exec(select(Child).where(Child.code == clean_code(code))).one_or_none()


def family_by_code(session: Session, code: str) -> Family:
    """The family with this family code, or with a child of this participant code. Raises NotFoundError."""
    family = family_with_code(session, code)
    if family is not None:
        return family
    child = child_with_code(session, code)
    if child is None:
        raise NotFoundError(
            f"No family and no participant has the code {clean_code(code)}; "
            "check it against the enrolment list, or enrol the family first."
        )
    return family_by_id(session, child.family_id)


def child_by_code(session: Session, code: str) -> Child:
    """The child with this participant code. Raises NotFoundError."""
    child = child_with_code(session, code)
    if child is not None:
        return child
    family = family_with_code(session, code)
    known = ", ".join(each.code for each in children_of(session, family.id)) if family else ""
    hint = f"it is a family code, of {known}; name the child" if known else "check it against the enrolment list"
    raise NotFoundError(f"No participant has the code {clean_code(code)}: {hint}.")


def family_at(session: Session, code: str, site: str) -> Family:
    """The family of this code, or of this participant, at that site. Raises NotFoundError for another site's too."""
    family = family_by_code(session, code)
    if family.site != site:
        raise NotFoundError(f"No family of this site has the code {clean_code(code)}.")
    return family


def child_at(session: Session, code: str, site: str) -> Child:
    """The participant of this code, at that site. Raises NotFoundError for another site's too."""
    child = child_by_code(session, code)
    if family_by_id(session, child.family_id).site != site:
        raise NotFoundError(f"No participant of this site has the code {clean_code(code)}.")
    return child


def family_by_id(session: Session, family_id: str) -> Family:
    """The family with this id. Raises NotFoundError."""
    family = session.get(Family, family_id)
    if family is None:
        raise NotFoundError(f"There is no family with the id {family_id}.")
    return family


def child_by_id(session: Session, child_id: str) -> Child:
    """The child with this id. Raises NotFoundError."""
    child = session.get(Child, child_id)
    if child is None:
        raise NotFoundError(f"There is no child with the id {child_id}.")
    return child


def families(session: Session) -> list[Family]:
    """Every family, by code."""
    return list(session.exec(select(Family).order_by(Family.code)))


def codes_among(session: Session, codes: Collection[str]) -> frozenset[str]:
    """Those of these that are families' codes."""
    return frozenset(session.exec(select(Family.code).where(col(Family.code).in_(list(codes)))))


def families_at(session: Session, site: str, *, beginning: str = "", limit: int) -> list[Family]:
    """A site's families by code: those whose code, or a child's, begins so."""
    query = select(Family).where(Family.site == site)
    if beginning:
        start = clean_code(beginning)
        theirs = select(Child.family_id).where(col(Child.code).startswith(start, autoescape=True))
        query = query.where(col(Family.code).startswith(start, autoescape=True) | col(Family.id).in_(theirs))
    return list(session.exec(query.order_by(Family.code).limit(limit)))


def families_by_id(session: Session, family_ids: Collection[str]) -> dict[str, Family]:
    """These families, by id."""
    rows = session.exec(select(Family).where(col(Family.id).in_(family_ids)))
    return {row.id: row for row in rows}


def children_of(session: Session, family_id: str) -> list[Child]:
    """The children of a family, by code."""
    return children_of_many(session, [family_id])[family_id]


def children_of_many(session: Session, family_ids: Collection[str]) -> dict[str, list[Child]]:
    """The children of each of these families, by code; an empty list where there are none."""
    rows = session.exec(_CHILDREN, params={"families": list(family_ids)})
    found: dict[str, list[Child]] = {family_id: [] for family_id in family_ids}
    for row in rows:
        found[row.family_id].append(row)
    return found


def children_by_id(session: Session, child_ids: Collection[str]) -> dict[str, Child]:
    """These children, by id."""
    return {row.id: row for row in session.exec(select(Child).where(col(Child.id).in_(child_ids)))}


def families_on_phone(session: Session, phone_id: str) -> list[Family]:
    """The families this phone belongs to, by code."""
    return list(
        session.exec(
            select(Family)
            .join(Caregiver, col(Caregiver.family_id) == Family.id)
            .where(Caregiver.phone_id == phone_id)
            .order_by(Family.code)
        )
    )


def guardian_families(session: Session, numbers: Iterable[str]) -> list[Family]:
    """The families in which one of these E.164 numbers is a guardian's, by code."""
    marks = [blind(number) for number in numbers]
    return list(
        session.exec(
            select(Family)
            .join(Caregiver, col(Caregiver.family_id) == Family.id)
            .join(Phone, col(Caregiver.phone_id) == Phone.id)
            .where(col(Phone.number_index).in_(marks), Caregiver.role == Role.GUARDIAN)
            .distinct()
            .order_by(Family.code)
        )
    )


def lock_family(session: Session, family_id: str) -> Family:
    """The family; until we commit, nobody else changes who belongs to it, or whether it is paused.

    Rows that only refer to it go on being written (on PostgreSQL a NO KEY lock): whoever writes one may hold a child
    that we are about to wait for.
    """
    return session.exec(_LOCKED_FAMILY, params={"family": family_id}).one()
