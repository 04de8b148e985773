"""Where a number turns out to be a stranger's, whoever came in by it is out: in the same moment, and for good."""

from pathlib import Path

import pytest
from sqlmodel import Session

from backend.audit.verify import read
from backend.db import reading, transaction
from backend.devices import queries
from backend.devices.come_in import CodeRefusedError
from backend.devices.end_on_phone import end_on_phone
from backend.devices.send_code import read_out_code
from backend.devices.signed_in import who
from backend.families.models import Phone
from backend.families.phone_queries import phone_by_number
from tests.devices.conftest import Door
from tests.journeys.study import GRANDMOTHER, MOTHER


def phone_of(session: Session, number: str) -> Phone:
    phone = phone_by_number(session, number)
    assert phone is not None
    return phone


def give_up(door: Door, number: str = MOTHER) -> int:
    with transaction(door.engine) as session:
        return end_on_phone(session, phone_of(session, number), by="lin", now=door.clock.now())


def test_its_devices_end_at_once_and_that_is_kept(door: Door) -> None:
    entered = [door.enter(door.code()) for _ in range(2)]
    assert give_up(door) == 2
    assert [who(door.engine, each.token, now=door.clock.now()) for each in entered] == [None, None]
    with reading(door.engine) as session:
        kept = [entry for entry in read(session, "F-001") if entry.action == "devices.end"]
        found = queries.find_device(session, entered[0].device.id)
    assert [entry.actor for entry in kept] == ["lin", "lin"]
    assert found is not None
    assert found.ended_by == "lin"
    assert give_up(door) == 0


def test_a_code_that_was_on_its_way_opens_nothing_and_a_new_one_read_out_does(door: Door) -> None:
    code = door.code()
    give_up(door)
    with pytest.raises(CodeRefusedError):
        door.enter(code)
    caregiver, family = door.caregiver()
    with transaction(door.engine) as session:
        fresh = read_out_code(session, caregiver=caregiver, family=family, by="lin", now=door.clock.now())
    assert door.enter(fresh).device.ended_at is None


def test_another_phone_of_the_family_stays_signed_in(door: Door) -> None:
    door.enrol(
        participant_code="GZ-002",
        family="F-002",
        caregiver1_phone=GRANDMOTHER,
        caregiver1_called="阿嬷",
    )
    other = door.card(GRANDMOTHER)
    entered = door.enter(door.code(other), card=other)
    assert give_up(door) == 0
    assert who(door.engine, entered.token, now=door.clock.now()) is not None


def test_whatever_reports_a_strangers_number_ends_its_devices_too() -> None:
    above = ("console", "inbox", "cli", "mobile", "chat")
    texts = [path.read_text(encoding="utf-8") for room in above for path in Path("backend", room).rglob("*.py")]
    reporting = [text for text in texts if "give_up_phone(" in text or "report_wrong_number(" in text]
    assert len(reporting) == 4
    assert all("end_on_phone(" in text for text in reporting)
