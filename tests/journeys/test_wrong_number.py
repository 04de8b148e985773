"""Whoever says that it is a wrong number hears nothing of the child until somebody settled whose phone it is."""

import pytest

from backend.concerns.models import TaskKind
from backend.db import reading, transaction
from backend.families import queries as families
from backend.families.models import PhoneState
from backend.families.pause import pause
from backend.families.phone_queries import phone_by_index, phone_state
from backend.vault import blind
from tests.journeys.study import MOTHER, Study

STRANGE = "打错了，我不认识你们"


@pytest.fixture
def booked(study: Study) -> Study:
    study.enrol()
    study.book("infusion-1", "2026-12-15 09:00")
    return study.at("2026-12-08 13:00")


def state(study: Study) -> PhoneState:
    with reading(study.engine) as session:
        phone = phone_by_index(session, blind(MOTHER))
        assert phone is not None
        return phone_state(session, phone.id)


def kinds_of_tasks(study: Study) -> list[str]:
    return [task.kind for task in study.open_tasks()]


@pytest.mark.parametrize("text", [STRANGE, "wrong number", "我没有孩子，你们搞错了", "你们发错人了"])
def test_a_confirmed_phone_is_asked_whose_it_is_and_hears_nothing_of_the_child_meanwhile(
    booked: Study, text: str
) -> None:
    booked.types(text)
    assert booked.kinds()[-1] == "phone-check"
    assert state(booked) is PhoneState.UNCONFIRMED
    assert TaskKind.CONFIRM_PHONE.value in kinds_of_tasks(booked)
    assert [task.words for task in booked.open_tasks() if task.kind == TaskKind.READ_MESSAGE.value] == [text]
    before = len(booked.phone())
    booked.at("2026-12-15 08:30")
    assert not any("安安" in each.body for each in booked.phone()[before:])


@pytest.mark.parametrize(
    "text",
    [
        "体温打错了是37.1",
        "我打错了，是明天下午来",
        "发错人了",
        "我发错了，是给老师的",
        "sorry, typo, I typed the wrong number",
    ],
)
def test_a_slip_of_the_familys_own_makes_nobody_doubt_its_phone(booked: Study, text: str) -> None:
    booked.types(text)
    assert state(booked) is PhoneState.CONFIRMED
    assert "phone-check" not in booked.kinds()


def test_the_family_itself_answers_with_a_digit_and_is_reminded_again(booked: Study) -> None:
    booked.types("你们是谁").types("1")
    assert state(booked) is PhoneState.CONFIRMED
    booked.at("2026-12-15 08:30")
    assert any("安安" in each.body for each in booked.phone()[-3:])


def test_said_again_to_that_question_it_is_a_wrong_number_and_all_is_silent(booked: Study) -> None:
    booked.types(STRANGE).types("真的打错了")
    assert state(booked) is PhoneState.WRONG_NUMBER
    assert booked.kinds()[-1] == "ack-wrong-number"
    assert TaskKind.WRONG_NUMBER.value in kinds_of_tasks(booked)
    booked.types(STRANGE).at("2026-12-15 08:30")
    assert state(booked) is PhoneState.WRONG_NUMBER
    assert booked.kinds()[-1] == "ack-wrong-number"


def paused(study: Study) -> Study:
    with transaction(study.engine) as session:
        family = families.family_by_code(session, "F-001")
        pause(session, family=family, reason="in hospital", by="lin", now=study.clock.now())
    return study


def test_a_phone_of_a_paused_family_is_asked_like_any_other(booked: Study) -> None:
    paused(booked).types(STRANGE)
    assert booked.kinds()[-1] == "phone-check"
    assert state(booked) is PhoneState.UNCONFIRMED
    booked.types("真的打错了")
    assert booked.kinds()[-1] == "ack-wrong-number"


def test_a_phone_of_a_paused_family_that_wants_no_texts_is_not_asked_but_phoned(booked: Study) -> None:
    paused(booked).types("T")
    had = booked.kinds()
    booked.types(STRANGE)
    assert booked.kinds() == had
    assert TaskKind.CONFIRM_PHONE.value in kinds_of_tasks(booked)


def test_after_a_childs_death_it_is_not_asked_about_visits_but_phoned(booked: Study) -> None:
    booked.types("孩子昨晚去世了").types(STRANGE)
    assert booked.kinds()[-2:] == ["safety-death", "ack-after-death"]
    assert TaskKind.CONFIRM_PHONE.value in kinds_of_tasks(booked)
    booked.at("2026-12-09 12:00")
    assert "phone-check" not in booked.kinds()


def test_at_night_too_a_paused_family_is_asked_at_once_so_that_no_question_waits_into_its_mourning(
    booked: Study,
) -> None:
    paused(booked).at("2026-12-08 22:30").types(STRANGE)
    assert booked.kinds()[-1] == "phone-check"
    booked.types("孩子昨晚去世了").at("2026-12-09 12:00")
    after = booked.kinds()[booked.kinds().index("phone-check") + 1 :]
    assert after == ["safety-death", "promise-missed-death"]


def test_an_emergency_that_speaks_of_a_wrong_number_is_an_emergency(booked: Study) -> None:
    booked.types("打错了，不是39度，是孩子嘴唇发紫喘不上气")
    assert booked.kinds()[-1] == "safety-emergency"
    assert state(booked) is PhoneState.CONFIRMED
