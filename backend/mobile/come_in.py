"""The door as the app and the page use it: a code is sent after the answer, and a code typed back proves a phone."""

import unicodedata
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from backend.clock import Clock
from backend.db import transaction
from backend.devices.come_in import Entered, Knocker, come_in
from backend.devices.hold_phone import hold_phone
from backend.devices.models import Kind
from backend.devices.send_code import send_code
from backend.families.confirm_phone import confirm
from backend.families.phone_queries import phone_by_id
from backend.protocol.pack import Pack
from backend.schedule.check_phone import close_phone_check

PROVED = "a code came back"


def ask_for_code(engine: Engine, key: str, *, pack: Pack, live: bool, clock: Clock) -> None:
    """Text a code if the card is known; runs after whoever asked has their answer."""
    with transaction(engine) as session:
        send_code(session, key=key, pack=pack, live=live, now=clock.now())


def enter(
    engine: Engine, knocker: Knocker, *, code: str, kind: Kind, called: str, address: str, now: datetime
) -> Entered:
    """Open a device. A code that came by text and comes back confirms the phone, unless it is a stranger's by now.

    Raises CodeRefusedError or TooManyKnocksError.
    """
    digits = "".join(unicodedata.normalize("NFKC", code).split())
    entered = come_in(engine, knocker, code=digits, kind=kind, called=called, address=address, now=now)
    if entered.by_text:
        with transaction(engine) as session:
            _confirm(session, entered, now)
    return entered


def _confirm(session: Session, entered: Entered, now: datetime) -> None:
    held = hold_phone(session, entered.caregiver.phone_id)
    if entered.device.id not in {device.id for device, _ in held}:
        return  # whoever reported the number as wrong meanwhile has ended the device
    by, phone = f"caregiver:{entered.caregiver.id}", phone_by_id(session, entered.caregiver.phone_id)
    confirm(session, phone=phone, by=by, note=PROVED, now=now)
    close_phone_check(session, phone.id, outcome=PROVED, by=by, now=now)
