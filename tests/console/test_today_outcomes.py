"""What an outcome changes beyond its line: a visit, a phone number, who came."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from backend.concerns.models import TaskKind
from backend.db import reading, transaction
from backend.devices.come_in import open_device
from backend.devices.models import Kind as DeviceKind
from backend.devices.signed_in import who
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.models import PhoneState
from backend.families.phone_queries import phone_by_number, phone_state
from backend.schedule.visit_state import VisitStatus
from tests.console.conftest import Browser
from tests.console.tasks import done, task
from tests.journeys.study import MOTHER, Study

NOW = datetime(2026, 12, 8, 4, 0, tzinfo=UTC)


def test_a_visit_is_booked_from_the_list_and_the_family_reminded(lin: Browser, engine: Engine, study: Study) -> None:
    [asked] = [
        each
        for each in study.open_tasks()
        if each.kind == TaskKind.BOOK_VISIT and "infusion-1" in each.facts["visit"]
    ]
    answer = done(lin, asked.number, outcome="booked", day="2026-12-14", hour="09:30", campus="zhujiang")
    assert answer.status_code == 303
    state = study.state("infusion-1")
    assert (state.status, state.appointment_at) == (VisitStatus.BOOKED, datetime(2026, 12, 14, 1, 30, tzinfo=UTC))
    assert task(engine, asked.number).outcome == "booked"


def test_a_time_that_has_passed_is_not_booked(lin: Browser, engine: Engine, study: Study) -> None:
    [asked] = [each for each in study.open_tasks() if each.kind == TaskKind.BOOK_VISIT]
    answer = done(lin, asked.number, outcome="booked", day="2026-12-01", hour="09:30", campus="zhujiang")
    assert answer.status_code == 422
    assert "请填还没到的日期和时间。" in answer.text


def test_they_will_come_confirms_the_visit_and_another_time_asks_for_booking(
    lin: Browser, engine: Engine, study: Study, opened: Any
) -> None:
    study.book("infusion-1", "2026-12-14 09:30")
    at = study.state("infusion-1").appointment_at
    assert at is not None
    facts = {"visit": "infusion-1", "appointment": at.isoformat()}
    assert done(lin, opened(TaskKind.CALL_UNCONFIRMED, key="a", **facts), outcome="will-come").status_code == 303
    assert study.state("infusion-1").status is VisitStatus.CONFIRMED
    assert done(lin, opened(TaskKind.CALL_UNCONFIRMED, key="b", **facts), outcome="wants-move").status_code == 303
    assert study.state("infusion-1").move_asked
    assert TaskKind.REBOOK_VISIT.value in [each.kind for each in study.open_tasks()]
    study.book("infusion-1", "2026-12-15 09:30")
    stale = opened(TaskKind.CALL_UNCONFIRMED, key="c", **facts)
    answer = done(lin, stale, outcome="will-come")
    assert answer.status_code == 422
    assert "和现在的预约对不上了。" in answer.text
    assert task(engine, stale).state == "open"


def test_a_number_is_confirmed_or_silenced_by_its_outcome(lin: Browser, engine: Engine, opened: Any) -> None:
    with reading(engine) as session:
        phone = phone_by_number(session, MOTHER)
        assert phone is not None
        [caregiver] = caregivers_on_phone(session, phone.id)
    with transaction(engine) as session:
        token, _ = open_device(session, caregiver, kind=DeviceKind.APP, called="", now=NOW)
    number = opened(TaskKind.CONFIRM_PHONE, phone=phone.id, relation="mother")
    assert done(lin, number, outcome="stranger").status_code == 303
    assert who(engine, token, now=NOW) is None
    with reading(engine) as session:
        assert phone_state(session, phone.id) is PhoneState.WRONG_NUMBER
    assert done(lin, opened(TaskKind.CONFIRM_PHONE, key="2", phone=phone.id), outcome="theirs").status_code == 303
    with reading(engine) as session:
        assert phone_state(session, phone.id) is PhoneState.CONFIRMED


def test_who_came_today_is_recorded_from_the_list_once(
    lin: Browser, zhou: Browser, engine: Engine, study: Study
) -> None:
    study.book("infusion-1", "2026-12-08 14:00")
    study.at("2026-12-08 14:10")
    for browser, name in ((lin, "lin.lan"), (zhou, "zhou.ming")):
        browser.sign_in(name)
    text = lin.get("/console/today").text
    assert 'id="v-GZ-001-infusion-1"' in text
    assert "没有确认" in text
    zhou.get("/console/today")
    assert lin.post("/console/today/visits/GZ-001/infusion-1/came").status_code == 303
    assert study.state("infusion-1").status is VisitStatus.ATTENDED
    answer = zhou.post("/console/today/visits/GZ-001/infusion-1/missed")
    assert answer.status_code == 409
    assert study.state("infusion-1").status is VisitStatus.ATTENDED
