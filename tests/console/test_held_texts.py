"""After a child's death the console says that reminders wait for a person's word, and closes nothing before it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from backend.consent.gate import consent_state
from backend.db import reading
from backend.families import queries as families
from backend.families.pause_queries import is_held, is_paused
from backend.triage.understanding import Urgency
from tests.console.concern_pages import act, open_page, state
from tests.console.conftest import Browser
from tests.journeys.study import Study

DIED = {"words": "孩子昨晚去世了", "level": Urgency.URGENT, "signs": ("child-died",)}


def stands(engine: Engine) -> tuple[bool, bool]:
    """Whether the family waits for a person's word, and whether it is paused."""
    with reading(engine) as session:
        family = families.family_by_code(session, "F-001")
        return is_held(session, family.id), is_paused(session, family.id)


def test_both_pages_say_so_and_name_the_act(lin: Browser, worry: Callable[..., int]) -> None:
    number = worry(**DIED)
    today = lin.get("/console/today").text
    assert f'<a href="/console/concerns/{number}">GZ-001：家长写来孩子去世' in today
    page = open_page(lin, number)
    assert "请决定：继续暂停，还是恢复提醒。" in page
    assert f"/console/concerns/{number}/texts" in page


def test_it_is_not_closed_before_somebody_said_whether_reminders_go_on(
    lin: Browser, worry: Callable[..., int], engine: Engine
) -> None:
    number = worry(**DIED)
    assert act(lin, number, "acknowledge") == 303
    assert act(lin, number, "call", reached="yes", note="和妈妈通了话") == 303
    answer = lin.post(f"/console/concerns/{number}/resolve", seen="99", outcome="advised", note="已慰问")
    assert answer.status_code == 422
    assert "请先决定：这个家庭继续暂停，还是恢复提醒。" in answer.text
    assert act(lin, number, "texts", texts="stay") == 422, "a reason is asked for"
    assert act(lin, number, "texts", texts="stay", reason="妈妈请我们不要再发") == 303
    assert stands(engine) == (False, True)
    assert "家长写来孩子去世" not in lin.get("/console/today").text
    page = open_page(lin, number)
    assert f"/console/concerns/{number}/texts" not in page
    assert "已暂停：不发提醒" in page
    assert act(lin, number, "texts", texts="stay", reason="又一次") == 409
    assert act(lin, number, "resolve", outcome="advised", note="已慰问") == 303
    assert state(engine, number)[1] == "resolved"


def test_what_was_misread_lets_the_reminders_go_on(lin: Browser, worry: Callable[..., int], engine: Engine) -> None:
    number = worry(**DIED)
    assert stands(engine) == (True, True)
    assert act(lin, number, "texts", texts="go-on", reason="孩子只是出门了") == 303
    assert stands(engine) == (False, False)


def test_where_a_family_has_several_children_it_is_asked_which_has_died(
    lin: Browser, worry: Callable[..., int], study: Study, engine: Engine
) -> None:
    number = worry(**DIED)
    study.enrol({"participant_code": "GZ-002", "child_called": "乐乐", "birth_date": "2018-02-03"})
    page = open_page(lin, number)
    assert "哪个孩子去世了？" in page
    assert "都不是：误读，或是没有参加研究的孩子" in page
    answer = lin.post(f"/console/concerns/{number}/texts", seen="99", texts="go-on", reason="和妈妈通了话")
    assert answer.status_code == 422
    assert "请选是哪个孩子：这个孩子的提醒停止，其他孩子的照常。" in answer.text
    assert stands(engine) == (True, True)
    assert act(lin, number, "texts", texts="go-on", died="GZ-002", reason="和妈妈通了话") == 303
    assert stands(engine) == (False, False)
    assert "恢复提醒；GZ-002的提醒已停止" in open_page(lin, number)


@pytest.mark.parametrize(("died", "recorded"), [("", False), ("nobody", False), ("GZ-001", True)])
def test_of_one_child_alone_it_may_be_said_too_whether_it_is_the_one(
    lin: Browser, worry: Callable[..., int], engine: Engine, died: str, *, recorded: bool
) -> None:
    number = worry(**DIED)
    assert "哪个孩子去世了？" in open_page(lin, number)
    assert act(lin, number, "texts", texts="stay", died=died, reason="和妈妈通了话") == 303
    assert stands(engine) == (False, True)
    with reading(engine) as session:
        child = families.child_by_code(session, "GZ-001")
        state = consent_state(session, [child.id], as_of=None)[child.id]
    assert (state.died_at is not None) is recorded
    assert ("GZ-001的提醒已停止" in open_page(lin, number)) is recorded


def test_after_a_death_the_pages_do_not_say_that_a_missed_call_told_the_family_where_to_go(
    browser: Browser, study: Study
) -> None:
    study.types("孩子昨晚去世了").settle(60 * 6)
    assert study.kinds()[-1] == "promise-missed-death"
    assert browser.sign_in("lin.lan").status_code == 303
    for path in ("/console/today", "/console/concerns", "/console/concerns/1"):
        text = browser.get(path).text
        assert "该去哪里" not in text
        assert "已向家里道歉" in text
