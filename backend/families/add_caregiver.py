"""Another adult of a family with a phone, or a new phone of one: a row beside those before, none is changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.families import queries
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Caregiver, Family, Phone, Role
from backend.families.phone_numbers import Number
from backend.families.phone_queries import lock_phones, phone_by_index
from backend.languages import Language
from backend.vault import blind


@dataclass(frozen=True)
class NewCaregiver:
    """A caregiver as the family wants to be called and reached."""

    called: str
    relation: str
    role: Role
    phone: Number
    language: Language
    early_texts: bool
    reminders: bool


def add_caregiver(
    session: Session, new: NewCaregiver, *, family: Family, by: str, now: datetime
) -> tuple[Phone, Caregiver | None]:
    """The phone, kept if it was not known, and who is added; None where the family has somebody on it already."""
    queries.lock_family(session, family.id)
    lock_phones(session, [phone_id_of(new.phone)])
    phone = _phone(session, new, now=now)
    before = caregivers_of(session, family.id)
    if phone.id in {each.phone_id for each in before}:
        return phone, None
    caregiver = Caregiver(
        id=queries.stable_id("caregiver", family.id, phone.id),
        family_id=family.id,
        nth=len(before) + 1,
        phone_id=phone.id,
        called=new.called,
        relation=new.relation,
        role=new.role,
        language=new.language,
        early_texts=new.early_texts,
        gets_reminders=new.reminders,
        created_at=now,
    )
    queries.add(session, caregiver)
    who = {"called": new.called, "relation": new.relation, "role": new.role.value, "phone": phone.number}
    wants = {
        "language": new.language.value,
        "early_texts": _yes(new.early_texts),
        "reminders": _yes(new.reminders),
    }
    record(
        session,
        stream=family.code,
        actor=by,
        action="families.add-caregiver",
        subject=f"caregiver:{caregiver.id}",
        after={**who, **wants},
        now=now,
    )
    return phone, caregiver


def phone_id_of(number: Number) -> str:
    """The id of the phone with this number, known or not."""
    return queries.stable_id("phone", blind(number.e164))


def _phone(session: Session, new: NewCaregiver, *, now: datetime) -> Phone:
    mark = blind(new.phone.e164)
    phone = phone_by_index(session, mark)
    if phone is None:
        phone = Phone(
            id=phone_id_of(new.phone),
            number=new.phone.e164,
            number_index=mark,
            country=new.phone.country,
            created_at=now,
        )
        queries.add(session, phone)
    return phone


def _yes(value: bool) -> str:
    return "yes" if value else "no"
