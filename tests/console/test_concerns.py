"""Concerns at the console: found, read, taken up, phoned about, closed; by code only for a monitor; one act wins."""

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from backend.concerns import queries
from backend.db import reading
from backend.triage.understanding import Urgency
from tests.console.conftest import Browser
from tests.journeys.study import MOTHER, Study

WORDS = "佢口唇有啲紫，唞气好辛苦"
PERSONAL = (WORDS, MOTHER, "6500 1111", "安安", "妈妈", "mother")


def kinds(engine: Engine, number: int) -> list[str]:
    with reading(engine) as session:
        concern = queries.concern_number(session, number)
        assert concern is not None
        return [event.kind for event in queries.events_of(session, concern.id)]


def state(engine: Engine, number: int) -> tuple[str, str, str | None]:
    with reading(engine) as session:
        concern = queries.concern_number(session, number)
        assert concern is not None
        return concern.level, concern.state, concern.holder


def csv_rows(browser: Browser) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(browser.get("/console/concerns.csv").text.removeprefix("\ufeff"))))


def open_page(browser: Browser, number: int) -> str:
    answer = browser.get(f"/console/concerns/{number}")
    assert answer.status_code == 200
    return answer.text


def act(browser: Browser, number: int, name: str, seen: int | None = None, **fields: str) -> int:
    """An act on the page as it stands, or as it stood at `seen` events."""
    text = open_page(browser, number)
    shown = text.split('name="seen" value="')[1].split('"')[0]
    answer = browser.post(f"/console/concerns/{number}/{name}", seen=str(seen or shown), **fields)
    return answer.status_code


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


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("call", {"note": "通话内容"}, "请说明有没有联系上家里。"),
        ("level", {"level": "urgent", "reason": ""}, "请写明原因，让下一位看的人明白。"),
        ("level", {"level": "none", "reason": "写了原因"}, "请选一项。"),
        ("resolve", {"outcome": "", "note": "通话内容"}, "请选一项。"),
        ("sae", {"reference": ""}, "请填报告编号"),
        ("note", {"note": "  "}, "请写几句。"),
        ("note", {"note": "可能是安慰剂组"}, "这里提到或暗示了分组。"),
        ("hand-over", {"to": "", "note": "通话内容"}, "请选一项。"),
    ],
)
def test_what_is_missing_is_said_beside_the_form_and_nothing_typed_is_lost(
    lin: Browser, engine: Engine, worry: Callable[..., int], name: str, fields: dict[str, str], said: str
) -> None:
    number = worry()
    open_page(lin, number)
    before = kinds(engine, number)
    answer = lin.post(f"/console/concerns/{number}/{name}", seen="9", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert all(value.strip() in answer.text for value in fields.values())
    assert kinds(engine, number) == before


def test_whoever_comes_second_is_told_who_was_quicker(
    lin: Browser, zhou: Browser, engine: Engine, worry: Callable[..., int]
) -> None:
    number = worry()
    for browser in (lin, zhou):
        open_page(browser, number)
    assert act(lin, number, "acknowledge") == 303
    answer = zhou.post(f"/console/concerns/{number}/acknowledge", seen="3")
    assert answer.status_code == 409
    assert "<h1>Somebody was quicker</h1>" in answer.text
    assert "林岚 was quicker" in answer.text
    assert f'href="/console/concerns/{number}"' in answer.text
    assert state(engine, number)[2] == "lin.lan"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("level", {"level": "routine", "reason": "what I had typed"}),
        ("resolve", {"outcome": "nothing", "note": "what I had typed"}),
        ("hand-over", {"to": "gao", "note": "what I had typed"}),
    ],
)
def test_what_is_settled_on_a_page_that_is_behind_waits_for_a_second_look(
    lin: Browser, zhou: Browser, engine: Engine, worry: Callable[..., int], name: str, fields: dict[str, str]
) -> None:
    number = worry()
    open_page(zhou, number)
    assert act(lin, number, "call", reached="yes", note="妈妈说好多了") == 303
    before = kinds(engine, number)
    answer = zhou.post(f"/console/concerns/{number}/{name}", seen="2", **fields)
    assert answer.status_code == 409
    assert "what I had typed" in answer.text
    assert kinds(engine, number) == before


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("sae", {"reference": "SAE-1"}), ("sae", {"reference": "SAE-2, as I typed"})),
        (("sae", {"reference": "SAE-1"}), ("no-sae", {"reason": "as I typed"})),
        (("no-sae", {"reason": "是表哥住院"}), ("sae", {"reference": "SAE-2, as I typed"})),
    ],
)
def test_of_two_who_settle_one_serious_event_on_old_pages_the_second_is_told_and_corrects_it_knowingly(
    lin: Browser,
    zhou: Browser,
    engine: Engine,
    worry: Callable[..., int],
    first: tuple[str, dict[str, str]],
    second: tuple[str, dict[str, str]],
) -> None:
    number = worry("住院了", level=Urgency.URGENT, sae=("admitted",))
    for browser in (lin, zhou):
        open_page(browser, number)
    shown = len(kinds(engine, number))
    assert act(lin, number, first[0], seen=shown, events="1", **first[1]) == 303
    before = kinds(engine, number)
    answer = zhou.post(f"/console/concerns/{number}/{second[0]}", seen=str(shown), events="1", **second[1])
    assert answer.status_code == 409
    assert "林岚 was quicker" in answer.text
    assert "as I typed" in answer.text
    assert kinds(engine, number) == before
    assert act(zhou, number, "acknowledge", seen=shown) == 303, "the report takes the concern from nobody"
    assert act(zhou, number, "sae", events="1", reference="SAE-2") == 303
    text = open_page(zhou, number)
    assert all(f"report {each}" in text for each in ("SAE-1", "SAE-2")) == (first[0] == "sae")
    assert "report SAE-2" in text


