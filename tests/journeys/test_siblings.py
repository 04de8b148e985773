"""Two children of one family: a worry is of the child it names; words that name none are of neither's alone."""

import pytest

from backend.concerns import queries as concerns
from backend.concerns.packet import Packet, packet
from backend.db import reading
from backend.simulation.contacts import GAO
from tests.journeys.study import Study

HOT, LEO_HOT, MIA_HOT = "孩子今天发烧39度", "Leo摸着烫手，39度5", "Mia也烧到39度"


@pytest.fixture
def study(staffed: Study) -> Study:
    leo = {"participant_code": "GZ-016", "child_called": "Leo", "sex": "boy", "consent_reference": "IC-016"}
    mia = {"participant_code": "GZ-017", "child_called": "Mia", "consent_reference": "IC-017"}
    staffed.enrol(leo, {**mia, "birth_date": "2018-02-03"})
    return staffed.at("2026-12-08 12:00")


def packets(study: Study) -> list[Packet]:
    with reading(study.engine) as session:
        now, rows = study.clock.now(), concerns.all_concerns(session)
        return [packet(session, row, infusions={}, pack=study.pack, now=now) for row in rows]


def test_a_name_that_comes_later_does_not_make_the_earlier_sign_that_childs(study: Study) -> None:
    study.types(HOT).types(LEO_HOT)
    [found] = packets(study)
    assert found.concern.child_code is None
    assert found.codes == "GZ-016/GZ-017"
    assert [each.child for each in found.said] == ["", "GZ-016"]


@pytest.mark.parametrize("text", ["还在烧，39度5", "Leo和Mia都烧到39度"])
def test_words_that_name_nobody_or_both_are_shown_with_both_codes(study: Study, text: str) -> None:
    study.types(LEO_HOT)
    assert packets(study)[0].codes == "GZ-016"
    study.types(text)
    [found] = packets(study)
    assert (found.concern.child_code, found.codes) == (None, "GZ-016/GZ-017")
    assert [each.child for each in found.said] == ["GZ-016", ""]
    study.types("嘴唇发紫，喘不上气")
    assert "GZ-016/GZ-017" in study.phone(GAO)[-1].body


def test_words_that_name_the_other_child_stay_a_concern_of_their_own(study: Study) -> None:
    study.types(LEO_HOT).types(MIA_HOT).types("Leo还在烧，39度")
    assert [(each.codes, len(each.said)) for each in packets(study)] == [("GZ-016", 2), ("GZ-017", 1)]
