"""A family with a mother's card, on both databases."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.clock import SetClock
from backend.db import reading, transaction
from backend.devices.come_in import Entered, Knocker, come_in
from backend.devices.issue_card import issue_card
from backend.devices.models import Kind
from backend.devices.send_code import KIND, send_code
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.models import Caregiver, Family
from backend.families.phone_queries import phone_by_number
from backend.outbox import queries as outbox
from backend.protocol.pack import Pack
from backend.schedule.enrol import enrol_families
from backend.simulation.cast import write_csv
from tests.factories import PACK
from tests.journeys.study import MOTHER, ROW, moment

CODE = re.compile(r"\d{6}")
ADDRESS = "192.0.2.7"


@dataclass
class Door:
    """What somebody with the mother's card can do."""

    engine: Engine
    folder: Path
    clock: SetClock
    pack: Pack = PACK
    key: str = ""
    read: set[str] = field(default_factory=set)

    def enrol(self, **changed: str) -> None:
        """Enrol the usual family with these cells changed."""
        path, now = self.folder / "families.csv", self.clock.now()
        write_csv([{**ROW, **changed}], path)
        enrol_families(self.engine, path, pack=self.pack, live=False, by="lin", now=now)

    def caregiver(self, number: str = MOTHER) -> tuple[Caregiver, Family]:
        with reading(self.engine) as session:
            phone = phone_by_number(session, number)
            assert phone is not None
            found = caregivers_on_phone(session, phone.id)[0]
            return found, families.family_by_id(session, found.family_id)

    def card(self, number: str = MOTHER) -> str:
        caregiver, family = self.caregiver(number)
        with transaction(self.engine) as session:
            return issue_card(session, caregiver=caregiver, family=family, by="lin", now=self.clock.now())

    def code(self, key: str | None = None) -> str:
        """Ask for a code and read it in the text."""
        with transaction(self.engine) as session:
            asked = self.key if key is None else key
            assert send_code(session, key=asked, pack=self.pack, live=False, now=self.clock.now())
        return self.texted()

    def texted(self) -> str:
        """The code in the newest text."""
        with reading(self.engine) as session:
            new = [row for row in outbox.all_messages(session) if row.kind == KIND and row.id not in self.read]
        self.read |= {row.id for row in new}
        return CODE.findall(new[-1].body)[0]

    def enter(self, code: str, *, address: str = ADDRESS, card: str | None = None, phone: str = "") -> Entered:
        knocker = Knocker(card=(self.key if card is None else card), phone=phone)
        return come_in(
            self.engine, knocker, code=code, kind=Kind.APP, called="旧手机", address=address, now=self.clock.now()
        )


@pytest.fixture
def door(engine: Engine, tmp_path: Path) -> Door:
    door = Door(engine, tmp_path, SetClock(moment("2026-12-01 09:00")))
    door.enrol()
    door.key = door.card()
    return door


@pytest.fixture
def wrong() -> Callable[[str], str]:
    """A code that is not this one."""
    return lambda code: f"{(int(code) + 1) % 1_000_000:06}"