def test_a_call_or_a_note_is_kept_even_when_somebody_else_was_quicker(
    lin: Browser, zhou: Browser, engine: Engine, worry: Callable[..., int]
) -> None:
    number = worry()
    assert act(lin, number, "acknowledge") == 303
    assert act(zhou, number, "call", seen=1, reached="yes", note="I spoke with them too") == 303
    assert act(zhou, number, "note", seen=1, note="and wrote it down") == 303


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("acknowledge", {}),
        ("level", {"level": "routine", "reason": "what I had typed"}),
        ("resolve", {"outcome": "nothing", "note": "what I had typed"}),
        ("hand-over", {"to": "gao", "note": "what I had typed"}),
        ("sae", {"reference": "what I had typed"}),
    ],
)
def test_what_the_family_wrote_after_the_page_was_opened_is_read_before_anything_is_settled(
    lin: Browser, engine: Engine, worry: Callable[..., int], name: str, fields: dict[str, str]
) -> None:
    number = worry("今天发烧38度8", level=Urgency.URGENT, key="fever")
    open_page(lin, number)
    assert worry(key="blue-lips") == number
    before = kinds(engine, number)
    answer = lin.post(f"/console/concerns/{number}/{name}", seen="2", **fields)
    assert answer.status_code == 409
    assert "请先看一看" in answer.text
    assert "<h1>有新情况</h1>" in answer.text
    assert ("what I had typed" in answer.text) == ("what I had typed" in fields.values())
    assert kinds(engine, number) == before


def test_a_call_recorded_on_a_page_without_the_latest_words_leaves_them_to_be_phoned_about(
    lin: Browser, engine: Engine, worry: Callable[..., int]
) -> None:
    number = worry("今天发烧38度8", level=Urgency.URGENT, key="fever")
    assert act(lin, number, "acknowledge") == 303
    worry(key="blue-lips")
    answer = lin.post(f"/console/concerns/{number}/call", seen="3", reached="yes", note="妈妈说好多了")
    assert answer.headers["location"].endswith("?done=call-overtaken")
    assert "还要再给家里打电话" in lin.get(answer.headers["location"]).text
    assert state(engine, number) == ("emergency", "open", None)
    assert act(lin, number, "call", reached="yes", note="妈妈叫了120") == 303
    assert state(engine, number)[1] == "called"


