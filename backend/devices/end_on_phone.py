"""A number turned out to be a stranger's: whoever had come in with a code to it gets in no more."""

from datetime import datetime

from sqlmodel import Session

from backend.devices import queries
from backend.devices.end_device import end
from backend.devices.hold_phone import hold_phone
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.models import Phone


def end_on_phone(session: Session, phone: Phone, *, by: str, now: datetime) -> int:
    """End the devices and codes of every caregiver on this phone; how many devices.

    Whoever writes into the audit before holds the phone first: then nobody at the door waits for what waits for them.
    """
    held = hold_phone(session, phone.id)
    queries.end_codes(session, [each.id for each in caregivers_on_phone(session, phone.id)], now=now)
    for device, family in held:
        end(session, device, stream=family.code, by=by, now=now)
    return len(held)
