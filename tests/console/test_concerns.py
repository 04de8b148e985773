"""Concerns at the console: found, read, taken up, phoned about, closed; by code only for a monitor."""

from collections.abc import Callable

from sqlalchemy import Engine

from backend.triage.understanding import Urgency
from tests.console.concern_pages import act, kinds, open_page, state
from tests.console.conftest import Browser
from tests.journeys.study import MOTHER, Study

WORDS = "佢口唇有啲紫，唞气好辛苦"
PERSONAL = (WORDS, MOTHER, "6500 1111", "安安", "妈妈", "mother")


def test_the_list_begins_with_the_most_urgent_and_says_so(
    lin: Browser, worry: Callable[..., int], engine: Engine
) -> None:
    calm = worry("今天有点咳", level=Urgency.ROUTINE, key="calm")
    assert act(lin, calm, "acknowledge") == 303
    assert act(lin, calm, "resolve", outcome="nothing", note="只是着凉") == 303
    alarm = worry()
    text = lin.get("/console/concerns").text
    assert f'<a class="nb" href="/console/concerns/{alarm}">先看GZ-001</a>' in text
    assert "今天有点咳" not in text
    everything = lin.get("/console/concerns?show=all").text
    assert everything.index(WORDS) < everything.index("今天有点咳")
    assert "林岚已了结" in everything


def test_every_act_is_done_and_said(lin: Browser, engine: Engine, worry: Callable[..., int]) -> None:
    number = worry()
    assert act(lin, number, "acknowledge") == 303
    assert state(engine, number) == ("emergency", "acknowledged", "lin.lan")
    assert act(lin, number, "call", reached="no", note="无人接听") == 303
    assert act(lin, number, "call", reached="yes", note="妈妈说已经叫了120") == 303
    assert state(engine, number)[1] == "called"
    assert act(lin, number, "note", note="等急诊回音") == 303
    assert act(lin, number, "sae", reference="SAE-2026-003") == 303
    assert act(lin, number, "level", level="urgent", reason="急诊看过，已稳定") == 303
    assert act(lin, number, "resolve", outcome="emergency-care", note="留院观察一晚后回家") == 303
    assert state(engine, number)[1] == "resolved"
    assert act(lin, number, "reopen", reason="今天又喘") == 303
    assert act(lin, number, "hand-over", to="gao", note="我要进手术室") == 303
    text = open_page(lin, number)
    for said in (
        "无人接听",
        "妈妈说已经叫了120",
        "等急诊回音",
        "SAE-2026-003",
        "急诊看过，已稳定",
        "今天又喘",
        "高医生",
    ):
        assert said in text
    assert kinds(engine, number) == [
        "signal", "viewed", "acknowledged", "called", "called", "noted", "sae-linked", "level-changed", "resolved",
        "reopened", "handed-over",
    ]  # fmt: skip


def test_looking_is_kept_once_for_each_person_and_sign(
    lin: Browser, zhou: Browser, engine: Engine, worry: Callable[..., int]
) -> None:
    number = worry()
    for browser in (lin, lin, zhou):
        open_page(browser, number)
    assert kinds(engine, number) == ["signal", "viewed", "viewed"]


def test_nobody_closes_what_still_owes_the_family_a_call(
    lin: Browser, engine: Engine, worry: Callable[..., int]
) -> None:
    number = worry()
    open_page(lin, number)
    answer = lin.post(f"/console/concerns/{number}/resolve", seen="2", outcome="nothing", note="看过了")
    assert answer.status_code == 422
    assert "家里还在等电话" in answer.text
    assert state(engine, number)[1] == "open"


def test_a_monitor_reads_by_code_only_and_changes_nothing(
    monitor: Browser, lin: Browser, engine: Engine, worry: Callable[..., int]
) -> None:
    number = worry(sae=("admitted",))
    assert act(lin, number, "call", reached="yes", note="安安的妈妈说好多了") == 303
    before = kinds(engine, number)
    for path in ("/console/concerns", "/console/concerns?show=all", f"/console/concerns/{number}", "/console/rota"):
        text = monitor.get(path).text
        assert [word for word in (*PERSONAL, "好多了", "+852") if word in text] == [], path
    assert "GZ-001" in monitor.get(f"/console/concerns/{number}").text
    assert monitor.post(f"/console/concerns/{number}/note", note="x").status_code == 403
    assert monitor.post("/console/concerns/new", code="GZ-001").status_code == 403
    assert kinds(engine, number) == before


def test_the_packet_says_whom_to_phone_and_since_when(lin: Browser, zhou: Browser, worry: Callable[..., int]) -> None:
    number = worry()
    text = open_page(zhou, number)
    for said in (WORDS, "+852 6500 1111", "girl, 6 years", "Cantonese", 'lang="yue-Hans"', "Nobody has it"):
        assert said in text
    assert "6岁女孩" in open_page(lin, number)


def test_words_that_no_program_could_read_are_shown_with_that_reason(
    lin: Browser, zhou: Browser, worry: Callable[..., int]
) -> None:
    number = worry("甲乙", level=Urgency.URGENT, rule="not-read")
    for browser, said in ((lin, "程序没能读懂这些话"), (zhou, "No program could read these words")):
        text = open_page(browser, number)
        assert said in text
        assert "not-read" not in text
        assert "甲乙" in text


def test_words_of_a_family_are_never_read_as_a_page(lin: Browser, worry: Callable[..., int]) -> None:
    number = worry("<script>alert(1)</script> & 'x'")
    for text in (open_page(lin, number), lin.get("/console/concerns").text):
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


def test_a_concern_that_does_not_exist_is_a_page_in_words(lin: Browser, study: Study) -> None:
    lin.get("/console/concerns")
    for answer in (lin.get("/console/concerns/99"), lin.post("/console/concerns/99/note", note="x")):
        assert answer.status_code == 404
        assert "没有这个" in answer.text


def test_a_parents_text_is_paged_answered_and_told_on_the_page(lin: Browser, study: Study) -> None:
    study.types("佢口唇有啲紫，唞气好辛苦")
    listed = lin.get("/console/concerns").text
    assert "佢口唇有啲紫，唞气好辛苦" in listed
    assert "前接手" in listed
    text = open_page(lin, 1)
    for said in ("已呼叫周医生", "已回复家里", "紧急", "999", "是这个号码写来的"):
        assert said in text, said