def test_nobody_closes_what_still_owes_the_family_a_call(
    lin: Browser, engine: Engine, worry: Callable[..., int]
) -> None:
    number = worry()
    open_page(lin, number)
    answer = lin.post(f"/console/concerns/{number}/resolve", seen="2", outcome="nothing", note="看过了")
    assert answer.status_code == 422
    assert "家里还在等电话" in answer.text
    assert state(engine, number)[1] == "open"


def test_closing_twice_is_told(lin: Browser, zhou: Browser, worry: Callable[..., int]) -> None:
    number = worry(level=Urgency.ROUTINE)
    assert act(lin, number, "resolve", outcome="nothing", note="已核实") == 303
    open_page(zhou, number)
    answer = zhou.post(f"/console/concerns/{number}/resolve", seen="99", outcome="nothing", note="checked")
    assert answer.status_code == 409
    assert "Closed: No cause for worry" in answer.text


def test_each_serious_event_has_its_countdown_its_facts_and_its_report(
    lin: Browser, zhou: Browser, engine: Engine, study: Study, worry: Callable[..., int]
) -> None:
    number = worry("住院了", level=Urgency.URGENT, sae=("admitted",))
    assert act(lin, number, "call", reached="yes", note="") == 303
    assert act(lin, number, "sae", reference="SAE-1", events="1") == 303
    assert "前报告" not in lin.get("/console/today").text
    study.clock.advance(hours=30)
    for browser, name in ((lin, "lin.lan"), (zhou, "zhou.ming")):
        browser.sign_in(name)
    worry("又抽搐了", level=Urgency.URGENT, key="2", sae=("seizure",), signs=("seizure",))
    text = open_page(zhou, number)
    assert act(lin, number, "call", reached="yes", note="") == 303
    second = kinds(engine, number).index("sae-linked") + 2
    for said in ("Report before", "report SAE-1", "no report linked yet", "seizure, ", f'value="{second}" checked'):
        assert said in text, said
    assert "前报告" in lin.get("/console/today").text
    assert act(lin, number, "sae", reference="SAE-2", events=str(second)) == 303
    assert "前报告" not in lin.get("/console/today").text
    text = open_page(zhou, number)
    assert "report SAE-1" in text
    assert "report SAE-2" in text
    assert "no report linked yet" not in text


def test_a_report_from_a_page_that_shows_no_serious_event_ends_no_clock(
    lin: Browser, engine: Engine, worry: Callable[..., int]
) -> None:
    number = worry(sae=("admitted",))
    assert act(lin, number, "sae", reference="SAE-1") == 303
    with reading(engine) as session:
        concern = queries.concern_number(session, number)
        assert concern is not None
        assert concern.sae


def test_the_countdown_of_a_serious_event_outlives_the_closing_of_its_concern(
    lin: Browser, zhou: Browser, engine: Engine, study: Study, worry: Callable[..., int]
) -> None:
    number = worry("住院了", level=Urgency.URGENT, sae=("admitted",))
    assert act(lin, number, "call", reached="yes", note="") == 303
    assert act(lin, number, "resolve", outcome="admitted", note="在观察") == 303
    other = worry("今天有点咳", level=Urgency.ROUTINE, key="calm")
    for path in ("/console/today", "/console/concerns"):
        text = lin.get(path).text
        for said in ("前报告", "林岚已了结", "担心已了结，但严重不良事件的报告时限还在走"):
            assert said in text, (path, said)
        assert text.index(f'id="c{other}"') < text.index(f'id="c{number}"'), "what is open comes first"
    assert "现在没有电话要打" in lin.get("/console/today").text.split('class="lead"')[1].split("</p>")[0]
    assert "The concern is closed, but the time to report" in zhou.get("/console/today").text
    assert act(lin, number, "sae", reference="SAE-1", events="1") == 303
    assert f'id="c{number}"' not in lin.get("/console/today").text


