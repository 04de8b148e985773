"""An act on a page that is behind: one wins, the other is told, and what the family wrote since is read first."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from backend.triage.understanding import Urgency
from tests.console.concern_pages import act, kinds, open_page, state
from tests.console.conftest import Browser


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


def test_closing_twice_is_told(lin: Browser, zhou: Browser, worry: Callable[..., int]) -> None:
    number = worry(level=Urgency.ROUTINE)
    assert act(lin, number, "resolve", outcome="nothing", note="已核实") == 303
    open_page(zhou, number)
    answer = zhou.post(f"/console/concerns/{number}/resolve", seen="99", outcome="nothing", note="checked")
    assert answer.status_code == 409
    assert "Closed: No cause for worry" in answer.text


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
