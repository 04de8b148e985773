"""A family's people and phones: wishes, whose a number is, and new numbers, each kept beside what was before."""

import pytest
from sqlalchemy import Engine

from backend.audit.verify import read
from backend.concerns.models import TaskKind
from backend.db import reading, transaction
from backend.devices.come_in import open_device
from backend.devices.models import Kind
from backend.devices.signed_in import who
from backend.diary.nudge_hour import family_hour
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Caregiver, Phone, PhoneState
from backend.families.phone_queries import phone_by_id, phone_facts, phone_state
from backend.languages import Language
from backend.outbox.models import Scope
from backend.outbox.suppress import is_suppressed
from tests.console.conftest import Browser
from tests.journeys.study import FATHER, MOTHER, Study

PAGE = "/console/families/F-001/people"
NEW = {
    "phone": "6500 2222",
    "called": "爸爸",
    "relation": "father",
    "role": "guardian",
    "language": "en",
    "early": "no",
    "reminders": "yes",
    "tested": "no",
}


def everybody(engine: Engine) -> list[tuple[Caregiver, Phone, PhoneState]]:
    with reading(engine) as session:
        found = []
        for each in caregivers_of(session, families.family_by_code(session, "F-001").id):
            phone = phone_by_id(session, each.phone_id)
            found.append((each, phone, phone_state(session, phone.id)))
        return found


def actions(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        return [(each.action, each.actor) for each in read(session, "F-001")]


@pytest.fixture
def mother(study: Study, engine: Engine) -> str:
    """Where the acts about her are sent."""
    [(caregiver, _, _)] = everybody(engine)
    return f"{PAGE}/{caregiver.id}"


def test_the_family_leads_to_its_people_with_what_is_known_of_each_number(lin: Browser, mother: str) -> None:
    assert f'href="{PAGE}"' in lin.get("/console/families/F-001").text
    text = lin.get(PAGE).text
    for said in ("妈妈", "+852 6500 1111", "已确认", "繁体中文", "清早不发短信", "tested at enrolment"):
        assert said in text


def test_language_and_early_texts_are_changed_and_audited_with_what_was_before(
    lin: Browser, mother: str, engine: Engine
) -> None:
    lin.get(PAGE)
    assert lin.post(f"{mother}/wishes", language="en", early="yes").status_code == 303
    [(caregiver, _, _)] = everybody(engine)
    assert (caregiver.language, caregiver.early_texts) == (Language.EN, True)
    with reading(engine) as session:
        kept = {each.action: (each.before, each.after) for each in read(session, "F-001") if each.actor == "lin.lan"}
    assert kept["families.change-language"] == ({"language": "zh-Hant"}, {"language": "en"})
    assert kept["families.early-texts"] == ({"early_texts": "no"}, {"early_texts": "yes"})
    assert lin.post(f"{mother}/wishes", language="fr", early="").status_code == 422


def test_the_hour_of_the_diary_is_one_that_the_study_offers(lin: Browser, study: Study, engine: Engine) -> None:
    lin.get(PAGE)
    assert lin.post(f"{PAGE}/hour", hour="20:30").status_code == 303
    with reading(engine) as session:
        held = family_hour(session, families.family_by_code(session, "F-001"), pack=study.pack)
    assert held is not None
    assert f"{held.at:%H:%M}" == "20:30"
    assert lin.post(f"{PAGE}/hour", hour="03:00").status_code == 422
    assert ("diary.choose-hour", "lin.lan") in actions(engine)


def test_a_wrong_number_gets_nothing_more_and_the_right_one_is_looked_for(
    lin: Browser, study: Study, mother: str, engine: Engine
) -> None:
    [(caregiver, _, _)] = everybody(engine)
    with transaction(engine) as session:
        token, _ = open_device(session, caregiver, kind=Kind.APP, called="旧手机", now=study.clock.now())
    lin.get(PAGE)
    assert lin.post(f"{mother}/strangers", seen="1").status_code == 422
    assert who(engine, token, now=study.clock.now()) is not None
    assert lin.post(f"{mother}/strangers", seen="1", note="接电话的不认识这家").status_code == 303
    [(_, phone, state)] = everybody(engine)
    assert state is PhoneState.WRONG_NUMBER
    assert who(engine, token, now=study.clock.now()) is None
    with reading(engine) as session:
        assert is_suppressed(session, scope=Scope.NUMBER, key=phone.number_index) == ("wrong-number",)
        assert [each.kind.value for each in phone_facts(session, phone.id)] == ["confirmed", "wrong-number"]
    assert TaskKind.WRONG_NUMBER in [each.kind for each in study.open_tasks()]
    assert "接电话的不认识这家" in lin.get(PAGE).text


def test_a_number_is_asked_again_and_its_answer_settles_it(
    lin: Browser, study: Study, mother: str, engine: Engine
) -> None:
    lin.get(PAGE)
    lin.post(f"{mother}/strangers", seen="1", note="打错了")
    assert lin.post(f"{mother}/ask", seen="2", note="妈妈说就是这个号").status_code == 303
    [(_, phone, state)] = everybody(engine)
    assert state is PhoneState.UNCONFIRMED
    with reading(engine) as session:
        assert is_suppressed(session, scope=Scope.NUMBER, key=phone.number_index) == ()
    study.settle()
    assert study.kinds()[-1] == "phone-check"
    assert TaskKind.CONFIRM_PHONE in [each.kind for each in study.open_tasks()]
    assert lin.post(f"{mother}/ask", seen="3", note="再问").status_code == 303
    study.settle()
    assert study.kinds().count("phone-check") == 1
    study.types("1")
    assert everybody(engine)[0][2] is PhoneState.CONFIRMED
    assert TaskKind.CONFIRM_PHONE not in [each.kind for each in study.open_tasks()]


def test_nothing_waiting_goes_to_a_number_that_is_doubted(lin: Browser, study: Study, mother: str) -> None:
    study.at("2026-12-08 22:30")
    lin.sign_in("lin.lan")
    study.book("infusion-1", "2026-12-15 09:30")
    [waiting] = [each.id for each in study.messages() if each.status == "pending"]
    lin.get(PAGE)
    lin.post(f"{mother}/ask", seen="1", note="换人接的")
    study.at("2026-12-09 12:00")
    [row] = [each for each in study.messages() if each.id == waiting]
    assert (row.status, row.reason) == ("canceled", "phone-unconfirmed")
    assert study.kinds()[-1] == "phone-check"


def test_a_new_number_is_added_beside_the_old_one_and_asked_whose_it_is(
    lin: Browser, study: Study, engine: Engine
) -> None:
    lin.get(PAGE)
    assert lin.post(f"{PAGE}/new-person", **NEW).status_code == 303
    study.settle()
    people = {each.called: (phone.number, state) for each, phone, state in everybody(engine)}
    assert people == {
        "妈妈": (MOTHER, PhoneState.CONFIRMED),
        "爸爸": (FATHER, PhoneState.UNCONFIRMED),
    }
    assert study.kinds(FATHER) == ["phone-check"]
    assert ("families.add-caregiver", "lin.lan") in actions(engine)
    again = lin.post(f"{PAGE}/new-person", **NEW)
    assert again.status_code == 422
    assert "这一家已经有人用这个号码" in again.text


def test_a_number_that_was_just_tested_is_confirmed(lin: Browser, study: Study, engine: Engine) -> None:
    lin.get(PAGE)
    lin.post(f"{PAGE}/new-person", **{**NEW, "tested": "yes"})
    study.settle()
    assert [state for _, _, state in everybody(engine)] == [PhoneState.CONFIRMED] * 2
    assert study.kinds(FATHER) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "020 8345 1234"), ("phone", ""), ("called", ""), ("relation", "cat"), ("role", ""), ("tested", "")],
)
def test_what_cannot_be_right_is_said_beside_its_field(
    lin: Browser, engine: Engine, study: Study, field: str, value: str
) -> None:
    lin.get(PAGE)
    answer = lin.post(f"{PAGE}/new-person", **{**NEW, field: value})
    assert answer.status_code == 422
    assert f'id="new-person-{field}-wrong"' in answer.text
    assert len(everybody(engine)) == 1


