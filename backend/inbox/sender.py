"""Whose text it is."""

from sqlmodel import Session

from backend.families import queries as families
from backend.families.caregiver_queries import caregiver_by_id
from backend.families.models import Family
from backend.families.phone_queries import phone_by_index
from backend.inbox.models import InboundMessage


def family_of(session: Session, row: InboundMessage) -> Family | None:
    """Whose text it is: the writer's family, or the first one on the phone; None if no family has this number."""
    if row.caregiver_id is not None:
        return families.family_by_id(session, caregiver_by_id(session, row.caregiver_id).family_id)
    phone = phone_by_index(session, row.number_index)
    households = families.families_on_phone(session, phone.id) if phone is not None else []
    return households[0] if households else None
