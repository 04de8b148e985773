"""While a call is owed, whatever a family writes is answered with that call and its hour, never with a later day."""

import pytest

from backend.concerns import queries as concerns
from backend.concerns.models import TaskKind
from backend.concerns.packet import packet
from backend.db import reading
from backend.simulation.contacts import GAO
from tests.journeys.study import FATHER, FATHER_TOO, Study

BLUE_LIPS, FEVER = "佢口唇有啲紫，唞气好辛苦", "孩子今天发烧38度8"
OWED = "ack-call-owed"


@pytest.fixture
def study(staffed: Study) -> Study:
    staffed.enrol(FATHER_TOO)
    return staffed


@pytest.mark.parametrize(
    "text", ["六点以后打给我", "现在好多了", "谢谢", "好的", "1", "请打电话给我", "我想跟真人说话"]
)
def test_it_is_answered_with_the_call_that_is_promised(study: Study, text: str) -> None:
    study.at("2026-12-08 17:00").types(BLUE_LIPS).types(text)
    assert study.kinds() == ["safety-emergency", OWED]
    said = study.phone()[-1].body
    assert "12月8日（星期二）下午5:3" in said
    assert "12月9日" not in said
    assert "999" in said


def test_a_wish_for_a_call_beside_the_worry_gets_no_later_day_either(study: Study) -> None:
    study.at("2026-12-08 17:00").types("嘴唇发紫，叫不醒，快打电话给我")
    assert study.kinds() == ["safety-emergency", OWED]
    assert TaskKind.CALL_BACK.value in [task.kind for task in study.open_tasks()]
    study.at("2026-12-08 19:00").types("孩子今天发烧38度8，请打电话给我", FATHER)
    assert study.kinds(FATHER) == ["safety-still-holds"], "that names the call already"


def test_whoever_is_told_of_the_call_waits_for_it_and_reads_it_on_the_page(study: Study) -> None:
    study.at("2026-12-08 17:00").types(BLUE_LIPS).types("谢谢", FATHER)
    assert study.kinds(FATHER) == [OWED]
    with reading(study.engine) as session:
        concern = concerns.concern_number(session, 1)
        assert concern is not None
        told = packet(session, concern, infusions={}, pack=study.pack, now=study.clock.now()).told
    assert [each.kind for each in told] == ["safety-emergency", OWED]
    study.at("2026-12-08 17:33")
    assert study.kinds(FATHER)[-1] == "promise-missed"


def test_such_an_answer_holds_nothing_back_that_the_next_worry_gets(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).types("谢谢", FATHER).types("还在烧，39度", FATHER)
    assert study.kinds(FATHER) == [OWED, "safety-urgent"]


def test_after_a_miss_a_new_hour_is_promised_and_after_the_call_none_is(study: Study) -> None:
    study.at("2026-12-08 17:00").types(BLUE_LIPS)
    study.at("2026-12-08 17:40").types("谢谢")
    assert study.kinds()[-2:] == ["promise-missed", OWED]
    assert "下午6:1" in study.phone()[-1].body
    study.types("A 1", GAO)
    study.contact_phones_home()
    study.types("现在好多了")
    assert study.kinds()[-1] == "ack-kept"


def test_a_stopped_phone_is_promised_nothing(study: Study) -> None:
    study.at("2026-12-08 17:00").types("退订", FATHER).types(BLUE_LIPS).types("谢谢", FATHER)
    assert study.kinds(FATHER) == ["opt-out-confirmed"]
    study.at("2026-12-08 17:33")
    assert study.kinds(FATHER) == ["opt-out-confirmed"]
