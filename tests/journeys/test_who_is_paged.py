"""Stories of worries: who is paged, in which order and when, and what whoever replies is told."""

import pytest

from backend.concerns.acknowledge import acknowledge
from backend.concerns.resolve import resolve
from backend.concerns.rota import set_absent
from backend.db import transaction
from backend.simulation.contacts import CHAN, GAO, LI, ZHOU
from tests.journeys.study import LIN, Study, moment
from tests.journeys.worries import BLUE_LIPS, FEVER, calls_home, concern, happened, packet_of


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled


def test_without_an_answer_the_rota_goes_round_and_the_administrator_hears_of_it(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    study.at("2026-12-08 12:55")
    assert [len(study.phone(number)) for number in (GAO, LI, CHAN)] == [2, 2, 2]
    assert len(study.phone(ZHOU)) == 3
    assert concern(study).state == "open"


def test_at_night_an_urgent_text_waits_for_the_morning_and_says_so(study: Study) -> None:
    study.at("2026-12-08 23:00").types("孩子今天吐了两次")
    assert study.kinds()[-1] == "safety-urgent-night"
    assert "12月9日（星期三）" in study.phone()[-1].body
    study.at("2026-12-09 07:55")
    if concern(study).level == "urgent" and not packet_of(study).standing.night:
        assert study.phone(GAO) == []
    study.at("2026-12-09 08:05")
    assert "page-concern" in study.kinds(GAO)


def test_on_a_holiday_night_with_the_first_on_leave_the_next_of_the_holiday_order_is_paged(study: Study) -> None:
    with transaction(study.engine) as session:
        set_absent(
            session,
            key="li",
            from_at=moment("2027-01-01 00:00"),
            until_at=moment("2027-01-03 00:00"),
            reason="leave",
            by=LIN,
            pack=study.pack,
            now=study.clock.now(),
        )
    study.at("2027-01-01 02:00").types(BLUE_LIPS)
    assert study.phone(LI) == []
    assert study.kinds(GAO) == ["page-concern"]


def test_a_page_that_cannot_be_delivered_goes_to_the_next_at_once(study: Study) -> None:
    study.emulator.unreachable[GAO] = "30005"
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    study.at("2026-12-08 12:04")
    assert study.kinds(LI) == ["page-concern"]
    assert "page-failed" in happened(study)


def test_a_page_about_a_phone_that_gets_texts_says_nothing_of_that(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    assert "短信不通" not in study.phone(GAO)[-1].body
    study.types("退订").at("2026-12-08 12:11")
    assert "短信不通，马上打电话" in study.phone(LI)[-1].body, "it was stopped since"


def test_wrong_and_late_replies_get_a_clear_answer(study: Study) -> None:
    study.at("2026-12-08 12:00").types(FEVER)
    study.types("A 99", GAO).types("hello", GAO).types("A 1", GAO).types("A 1", LI)
    assert study.kinds(GAO)[-3:] == ["page-unknown", "page-which", "page-acknowledged"]
    assert study.kinds(LI) == ["page-taken"]
    with transaction(study.engine) as session:
        acknowledge(session, 1, by="contact:gao", way="console", pack=study.pack, now=study.clock.now())
    calls_home(study)
    with transaction(study.engine) as session:
        resolve(session, 1, outcome="settled", note="", by=LIN, now=study.clock.now())
    study.types("A 1", CHAN)
    assert study.kinds(CHAN) == ["page-closed"]
