"""How a keeper's device comes in: a code by text; where none comes or it is too old, staff read one out."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from backend.db import transaction
from backend.devices.send_code import read_out_code
from backend.emulator.world import Emulator
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.models import Caregiver, Family
from backend.families.phone_queries import phone_by_number
from backend.simulation.contacts import COORDINATOR
from backend.simulation.keeper import Keeper
from backend.simulation.plans import Plans

CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
TYPES_AFTER, PHONES_AFTER = timedelta(minutes=2), timedelta(hours=1)


class Doorstep:
    """Everybody who waits for a code. `entered` is told who came in."""

    def __init__(
        self, engine: Engine, emulator: Emulator, plans: Plans, *, entered: Callable[[Keeper, datetime], None]
    ) -> None:
        self._engine, self._emulator, self._plans, self._entered = engine, emulator, plans, entered
        self._waiting: dict[str, Keeper] = {}
        self._read = 0

    def come_in(self, keeper: Keeper, now: datetime) -> None:
        """Ask for a code with the card."""
        if keeper.device is not None and not keeper.is_in:
            self._waiting[keeper.number] = keeper
            keeper.device.ask_for_code(keeper.card)
            self._plans.later(now + PHONES_AFTER, lambda at: self._phone_staff(keeper, at))

    def read_codes(self, now: datetime) -> None:
        """Codes that arrived are typed soon."""
        arrived = self._emulator.arrivals(self._read)
        self._read += len(arrived)
        for message in arrived:
            found = CODE.search(message.body) if message.to in self._waiting else None
            if found is not None:
                self._type_later(self._waiting.pop(message.to), found[0], now)

    def _type_later(self, keeper: Keeper, code: str, now: datetime) -> None:
        self._plans.later(now + TYPES_AFTER, lambda at: self._enter(keeper, code, at))

    def _enter(self, keeper: Keeper, code: str, now: datetime, *, phone: str = "") -> None:
        if keeper.device is None or keeper.is_in:
            return
        keeper.is_in = keeper.device.enter(code, phone=phone)
        if keeper.is_in:
            self._entered(keeper, now)

    def _phone_staff(self, keeper: Keeper, now: datetime) -> None:
        self._waiting.pop(keeper.number, None)
        if keeper.is_in:
            return
        with transaction(self._engine) as session:
            caregiver, family = caregiver_with(session, keeper.number)
            code = read_out_code(session, caregiver=caregiver, family=family, by=COORDINATOR, now=now)
        self._enter(keeper, code, now, phone=keeper.number)


def caregiver_with(session: Session, number: str) -> tuple[Caregiver, Family]:
    """Whose phone it is. Raises LookupError."""
    phone = phone_by_number(session, number)
    if phone is None:
        raise LookupError("nobody has this phone")
    caregiver = caregivers_on_phone(session, phone.id)[0]
    return caregiver, families.family_by_id(session, caregiver.family_id)
