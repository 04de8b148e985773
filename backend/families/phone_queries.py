"""The SQL of phones: found by number, and how each stands by what became known of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from backend.errors import NotFoundError
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Phone, PhoneFact, PhoneState
from backend.vault import blind

# Statements asked at every decision are built once: building them costs more than running them.
_PHONES = select(Phone).where(col(Phone.id).in_(bindparam("phones", expanding=True)))
_PHONE_FACTS = (
    select(PhoneFact)
    .where(col(PhoneFact.phone_id).in_(bindparam("phones", expanding=True)))
    .order_by(col(PhoneFact.happened_at), col(PhoneFact.nth))
)


def phone_by_id(session: Session, phone_id: str) -> Phone:
    """The phone with this id. Raises NotFoundError."""
    phone = session.get(Phone, phone_id)
    if phone is None:
        raise NotFoundError(f"There is no phone with the id {phone_id}.")
    return phone


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


def next_phone_fact(session: Session, phone_id: str) -> int:
    """The number of the phone's next fact; until we commit, nobody else records one."""
    lock_phones(session, [phone_id])
    last = session.exec(select(func.max(PhoneFact.nth)).where(PhoneFact.phone_id == phone_id)).one()
    return (last or 0) + 1


def lock_phones(session: Session, phone_ids: Collection[str]) -> None:
    """Until we commit, nobody else writes down what became known of these numbers."""
    mine = select(Phone.id).where(col(Phone.id).in_(list(phone_ids))).order_by(col(Phone.id))
    session.exec(mine.with_for_update(key_share=True)).all()


def all_phone_facts(session: Session) -> list[tuple[Phone, PhoneFact]]:
    """What became known about every phone, in the order it was recorded."""
    rows = session.exec(
        select(Phone, PhoneFact)
        .join(PhoneFact, col(PhoneFact.phone_id) == Phone.id)
        .order_by(col(PhoneFact.recorded_at), col(PhoneFact.nth))
    )
    return [(phone, fact) for phone, fact in rows]
