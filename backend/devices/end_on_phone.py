"""A number turned out to be a stranger's: whoever had come in with a code to it gets in no more."""

from datetime import datetime

from sqlmodel import Session

from backend.devices import queries
from backend.devices.end_device import end
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.models import Phone
from backend.outbox.lock_queries import serialise


def end_on_phone(session: Session, phone: Phone, *, by: str, now: datetime) -> int:
    """End the devices and codes of every caregiver on this phone; how many devices.

    Codes come first, as at the door: nobody opens a device beside us. Called after the audit was written, it may in a
    rare moment wait for somebody at the door who waits for that: PostgreSQL then refuses one of the two.
    """
    caregivers = sorted(each.id for each in caregivers_on_phone(session, phone.id))
    serialise(session, [f"codes:{each}" for each in caregivers])
    queries.end_codes(session, caregivers, now=now)
    held = queries.lock_devices(session, caregivers)
    for device, family in held:
        end(session, device, stream=family.code, by=by, now=now)
    return len(held)
