"""A diary told by phone: a coordinator writes it down in the console, and it is read as every entry is."""

import re
from typing import Any

import pytest
from sqlalchemy import Engine

from backend.audit.verify import read
from backend.concerns import queries as concerns
from backend.db import reading, transaction
from backend.diary import queries as diary
from backend.diary.excuse import Span, excuse
from backend.diary.models import Entry, EntryVersion
from backend.diary.plan_windows import plan_windows
from backend.diary.standings import standings
from backend.diary.state import Reason, WindowState
from backend.diary.versions import answers_of
from backend.families import queries as families
from backend.schedule.anchor import set_anchor
from tests.console.conftest import Browser
from tests.journeys.study import Study, moment

FAMILY = "/console/families/F-001"
SHEET = f"{FAMILY}/diary/GZ-001/daily?due=2026-12-10"
TOLD = {
    "at": "2026-12-10 19:30",
    "reason": "妈妈说的，手机没电了",
    "usual": "yes",
    "seen": "0",
    "temperature.amount": "36.8",
    "temperature.place": "armpit",
    "urine-colour.answer": "pale",
    "kidney-medicine.answer": "all",
}


@pytest.fixture
def evening(study: Study, engine: Engine) -> Study:
    """The evening of the first infusion, with its diary open."""
    study.at("2026-12-10 11:00")
    with transaction(engine) as session:
        act = study.act(session, "")
        set_anchor(
            session, act, "infusion-1", happened_on=moment("2026-12-10 12:00").date(), reason="", pack=study.pack,
            now=study.clock.now(),
        )  # fmt: skip
        plan_windows(session, act.child, act.family, pack=study.pack, live=False, now=study.clock.now())
    return study.at("2026-12-10 20:00")


@pytest.fixture
def caller(evening: Study, lin: Browser) -> Browser:
    """The coordinator, signed in that evening."""
    lin.sign_in("lin.lan")
    return lin


def entries(engine: Engine) -> list[tuple[Entry, list[EntryVersion]]]:
    with reading(engine) as session:
        child = families.child_by_code(session, "GZ-001")
        rows = diary.entries_of(session, child.id)
        found = diary.versions_of(session, [row.id for row in rows])
        return [(row, found[row.id]) for row in rows]


def states(engine: Engine, study: Study) -> dict[str, WindowState]:
    with reading(engine) as session:
        child = families.child_by_code(session, "GZ-001")
        return {
            str(each.window.due_on): each.standing.state
            for each in standings(session, child, now=study.clock.now())
            if each.window.instrument == "daily"
        }