def test_a_countdown_ends_without_a_report_only_with_a_reason_that_stays_in_view(
    lin: Browser, zhou: Browser, engine: Engine, worry: Callable[..., int]
) -> None:
    number = worry("住院了", level=Urgency.URGENT, sae=("admitted",))
    assert act(lin, number, "call", reached="yes", note="") == 303
    assert act(lin, number, "resolve", outcome="nothing", note="是表哥") == 303
    assert act(lin, number, "no-sae", events="1", reason="") == 422
    assert act(lin, number, "no-sae", events="", reason="是表哥住院") == 422
    assert act(lin, number, "no-sae", events="7", reason="是表哥住院") == 409
    assert f'id="c{number}"' in lin.get("/console/today").text
    assert act(lin, number, "no-sae", events="1", reason="是表哥住院") == 303
    assert f'id="c{number}"' not in lin.get("/console/today").text
    text = open_page(zhou, number)
    for said in ("Judged to be no serious adverse event", "是表哥住院", "judged to be none "):
        assert said in text, said
    assert "no-sae" not in text
    assert "sae-dismissed" in lin.get("/console/concerns.csv").text


def test_a_countdown_that_was_ended_by_mistake_goes_on_when_the_concern_is_opened_again(
    lin: Browser, zhou: Browser, engine: Engine, study: Study, worry: Callable[..., int]
) -> None:
    number = worry("住院了", level=Urgency.URGENT, sae=("admitted",))
    assert act(lin, number, "call", reached="yes", note="") == 303
    knew = csv_rows(lin)[-1]["sae_limit_at"]
    assert act(lin, number, "no-sae", events="1", reason="是表哥住院") == 303
    assert act(lin, number, "resolve", outcome="nothing", note="是表哥") == 303
    assert csv_rows(lin)[-1]["sae_dismissed_at"] != ""
    assert "the time to report runs on" in open_page(zhou, number)
    study.clock.advance(minutes=10)
    assert act(lin, number, "reopen", reason="") == 422
    assert act(lin, number, "reopen", reason="是孩子自己住院") == 303
    text = open_page(zhou, number)
    for said in (
        "Opened again; its serious adverse event is to be reported",
        "是孩子自己住院",
        "no report linked yet",
    ):
        assert said in text, said
    assert "judged to be none" not in text
    last = csv_rows(lin)[-1]
    assert (last["kind"], last["facts"].count('"events": "1"')) == ("reopened", 1)
    assert (last["sae_event"], last["sae_dismissed_at"], last["sae_limit_at"]) == ("1", "", knew)
    assert act(lin, number, "call", reached="yes", note="") == 303
    assert "前报告" in lin.get("/console/today").text
    assert act(lin, number, "resolve", outcome="admitted", note="在观察") == 303
    assert f'id="c{number}"' in lin.get("/console/today").text


