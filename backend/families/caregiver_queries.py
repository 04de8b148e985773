"""The SQL of caregivers: whose they are, who is on a phone, and what they want."""

from collections.abc import Collection, Iterable

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from backend.families.models import Caregiver, Role
from backend.languages import Language

# Statements asked at every decision are built once: building them costs more than running them.
_CAREGIVERS = (
    select(Caregiver)
    .where(col(Caregiver.family_id).in_(bindparam("families", expanding=True)))
    .order_by(col(Caregiver.role).desc(), col(Caregiver.nth))
)


def caregiver_by_id(session: Session, caregiver_id: str) -> Caregiver:
    """The caregiver with this id, as they stand now."""
    mine = select(Caregiver).where(Caregiver.id == caregiver_id)
    return session.exec(mine.execution_options(populate_existing=True)).one()


def caregivers_of(session: Session, family_id: str) -> list[Caregiver]:
    """The caregivers of a family, guardians first, then in the order in which they were named."""
    return caregivers_of_many(session, [family_id])[family_id]


def caregivers_of_many(session: Session, family_ids: Collection[str]) -> dict[str, list[Caregiver]]:
    """The caregivers of each of these families, guardians first; an empty list where there are none."""
    rows = session.exec(_CAREGIVERS, params={"families": list(family_ids)})
    found: dict[str, list[Caregiver]] = {family_id: [] for family_id in family_ids}
    for row in rows:
        found[row.family_id].append(row)
    return found


def caregivers_on_phone(session: Session, phone_id: str) -> list[Caregiver]:
    """Everybody who uses this phone, in whatever family."""
    order = (col(Caregiver.created_at), col(Caregiver.id))
    return list(session.exec(select(Caregiver).where(Caregiver.phone_id == phone_id).order_by(*order)))


def reminder_caregivers(session: Session, family_id: str, roles: Iterable[str]) -> list[Caregiver]:
    """Those of a family in one of `roles` who get its reminders."""
    wanted = {Role(role) for role in roles}
    return [each for each in caregivers_of(session, family_id) if each.gets_reminders and each.role in wanted]


def lock_caregiver(session: Session, caregiver_id: str) -> Caregiver:
    """The caregiver as they stand now; until we commit, nobody else changes what they want."""
    mine = select(Caregiver).where(Caregiver.id == caregiver_id).with_for_update(key_share=True)
    return session.exec(mine.execution_options(populate_existing=True)).one()


def set_early_texts(session: Session, caregiver: Caregiver, wanted: bool) -> None:
    """Write whether a caregiver wants texts in the early morning."""
    caregiver.early_texts = wanted
    session.add(caregiver)
    session.flush()


def set_language(session: Session, caregiver: Caregiver, language: Language) -> None:
    """Write the language a caregiver reads."""
    caregiver.language = language
    session.add(caregiver)
    session.flush()