def hidden(text: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', text)
    assert found is not None
    return found.group(1)


def send(browser: Browser, path: str = SHEET, **changes: Any) -> Any:
    """The sheet is opened, filled in and sent, with these fields changed."""
    text = browser.get(path).text
    own = {name: hidden(text, name) for name in ("id", "version", "seen")}
    return browser.post(path, **{**TOLD, **own, **changes})


def test_a_diary_that_is_due_is_offered_and_kept_as_told_by_phone(
    caller: Browser, evening: Study, engine: Engine
) -> None:
    assert f'href="{SHEET}"' in caller.get(FAMILY).text
    sheet = caller.get(SHEET).text
    assert "过去24小时里，量到的最高体温是多少？" in sheet
    assert "眼皮、脸和脚都没有肿" in sheet
    answer = send(caller)
    assert answer.status_code == 303
    [(entry, [version])] = entries(engine)
    assert (entry.source, entry.by, entry.recorded_at) == ("transcribed", "lin.lan", moment("2026-12-10 19:30"))
    assert entry.received_at == moment("2026-12-10 20:00")
    assert version.reason == TOLD["reason"]
    meant = {each.item: each.meant for each in answers_of(version)}
    assert (meant["temperature"], meant["urine-colour"], meant["vomits"]) == (36.8, "pale", 0)
    assert states(engine, evening)["2026-12-10"] is WindowState.TRANSCRIBED
    page = caller.get(answer.headers["location"]).text
    for said in ("林岚填写，电话代录", "19:30讲述，20:00记下", "36.8°C，腋下", TOLD["reason"], "已经记下"):
        assert said in page
    assert f'href="{SHEET}"' not in caller.get(FAMILY).text
    with reading(engine) as session:
        audited = [each for each in read(session, "F-001") if each.action == "diary.record-entry"]
    assert [each.actor for each in audited] == ["lin.lan"]


def test_who_told_it_and_when_must_be_said_and_no_arm_word_goes_in(caller: Browser, engine: Engine) -> None:
    for wrong in ({"reason": ""}, {"at": "2026-12-10 20:30"}, {"at": "gestern"}, {"reason": "说是安慰剂"}):
        answer = send(caller, **wrong)
        assert answer.status_code == 422
        assert 'value="36.8"' in answer.text
    assert entries(engine) == []


def test_what_is_missing_or_unlikely_is_asked_beside_the_question(caller: Browser, engine: Engine) -> None:
    missing = send(caller, **{"usual": "", "temperature.amount": "42.5"})
    assert missing.status_code == 422
    assert 'href="#q-vomits"' in missing.text
    assert "这一题还没有回答" in missing.text
    unlikely = send(caller, **{"temperature.amount": "42.5", "fever-since.answer": "today"})
    assert unlikely.status_code == 422
    own = {name: hidden(unlikely.text, name) for name in ("id", "version", "seen")}
    sure = re.search(r'type="checkbox" name="sure" value="([^"]+)"', unlikely.text)
    assert sure is not None
    told = {**TOLD, **own, "temperature.amount": "42.5", "fever-since.answer": "today", "sure": sure.group(1)}
    assert caller.post(SHEET, **told).status_code == 303
    assert len(entries(engine)) == 1


def test_a_worry_is_raised_and_shown_at_once_even_if_something_is_still_missing(
    caller: Browser, engine: Engine
) -> None:
    answer = send(caller, **{"usual": "", "emergency.answer": "seizure"})
    assert answer.status_code == 422
    assert "现在就告诉家长" in answer.text
    assert "120" in answer.text or "999" in answer.text
    with reading(engine) as session:
        [concern] = concerns.concerns_of(session, "F-001")
    assert (concern.level, concern.child_code) == ("emergency", "GZ-001")
    kept = caller.post(
        SHEET,
        **{**TOLD, "emergency.answer": "seizure", **{n: hidden(answer.text, n) for n in ("id", "version", "seen")}},
    )
    page = caller.get(kept.headers["location"]).text
    assert "现在就告诉家长" in page
    assert f'href="/console/concerns/{concern.number}"' in page
    with reading(engine) as session:
        assert len(concerns.concerns_of(session, "F-001")) == 1


def test_own_words_told_by_phone_are_triaged_as_any_text(caller: Browser, engine: Engine) -> None:
    assert send(caller, **{"note.text": "嘴唇发紫，喘不上气"}).status_code == 303
    with reading(engine) as session:
        [concern] = concerns.concerns_of(session, "F-001")
    assert concern.level == "emergency"


def test_sent_twice_it_is_one_entry(caller: Browser, engine: Engine) -> None:
    text = caller.get(SHEET).text
    told = {**TOLD, **{name: hidden(text, name) for name in ("id", "version", "seen")}}
    for _ in range(2):
        assert caller.post(SHEET, **told).status_code == 303
    assert len(entries(engine)) == 1


def test_of_two_who_write_the_same_day_the_second_is_told(caller: Browser, zhou: Browser, engine: Engine) -> None:
    zhou.sign_in("zhou.ming")
    text = zhou.get(SHEET).text
    late = {**TOLD, **{name: hidden(text, name) for name in ("id", "version", "seen")}}
    assert send(caller).status_code == 303
    answer = zhou.post(SHEET, **late)
    assert answer.status_code == 409
    assert "Somebody wrote here meanwhile" in answer.text
    assert 'value="36.8"' in answer.text
    assert len(entries(engine)) == 1
    late["seen"] = hidden(answer.text, "seen")
    assert zhou.post(SHEET, **late).status_code == 303
    assert len(entries(engine)) == 2


def test_a_correction_is_a_new_version_with_its_reason(caller: Browser, engine: Engine) -> None:
    page = send(caller).headers["location"].split("?")[0]
    shown = caller.get(f"{page}/correct").text
    assert 'value="36.8"' in shown
    assert re.search(r'name="usual" value="yes" checked', shown)
    answer = send(caller, f"{page}/correct", **{"temperature.amount": "37.2", "reason": "听错了，妈妈又说了一遍"})
    assert answer.status_code == 303
    [(entry, versions)] = entries(engine)
    assert [each.nth for each in versions] == [1, 2]
    assert [answers_of(each)[1].meant for each in versions] == [36.8, 37.2]
    assert versions[1].reason == "听错了，妈妈又说了一遍"
    assert entry.id == page.rsplit("/", 1)[1]
    text = caller.get(page).text
    assert text.index("37.2°C") < text.index("36.8°C")
    assert "更正：每日日记" in caller.get(FAMILY).text
    assert send(caller, f"{page}/correct", reason="").status_code == 422


def test_a_correction_behind_another_is_told_so(caller: Browser, zhou: Browser) -> None:
    zhou.sign_in("zhou.ming")
    page = send(caller).headers["location"].split("?")[0]
    text = zhou.get(f"{page}/correct").text
    late = {**TOLD, **{name: hidden(text, name) for name in ("id", "version", "seen")}}
    assert send(caller, f"{page}/correct").status_code == 303
    assert zhou.post(f"{page}/correct", **late).status_code == 409


def test_a_monitor_reads_an_entry_by_code_without_words_and_writes_none(
    caller: Browser, monitor: Browser, engine: Engine
) -> None:
    page = send(caller, **{"note.text": "想问停车"}).headers["location"].split("?")[0]
    monitor.sign_in("mo.ni")
    text = monitor.get(page).text
    assert "36.8 °C" in text
    assert "想问停车" not in text
    assert TOLD["reason"] not in text
    for path in (SHEET, f"{page}/correct"):
        assert monitor.get(path).status_code == 403
        assert monitor.post(path, **TOLD).status_code == 403
    assert SHEET not in monitor.get(FAMILY).text


def test_nobody_reaches_what_is_not_of_the_family(caller: Browser) -> None:
    for path in (
        f"{FAMILY}/diary/GZ-009/daily",
        f"{FAMILY}/diary/GZ-001/none",
        f"{FAMILY}/diary/GZ-001/child-faces",
        f"{FAMILY}/entries/none",
        f"{FAMILY}/entries/none/correct",
    ):
        assert caller.get(path).status_code == 404, path


def test_a_diary_left_out_is_offered_for_two_weeks_and_counts_as_told_by_phone(
    caller: Browser, evening: Study, engine: Engine
) -> None:
    evening.clock.set(moment("2026-12-13 20:00"))
    caller.sign_in("lin.lan")
    left_out = caller.get(FAMILY).text.split("最近14天漏填的")[1].split("</details>")[0]
    assert f'href="{SHEET}"' in left_out, "its late days are over"
    assert states(engine, evening)["2026-12-10"] is WindowState.MISSED
    assert send(caller, at="2026-12-13 19:50").status_code == 303
    assert states(engine, evening)["2026-12-10"] is WindowState.TRANSCRIBED
    assert f'href="{SHEET}"' not in caller.get(FAMILY).text


def test_a_diary_left_out_longer_ago_is_not_asked_for_any_more(caller: Browser, evening: Study) -> None:
    evening.clock.set(moment("2026-12-26 20:00"))
    caller.sign_in("lin.lan")
    text = caller.get(FAMILY).text
    assert f'href="{SHEET}"' not in text
    assert f'href="{SHEET.replace("12-10", "12-14")}"' in text


def test_excused_days_are_not_asked_for_and_a_monitor_is_offered_none(
    caller: Browser, monitor: Browser, evening: Study, engine: Engine
) -> None:
    with transaction(engine) as session:
        child = families.child_by_code(session, "GZ-001")
        span = Span(Reason.IN_HOSPITAL, moment("2026-12-11 08:00"), moment("2026-12-12 12:00"))
        excuse(
            session, span, child=child, family=families.family_by_id(session, child.family_id), by="lin",
            now=evening.clock.now(),
        )  # fmt: skip
    evening.clock.set(moment("2026-12-15 20:00"))
    caller.sign_in("lin.lan")
    text = caller.get(FAMILY).text
    assert f'href="{SHEET}"' in text
    assert f'href="{SHEET.replace("12-10", "12-11")}"' not in text, "excused"
    monitor.sign_in("mo.ni")
    assert SHEET not in monitor.get(FAMILY).text
