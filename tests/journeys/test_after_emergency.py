"""Once an episode was an emergency, nothing milder is advised in it: what was said still holds, and who phones."""

from uuid import uuid4

import pytest

from backend.concerns.resolve import resolve
from backend.db import reading, transaction
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.inbox import queries as inbox
from backend.inbox.write import Written, write
from backend.simulation.contacts import GAO
from tests.journeys.study import FATHER, FATHER_TOO, Study

BLUE_LIPS, FEVER, VOMITS, COUGH = (
    "佢口唇有啲紫，唞气好辛苦",
    "孩子今天发烧38度8",
    "孩子吐了三次",
    "孩子有点咳嗽",
)
HOLDS = "safety-still-holds"


@pytest.fixture
def study(staffed: Study) -> Study:
    staffed.enrol(FATHER_TOO)
    return staffed


def drinks(study: Study, number: str) -> bool:
    return any("小口" in each.body for each in study.phone(number))


@pytest.mark.parametrize("milder", [FEVER, VOMITS, COUGH])
def test_a_milder_text_after_an_emergency_is_told_what_still_holds_and_of_no_drinks(
    study: Study, milder: str
) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS).types(milder)
    assert study.kinds() == ["safety-emergency", HOLDS]
    said = study.phone()[-1].body
    assert "999" in said
    assert "下午12:3" in said or "中午12:3" in said
    study.types(milder)
    assert study.kinds()[-1] == HOLDS
    assert len(study.kinds()) == 2, "what it was told holds"


def test_at_night_and_to_another_phone_and_after_another_emergency_it_is_the_same(study: Study) -> None:
    study.at("2026-12-08 22:00").types(FEVER).types(BLUE_LIPS).types("还在发烧，39度").types(VOMITS, FATHER)
    assert study.kinds() == ["safety-urgent-night", "safety-emergency", HOLDS]
    assert study.kinds(FATHER) == [HOLDS]
    study.types("嘴唇发紫，叫不醒").types("还在发烧，39度")
    assert study.kinds()[-2:] == ["safety-emergency-short", HOLDS]


def test_after_the_call_no_drinks_are_advised_either(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS).types("A 1", GAO)
    study.contact_phones_home()
    study.at("2026-12-08 18:00").types(COUGH).types(FEVER)
    assert study.kinds() == ["safety-emergency", "safety-routine", HOLDS]
    assert not drinks(study, FATHER)


@pytest.mark.parametrize("question", ["可以给孩子喝水吗？", "孩子平时可以吃什么零食？", "停车场在哪里"])
def test_no_passage_answers_a_question_while_the_emergency_stands(study: Study, question: str) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS).types(question)
    assert study.kinds() == ["safety-emergency", "ack-call-owed"]
    study.types("A 1", GAO)
    study.contact_phones_home()
    study.at("2026-12-08 18:00").types(question)
    assert study.kinds()[-1] == "ack-kept"
    with transaction(study.engine) as session:
        resolve(session, 1, outcome="admitted", note="", by="gao", now=study.clock.now())
    study.types("停车场在哪里？")
    assert study.kinds()[-1].startswith("answer")


def test_a_screen_says_the_same(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    with reading(study.engine) as session:
        family = families.family_by_code(session, "F-001")
        mother = next(each for each in caregivers_of(session, family.id) if each.relation == "mother")
    for nth, text in enumerate((FEVER, FEVER, COUGH)):
        name = str(uuid4())
        written = Written(name, f"{text}{nth}", "app")
        write(study.engine, written, mother, family, pack=study.pack, live=False, clock=study.clock)
        with reading(study.engine) as session:
            row = inbox.text(session, name)
            assert row is not None
            assert row.advice == HOLDS