@pytest.mark.parametrize("closed", [False, True])
def test_a_countdown_that_was_ended_by_mistake_goes_on_with_a_reason_and_the_mistake_stays_in_view(
    lin: Browser, zhou: Browser, engine: Engine, worry: Callable[..., int], closed: bool
) -> None:
    number = worry("住院了", level=Urgency.URGENT, sae=("admitted",))
    assert act(lin, number, "call", reached="yes", note="") == 303
    assert 'id="sae-again"' not in open_page(lin, number), "there is no judgement yet"
    assert act(lin, number, "sae-again", events="1", reason="是孩子自己住院") == 409
    knew = csv_rows(lin)[-1]["sae_limit_at"]
    assert act(lin, number, "no-sae", events="1", reason="是表哥住院") == 303
    if closed:
        assert act(lin, number, "resolve", outcome="nothing", note="是表哥") == 303
        assert f'id="c{number}"' not in lin.get("/console/today").text
    before = state(engine, number)
    assert act(lin, number, "sae-again", events="1", reason="") == 422
    assert act(lin, number, "sae-again", events="1", reason="是孩子自己住院") == 303
    assert state(engine, number) == before, "it takes the concern from nobody and pages nobody"
    text = open_page(zhou, number)
    for said in ("It may be one after all", "是孩子自己住院", "Judged to be no serious adverse event", "是表哥住院"):
        assert said in text, said
    assert "no report linked yet" in text
    assert "前报告" in lin.get("/console/today").text
    last = csv_rows(lin)[-1]
    assert [row["kind"] for row in csv_rows(lin)].count("sae-resumed") == 1
    assert (last["sae_dismissed_at"], last["sae_limit_at"]) == ("", knew)
    assert act(lin, number, "sae", events="1", reference="SAE-1") == 303


def test_whoever_takes_a_judgement_back_on_an_old_page_is_told_that_a_report_was_linked(
    lin: Browser, zhou: Browser, engine: Engine, worry: Callable[..., int]
) -> None:
    number = worry("住院了", level=Urgency.URGENT, sae=("admitted",))
    assert act(lin, number, "no-sae", events="1", reason="是表哥住院") == 303
    open_page(zhou, number)
    shown = len(kinds(engine, number))
    assert act(lin, number, "sae", events="1", reference="SAE-1") == 303
    answer = zhou.post(f"/console/concerns/{number}/sae-again", seen=str(shown), events="1", reason="as I typed")
    assert answer.status_code == 409
    assert "as I typed" in answer.text


def test_a_concern_whose_event_was_reported_is_opened_again_without_a_word_of_a_report(
    lin: Browser, zhou: Browser, worry: Callable[..., int]
) -> None:
    number = worry("住院了", level=Urgency.URGENT, sae=("admitted",))
    assert act(lin, number, "call", reached="yes", note="") == 303
    assert act(lin, number, "sae", reference="SAE-1", events="1") == 303
    assert act(lin, number, "resolve", outcome="admitted", note="在观察") == 303
    assert act(lin, number, "reopen", reason="今天又喘") == 303
    text = open_page(zhou, number)
    assert "Opened again" in text
    assert "to be reported" not in text


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


def test_staff_record_what_they_heard_and_a_doubled_form_counts_once(lin: Browser, engine: Engine) -> None:
    page = lin.get("/console/concerns/new").text
    once = page.split('name="once" value="')[1].split('"')[0]
    told = {
        "code": "gz-001",
        "level": "urgent",
        "words": "妈妈在电话里说尿很少",
        "at": "2026-12-08T11:30",
        "once": once,
    }
    first = lin.post("/console/concerns/new", sae="no", **told)
    assert first.status_code == 303
    assert lin.post("/console/concerns/new", sae="no", **told).headers["location"] == first.headers["location"]
    number = int(first.headers["location"].split("/")[-1].split("?")[0])
    assert kinds(engine, number).count("signal") == 1
    assert "妈妈在电话里说尿很少" in open_page(lin, number)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "GZ-999"}, "没有这个受试者编号"),
        ({"level": ""}, "请选择要多快处理"),
        ({"words": ""}, "请照原话写下"),
        ({"at": "2027-01-01T10:00"}, "请填最近30天内"),
        ({"words": "她在安慰剂组"}, "提到或暗示了分组"),
    ],
)
def test_what_is_wrong_with_a_new_concern_is_said_and_nothing_is_lost(
    lin: Browser, change: dict[str, str], said: str
) -> None:
    lin.get("/console/concerns/new")
    fields = {"code": "GZ-001", "level": "urgent", "words": "尿很少", "at": "2026-12-08T11:30", "once": "1", **change}
    answer = lin.post("/console/concerns/new", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert fields["words"] in answer.text


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
