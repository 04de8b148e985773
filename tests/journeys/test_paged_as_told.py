"""Whom a family, or a colleague, was told is paged now is paged now, at night too."""

import pytest

from backend.concerns.hand_over import hand_over
from backend.concerns.record_call import record_call
from backend.concerns.resolve import resolve
from backend.db import transaction
from backend.simulation.contacts import GAO, LI
from tests.journeys.study import LIN, Study

FEVER = "孩子今天发烧38度8"


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled


def test_a_call_missed_as_the_night_begins_is_paged_when_the_family_is_told_of_it(study: Study) -> None:
    """Given a fever of 5 pm that was taken up, when nobody has phoned by 9 pm, then the family is told that the
    person on call is alerted again, and somebody is, and the others wait for the morning."""
    study.at("2026-12-08 17:00").types(FEVER).types("A 1", GAO)
    assert "晚上9:00" in study.phone()[-1].body
    study.at("2026-12-08 21:02")
    assert study.kinds()[-1] == "promise-missed"
    assert study.kinds(GAO).count("page-concern") == 2
    study.at("2026-12-09 07:55")
    assert study.kinds(LI) == []


def test_a_call_missed_while_nobody_has_taken_it_up_is_paged_when_the_family_is_told_of_it(study: Study) -> None:
    study.at("2026-12-08 20:50").types(FEVER)
    study.at("2026-12-09 11:52")
    assert study.kinds()[-1] == "promise-missed"
    assert study.kinds(GAO) == study.kinds(LI) == ["page-concern"]


def test_whoever_it_is_handed_to_at_night_is_paged_at_night(study: Study) -> None:
    study.at("2026-12-08 20:30").types(FEVER).types("A 1", GAO)
    study.at("2026-12-08 21:20")
    with transaction(study.engine) as session:
        hand_over(session, 1, to="li", note="", by=LIN, pack=study.pack, now=study.clock.now())
    study.settle().settle()
    assert study.kinds(LI) == ["page-concern"]


def test_whoever_takes_up_what_was_phoned_about_and_handed_over_owes_no_second_call(study: Study) -> None:
    """Given a missed call that was made at last, when the concern is handed over and taken up, then the contact is
    told of no hour, the family is not told of a miss, and it can be closed."""
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    study.at("2026-12-08 13:05").types("A 1", GAO)
    with transaction(study.engine) as session:
        now, pack = study.clock.now(), study.pack
        record_call(session, 1, reached=True, note="", by="contact:gao", way="console", pack=pack, now=now)
        hand_over(session, 1, to="li", note="", by="contact:gao", pack=pack, now=now)
    study.settle().types("A 1", LI)
    assert study.kinds(LI)[-1] == "page-yours"
    study.at("2026-12-08 20:00")
    assert study.kinds().count("promise-missed") == 1
    with transaction(study.engine) as session:
        resolve(session, 1, outcome="advice given", note="", by=LIN, now=study.clock.now())
