"""A family's first day: consent becomes an anchor, the year is laid out, and each phone is checked.

No text about a child goes to a phone until its owner, or a person who phoned it, has confirmed it.
"""

from datetime import date, datetime

from sqlmodel import Session

from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Child, Family, PhoneState
from backend.families.phone_queries import phone_states, phones_by_id
from backend.protocol.pack import Pack
from backend.schedule.anchor import set_anchor
from backend.schedule.check_phone import check_phone
from backend.schedule.happen import Act


def welcome(
    session: Session,
    child: Child,
    family: Family,
    *,
    consented_on: date,
    pack: Pack,
    live: bool,
    by: str,
    now: datetime,
) -> None:
    """Set the consent anchor, plan the child's year, and check the phones not yet confirmed."""
    act = Act(child=child, family=family, visit="", by=by, happened_at=now)
    set_anchor(session, act, pack.consent_anchor, happened_on=consented_on, reason="enrolment", pack=pack, now=now)
    phones = phones_by_id(session, [each.phone_id for each in caregivers_of(session, family.id)])
    states = phone_states(session, list(phones))
    for caregiver in caregivers_of(session, family.id):
        if caregiver.gets_reminders and states[caregiver.phone_id] is PhoneState.UNCONFIRMED:
            check_phone(session, caregiver, phones[caregiver.phone_id], family, pack=pack, live=live, now=now)
