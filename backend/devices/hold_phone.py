"""A number with its codes and its devices, held in the one order in which everybody takes them.

First the phone, then codes, then devices, and only then tasks and the audit: of two who took them in two orders each
would wait for the other, and PostgreSQL would refuse one.
"""

from sqlmodel import Session

from backend.concerns.queries import phone_in_question
from backend.devices import queries
from backend.devices.models import Device
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.models import Family
from backend.families.phone_queries import lock_phones
from backend.outbox.lock_queries import serialise


def hold_phone(session: Session, phone_id: str) -> list[tuple[Device, Family]]:
    """Until we commit nobody settles whose number this is, nor comes in by it; the devices that get in by it now."""
    lock_phones(session, [phone_id])
    caregivers = sorted(each.id for each in caregivers_on_phone(session, phone_id))
    serialise(session, [f"codes:{each}" for each in caregivers])
    return queries.lock_devices(session, caregivers)


def hold_phone_of_task(session: Session, number: int) -> None:
    """Before a task is taken: hold the phone, if whose it is is what the task asks."""
    phone_id = phone_in_question(session, number)
    if phone_id:
        hold_phone(session, phone_id)
