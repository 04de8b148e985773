"""What a family is told of a call is so when they read it, wherever they read it, and reaches them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend.concerns import queries as concerns
from backend.concerns.acknowledge import acknowledge
from backend.concerns.answer_family import promised
from backend.concerns.models import Concern
from backend.concerns.record_call import record_call
from backend.concerns.resolve import resolve
from backend.db import reading, transaction
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.confirm_phone import report_wrong_number
from backend.families.pause import pause
from backend.families.phone_queries import phone_by_index
from backend.inbox.write import Written, write
from backend.outbox.queries import all_messages
from backend.simulation.contacts import GAO
from backend.triage.understanding import Urgency
from backend.vault import blind
from tests.journeys.study import LIN, MOTHER, Study, moment

FEVER, STILL = "孩子今天发烧38度8", "还在发烧，39度"
BLUE_LIPS = "佢口唇有啲紫，唞气好辛苦"


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled


def concern(study: Study) -> Concern:
    with reading(study.engine) as session:
        found = concerns.concern_number(session, 1)
        assert found is not None
        return found


def types_in_the_app(study: Study, text: str) -> None:
    with reading(study.engine) as session:
        family = families.family_by_code(session, "F-001")
        [mother] = caregivers_of(session, family.id)
    write(
        study.engine,
        Written(str(uuid4()), text, "app"),
        mother,
        family,
        pack=study.pack,
        live=False,
        clock=study.clock,
    )
    study.settle()


def answer_swept(study: Study) -> bool:
    return all(each.swept_at for each in study.messages() if each.status == "undelivered")


def on_screen(study: Study) -> list[str]:
    return [each.kind for each in study.messages() if each.route == "here"]


def test_an_answer_that_did_not_arrive_is_given_again_to_the_next_worry(study: Study) -> None:
    study.at("2026-12-08 12:00").emulator.unreachable[MOTHER] = "30005"
    study.types(FEVER).at("2026-12-08 12:10")
    del study.emulator.unreachable[MOTHER]
    for text in (STILL, "还在烧，39度1"):
        study.types(text)
    assert [each.status for each in study.phone()] == ["undelivered", "delivered"]
    assert study.kinds() == ["safety-urgent", "safety-urgent"]


def test_what_a_screen_promised_to_a_family_without_texts_is_put_off_by_nothing(study: Study) -> None:
    """Given a phone that stopped texts, when the app says "by 1 pm" and the contact takes it up at 12:40, then the
    call is due at 1 pm, and if nobody phones the app says so."""
    study.at("2026-12-08 09:00").types("退订")
    types_in_the_app(study, FEVER)
    assert on_screen(study) == ["safety-urgent"]
    due = concern(study).due_by
    study.at("2026-12-08 12:40").types("A 1", GAO)
    assert concern(study).due_by == due
    study.at("2026-12-08 13:10")
    assert on_screen(study)[-1] == "promise-missed"
    assert "promise-missed" not in study.kinds()


def test_a_family_that_was_paused_since_is_paged_about_and_spared_the_text_about_the_missed_call(
    study: Study,
) -> None:
    """Given an emergency, when staff pause the family because the child has died and nobody writes a call down, then
    paging goes on, and the family gets no text that says where to go if the child is unwell."""
    study.at("2026-12-08 12:00").types(BLUE_LIPS).types("A 1", GAO)
    with transaction(study.engine) as session:
        family = families.family_by_code(session, "F-001")
        pause(session, family=family, reason="the child has died", by=LIN, now=study.clock.now())
        [answer] = [each for each in all_messages(session) if each.kind == "safety-emergency"]
        answer.status = "undelivered"  # that comes out later and is nothing that the family wrote
    study.settle().settle().types("A 1", GAO)
    study.at("2026-12-08 12:40")
    assert study.kinds() == ["safety-emergency"]
    assert study.kinds(GAO).count("page-concern") == 3, "for the answer that did not arrive, and for the missed call"
    study.types("佢口唇又紫")
    study.at("2026-12-08 13:20")
    assert study.kinds()[-1] == "promise-missed", "it wrote after the pause: somebody is unwell"


def test_an_emergency_from_a_wrong_number_is_answered_and_nothing_else_is(study: Study) -> None:
    with transaction(study.engine) as session:
        phone = phone_by_index(session, blind(MOTHER))
        assert phone is not None
        report_wrong_number(session, phone=phone, by=LIN, now=study.clock.now())
    study.at("2026-12-08 12:00").types(FEVER)
    assert study.kinds() == []
    study.types(BLUE_LIPS)
    assert study.kinds() == ["safety-emergency"]
    study.at("2026-12-08 13:00")
    assert study.kinds() == ["safety-emergency"], "a stranger is told of no call"


def test_no_hour_is_promised_that_has_passed(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER)
    late = moment("2026-12-08 13:05")
    with reading(study.engine) as session:
        assert promised(session, concern(study), Urgency.URGENT, pack=study.pack, now=late) > late


def test_an_answer_that_waits_for_the_provider_goes_out_only_while_its_hour_is_ahead(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).types(BLUE_LIPS)
    until = {each.kind: each.expires_at - each.created_at for each in study.messages()}
    assert until["safety-urgent"] <= timedelta(hours=4)
    assert until["safety-emergency"] == timedelta(hours=24)


def test_an_answer_that_never_arrived_opens_nothing_again_once_the_family_was_phoned(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    with transaction(study.engine) as session:
        now = study.clock.now()
        acknowledge(session, 1, by="contact:gao", way="console", pack=study.pack, now=now)
        record_call(session, 1, reached=True, note="", by=LIN, way="console", pack=study.pack, now=now)
        resolve(session, 1, outcome="at home", note="", by=LIN, now=now)
        [answer] = [each for each in all_messages(session) if each.kind == "safety-emergency"]
        answer.status = "undelivered"  # the phone was off for hours
    study.at("2026-12-08 22:00").settle()
    assert answer_swept(study)
    assert concern(study).state == "resolved"