def test_a_guardians_number_of_another_family_and_a_wrong_one_are_refused(
    lin: Browser, study: Study, engine: Engine
) -> None:
    study.enrol(
        {"participant_code": "GZ-002", "family": "F-002", "caregiver1_phone": FATHER, "consent_reference": "IC-2"}
    )
    lin.get(PAGE)
    answer = lin.post(f"{PAGE}/new-person", **NEW)
    assert answer.status_code == 422
    assert "F-002" not in answer.text
    assert lin.post(f"{PAGE}/new-person", **{**NEW, "role": "delegate", "relation": "aunt"}).status_code == 303


def test_of_two_who_settle_one_number_the_second_is_told(lin: Browser, zhou: Browser, mother: str) -> None:
    lin.get(PAGE)
    zhou.get(PAGE)
    assert lin.post(f"{mother}/strangers", seen="1", note="打错了").status_code == 303
    assert zhou.post(f"{mother}/ask", seen="1", note="changed").status_code == 409


def test_no_arm_word_is_kept_and_a_monitor_sees_and_changes_nothing(
    lin: Browser, monitor: Browser, mother: str, engine: Engine
) -> None:
    lin.get(PAGE)
    assert lin.post(f"{mother}/ask", seen="1", note="说孩子打的是安慰剂").status_code == 422
    monitor.get("/console/families/F-001")
    assert monitor.get(PAGE).status_code == 403
    for path in (f"{mother}/wishes", f"{mother}/strangers", f"{PAGE}/new-person", f"{PAGE}/hour"):
        assert monitor.post(path, **NEW).status_code == 403
    assert everybody(engine)[0][2] is PhoneState.CONFIRMED
    assert PAGE not in monitor.get("/console/families/F-001").text


def test_nobody_of_another_family_is_changed_from_here(lin: Browser, study: Study, mother: str) -> None:
    lin.get(PAGE)
    for path in (f"{PAGE}/nobody/wishes", f"{mother}/nothing", f"{PAGE}/nothing"):
        assert lin.post(path, language="en", early="no").status_code == 404
