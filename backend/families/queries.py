"""Every look at, and write to, the tables of the family graph."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import bindparam
from sqlmodel import Session, SQLModel, col, func, select

from backend.errors import NotFoundError
from backend.families.codes import clean_code
from backend.families.models import (
    Caregiver,
    Child,
    Family,
    PauseFact,
    PauseKind,
    Phone,
    PhoneFact,
    PhoneState,
    Role,
)
from backend.languages import Language
from backend.vault import blind

# Statements asked at every decision are built once: building them costs more than running them.
_LOCKED_FAMILY = select(Family).where(Family.id == bindparam("family")).with_for_update(key_share=True)
_CHILDREN = (
    select(Child).where(col(Child.family_id).in_(bindparam("families", expanding=True))).order_by(col(Child.code))
)
_CAREGIVERS = (
    select(Caregiver)
    .where(col(Caregiver.family_id).in_(bindparam("families", expanding=True)))
    .order_by(col(Caregiver.role).desc(), col(Caregiver.nth))
)
_PHONES = select(Phone).where(col(Phone.id).in_(bindparam("phones", expanding=True)))
_PHONE_FACTS = (
    select(PhoneFact)
    .where(col(PhoneFact.phone_id).in_(bindparam("phones", expanding=True)))
    .order_by(col(PhoneFact.happened_at), col(PhoneFact.nth))
)
_PAUSES = (
    select(PauseFact)
    .where(col(PauseFact.family_id).in_(bindparam("families", expanding=True)))
    .order_by(col(PauseFact.happened_at), col(PauseFact.nth))
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


def phone_by_id(session: Session, phone_id: str) -> Phone:
    """The phone with this id. Raises NotFoundError."""
    phone = session.get(Phone, phone_id)
    if phone is None:
        raise NotFoundError(f"There is no phone with the id {phone_id}.")
    return phone


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


def phone_by_number(session: Session, number: str) -> Phone | None:
    """The phone with this E.164 number."""
    return phone_by_index(session, blind(number))


def phone_by_index(session: Session, number_index: str) -> Phone | None:
    """The phone with this blind index."""
    return session.exec(select(Phone).where(Phone.number_index == number_index)).one_or_none()


def phones_of(session: Session, family_id: str) -> list[Phone]:
    """The phones of a family, in the order of its caregivers."""
    mine = caregivers_of(session, family_id)
    phones = phones_by_id(session, [each.phone_id for each in mine])
    return [phones[each.phone_id] for each in mine]


def phones_by_id(session: Session, phone_ids: Collection[str]) -> dict[str, Phone]:
    """These phones, by id."""
    return {row.id: row for row in session.exec(_PHONES, params={"phones": list(phone_ids)})}


def phone_facts(session: Session, phone_id: str) -> list[PhoneFact]:
    """What became known about a phone, in the order it was recorded."""
    mine = select(PhoneFact).where(PhoneFact.phone_id == phone_id)
    return list(session.exec(mine.order_by(col(PhoneFact.nth))))


def phone_states(
    session: Session, phone_ids: Collection[str], *, as_of: datetime | None = None
) -> dict[str, PhoneState]:
    """How each of these phones stands (at `as_of`); unconfirmed where nothing is known."""
    query = _PHONE_FACTS if as_of is None else _PHONE_FACTS.where(col(PhoneFact.happened_at) <= as_of)
    states = dict.fromkeys(phone_ids, PhoneState.UNCONFIRMED)
    for fact in session.exec(query, params={"phones": list(phone_ids)}):
        states[fact.phone_id] = fact.kind
    return states


def phone_state(session: Session, phone_id: str, *, as_of: datetime | None = None) -> PhoneState:
    """How this phone stands (at `as_of`)."""
    return phone_states(session, [phone_id], as_of=as_of)[phone_id]


def is_confirmed(session: Session, phone_id: str, *, as_of: datetime | None = None) -> bool:
    """Whether texts about a child may go to this phone."""
    return phone_state(session, phone_id, as_of=as_of) is PhoneState.CONFIRMED


def confirmed_phones(
    session: Session, phone_ids: Collection[str], *, as_of: datetime | None = None
) -> frozenset[str]:
    """Those of these phones to which texts about a child may go."""
    states = phone_states(session, phone_ids, as_of=as_of)
    return frozenset(each for each, state in states.items() if state is PhoneState.CONFIRMED)


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


def next_phone_fact(session: Session, phone_id: str) -> int:
    """The number of the phone's next fact; until we commit, nobody else records one."""
    session.exec(select(Phone.id).where(Phone.id == phone_id).with_for_update(key_share=True)).one()
    last = session.exec(select(func.max(PhoneFact.nth)).where(PhoneFact.phone_id == phone_id)).one()
    return (last or 0) + 1


def next_pause_fact(session: Session, family_id: str) -> int:
    """The number of the family's next pause fact; until we commit, nobody else records one."""
    lock_family(session, family_id)
    last = session.exec(select(func.max(PauseFact.nth)).where(PauseFact.family_id == family_id)).one()
    return (last or 0) + 1


def lock_family(session: Session, family_id: str) -> Family:
    """The family; until we commit, nobody else changes who belongs to it, or whether it is paused.

    Rows that only refer to it go on being written (on PostgreSQL a NO KEY lock): whoever writes one may hold a child
    that we are about to wait for.
    """
    return session.exec(_LOCKED_FAMILY, params={"family": family_id}).one()


def caregiver_by_id(session: Session, caregiver_id: str) -> Caregiver:
    """The caregiver with this id, as they stand now."""
    mine = select(Caregiver).where(Caregiver.id == caregiver_id)
    return session.exec(mine.execution_options(populate_existing=True)).one()


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


def all_phone_facts(session: Session) -> list[tuple[Phone, PhoneFact]]:
    """What became known about every phone, in the order it was recorded."""
    rows = session.exec(
        select(Phone, PhoneFact)
        .join(PhoneFact, col(PhoneFact.phone_id) == Phone.id)
        .order_by(col(PhoneFact.recorded_at), col(PhoneFact.nth))
    )
    return [(phone, fact) for phone, fact in rows]
