"""The countdown to the report of a serious event: in view until a report or a judgement with a reason ends it."""

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from backend.concerns import queries
from backend.db import reading
from backend.triage.understanding import Urgency
from tests.console.concern_pages import act, kinds, open_page, state
from tests.console.conftest import Browser
from tests.journeys.study import Study


def csv_rows(browser: Browser) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(browser.get("/console/concerns.csv").text.removeprefix("\ufeff"))))


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
    [again] = [each for each in csv_rows(lin) if each["kind"] == "reopened"]
    assert again["facts"].count('"events": "1"') == 1
    last = csv_rows(lin)[-1]
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
