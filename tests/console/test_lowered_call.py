"""A level that is lowered leaves a promised call owed: it is made, or a person says why the family waits for none."""

import pytest
from sqlalchemy import Engine

from tests.console.concern_pages import act, kinds, open_page, state
from tests.console.conftest import Browser
from tests.journeys.study import Study

FEVER = "孩子今天发烧38度8"


@pytest.fixture
def lowered(lin: Browser, study: Study) -> int:
    """A fever at noon, answered with a call by four, that a person has lowered."""
    study.types(FEVER)
    assert act(lin, 1, "level", level="routine", reason="刚洗完澡量的") == 303
    return 1


def test_whoever_lowers_it_reads_that_the_call_is_owed(lin: Browser, study: Study) -> None:
    study.types(FEVER)
    assert "已答应给家里打电话" in open_page(lin, 1).split('act" id="level"')[1].split("</details>")[0]
    answer = lin.post("/console/concerns/1/level", seen="99", level="routine", reason="刚洗完澡量的")
    assert "家里还在等答应的电话" in lin.get(answer.headers["location"]).text


def test_it_stays_on_the_list_with_its_hour_and_is_not_closed(lowered: int, lin: Browser, engine: Engine) -> None:
    text = lin.get("/console/today").text
    assert "今天要打1个电话" in text.split('class="lead"')[1].split("</p>")[0]
    assert "没人接手，就呼叫下一位" in text
    answer = lin.post(f"/console/concerns/{lowered}/resolve", seen="99", outcome="nothing", note="看过了")
    assert answer.status_code == 422
    assert "家里还在等电话" in answer.text
    assert state(engine, lowered)[:2] == ("routine", "open")


def test_the_call_ends_it(lowered: int, lin: Browser, engine: Engine, study: Study) -> None:
    assert act(lin, lowered, "call", reached="yes", note="妈妈说已退烧") == 303
    assert act(lin, lowered, "resolve", outcome="nothing", note="已退烧") == 303
    study.at("2026-12-08 16:10")
    assert "promise-missed" not in study.kinds()


def test_without_the_call_the_family_is_told_and_somebody_is_paged(lowered: int, study: Study) -> None:
    study.at("2026-12-08 16:10")
    assert study.kinds()[-1] == "promise-missed"


def test_a_person_says_with_the_reason_that_none_comes(
    lowered: int, lin: Browser, zhou: Browser, engine: Engine, study: Study
) -> None:
    assert act(lin, lowered, "no-call", because="family-knows") == 422, "a reason is asked for"
    assert act(lin, lowered, "no-call", reason="当面说好") == 422
    assert act(lin, lowered, "no-call", because="family-knows", reason="妈妈在门诊，当面说好不用打") == 303
    text = open_page(zhou, lowered)
    assert "No call is made: the family knows that nobody phones" in text
    assert "妈妈在门诊，当面说好不用打" in text
    assert 'id="no-call"' not in text
    assert act(lin, lowered, "no-call", because="family-knows", reason="又一次") == 409
    assert act(lin, lowered, "resolve", outcome="nothing", note="当面看过") == 303
    study.at("2026-12-08 16:10")
    assert "promise-missed" not in study.kinds()
    assert [each for each in kinds(engine, lowered) if each != "viewed"][-2:] == ["call-waived", "resolved"]


def test_nobody_is_called_unreachable_before_a_call_that_nobody_answered(
    lowered: int, lin: Browser, engine: Engine
) -> None:
    refused = lin.post(f"/console/concerns/{lowered}/no-call", seen="99", because="not-reached", reason="打不通")
    assert refused.status_code == 422
    assert "请先记录没有打通的电话" in refused.text
    assert act(lin, lowered, "call", reached="no", note="关机") == 303
    assert act(lin, lowered, "no-call", because="not-reached", reason="三次都关机，外婆的电话也不通") == 303
    assert kinds(engine, lowered)[-1] == "call-waived"


def test_a_call_that_nobody_answered_before_the_call_was_promised_shows_nothing(
    lin: Browser, engine: Engine, study: Study
) -> None:
    study.types(FEVER)
    assert act(lin, 1, "call", reached="no", note="关机") == 303
    assert act(lin, 1, "call", reached="yes", note="已退烧") == 303
    study.types("还在发烧，39度")
    assert act(lin, 1, "level", level="routine", reason="刚洗完澡量的") == 303
    assert act(lin, 1, "no-call", because="not-reached", reason="打不通") == 422
    assert act(lin, 1, "call", reached="no", note="关机") == 303
    assert act(lin, 1, "no-call", because="not-reached", reason="打不通") == 303


def test_nothing_pressing_is_left_without_its_call(lin: Browser, engine: Engine, study: Study) -> None:
    study.types(FEVER)
    assert 'id="no-call"' not in open_page(lin, 1)
    assert act(lin, 1, "no-call", because="not-reached", reason="打不通") == 409
    assert "call-waived" not in kinds(engine, 1)


def test_what_the_family_writes_is_answered_with_the_call_that_stands(lowered: int, study: Study) -> None:
    study.types("谢谢")
    assert study.kinds()[-1] == "ack-call-owed"
    assert "12月8日（星期二）下午4:0" in study.phone()[-1].body
