"""A family's page: everything on one timeline, and acts from there that show what they do before they do it."""

from datetime import date

import pytest
from sqlalchemy import Engine

from backend.audit.verify import read
from backend.consent import queries as consent
from backend.db import reading
from backend.diary import queries as diary
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.schedule import queries as schedule
from backend.schedule.plan import course_of
from tests.console.conftest import Browser
from tests.journeys.study import FATHER, MAINLAND, MOTHER, Study

PAGE = "/console/families/F-001"
PERSONAL = (MOTHER, "6500 1111", "安安", "妈妈", "想问停车", "孩子在住院")


def windows(engine: Engine) -> dict[str, date]:
    with reading(engine) as session:
        child = families.child_by_code(session, "GZ-001")
        return {key: window.target_on for key, window in course_of(session, child.id).windows.items()}


def test_everything_that_happened_stands_on_one_timeline(lin: Browser, study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:30")
    study.types("雨伞落在你们那里了")
    text = lin.get(PAGE).text
    for said in (
        "第1次输注约在",
        "雨伞落在你们那里了",
        "日期：签署同意",
        "来院前7天，请家长确认",
        "签了同意书",
        "一条消息要看",
    ):
        assert said in text
    only = lin.get(f"{PAGE}?show=visits").text.split('id="timeline"')[1].split("<aside")[0]
    assert "第1次输注约在" in only
    assert "雨伞落在你们那里了" not in only


def test_thanks_stand_on_the_timeline_and_not_on_todays_list(lin: Browser, monitor: Browser, study: Study) -> None:
    study.types("多謝姑娘🙏")
    shown = lin.get(PAGE).text
    assert "多謝姑娘🙏" in shown
    assert "只是道谢，不用回" in shown
    assert "多謝姑娘" not in lin.get("/console/today").text
    by_code = monitor.get(PAGE).text
    assert "Only thanks: nobody needs to answer" in by_code
    assert "多謝姑娘" not in by_code


def test_a_participants_code_leads_to_the_family_and_unknown_ones_nowhere(lin: Browser) -> None:
    assert "家庭F-001" in lin.get("/console/families/GZ-001").text
    assert lin.get("/console/families/GZ-999").status_code == 404
    assert f'href="{PAGE}"' in lin.get("/console/families?code=GZ-0").text
    assert f'href="{PAGE}"' not in lin.get("/console/families?code=XX").text


def test_every_look_at_a_family_is_kept_in_its_audit(lin: Browser, monitor: Browser, engine: Engine) -> None:
    lin.get(PAGE)
    monitor.get(PAGE)
    with reading(engine) as session:
        looks = [each.actor for each in read(session, "F-001") if each.action == "console.view-family"]
    assert looks == ["lin.lan", "mo.ni"]


def test_each_text_tells_why_it_was_sent(lin: Browser, monitor: Browser, study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:30")
    study.settle()
    row = next(each for each in study.messages() if each.kind == "visit-confirm")
    text = lin.get(f"{PAGE}/messages/{row.id}").text
    assert row.body in text
    assert "决定发送" in text
    assert "（未批准），繁体中文" in text
    assert not any(word in text for word in ("draft", "accepted", "zh-Hant，")), "in words, not in the program's own"
    by_code = monitor.get(f"{PAGE}/messages/{row.id}").text
    assert row.body not in by_code
    assert row.number[-4:] not in by_code
    assert lin.get(f"{PAGE}/messages/none").status_code == 404


def test_a_moved_infusion_shows_what_moves_before_anything_does(lin: Browser, study: Study, engine: Engine) -> None:
    lin.get(PAGE)
    fields = {"anchor": "GZ-001/infusion-1", "day": "2026-12-07", "reason": "输注那天记错了"}
    lin.post(f"{PAGE}/date", **{**fields, "reason": "首次输注"}, known="0")
    before = windows(engine)
    answer = lin.post(f"{PAGE}/date", **{**fields, "day": "2026-12-05"}, seen="0")
    assert answer.status_code == 200
    assert "现在还什么都没有改。" in answer.text
    assert "第2次输注" in answer.text
    assert windows(engine) == before
    known = answer.text.split('name="known" value="')[1].split('"')[0]
    done = lin.post(f"{PAGE}/date", **{**fields, "day": "2026-12-05"}, known=known)
    assert done.status_code == 303
    assert windows(engine) != before
    late = lin.post(f"{PAGE}/date", **fields, known=known)
    assert late.status_code == 409
    assert "刚才有人改了这个孩子的日期" in late.text
    with reading(engine) as session:
        child = families.child_by_code(session, "GZ-001")
        facts = [each for each in schedule.anchor_facts(session, child.id) if each.anchor == "infusion-1"]
    assert [each.happened_on for each in facts][-1] == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("date", {"anchor": "GZ-001/infusion-1", "day": "2026-12-30", "reason": "x"}, "只能是今天或以前"),
        ("date", {"anchor": "GZ-001/infusion-1", "day": "2026-12-01", "reason": ""}, "请写明原因"),
        (
            "visit",
            {"visit": "GZ-001/infusion-1", "day": "2026-12-01", "hour": "09:00", "campus": "zhujiang"},
            "还没到",
        ),
        ("call", {"note": "问了饭量"}, "请说明有没有联系上家里。"),
        ("call", {"reached": "yes", "note": "可能是安慰剂组"}, "这里提到或暗示了分组。"),
        ("excuse", {"child": "GZ-001", "why": "in-hospital", "since": ""}, "请填日期。"),
        ("write", {"to": "somebody", "zh": "明天见", "en": ""}, "两种文字都要写。"),
        ("write", {"to": "somebody", "zh": "干细胞来了", "en": "hello"}, "这里提到或暗示了分组。"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    lin: Browser, engine: Engine, act: str, fields: dict[str, str], said: str
) -> None:
    lin.get(PAGE)
    answer = lin.post(f"{PAGE}/{act}", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert fields.get("note", "") in answer.text


def test_a_visit_is_booked_from_the_page_and_its_line_settled(lin: Browser, study: Study) -> None:
    lin.get(PAGE)
    fields = {"visit": "GZ-001/infusion-1", "day": "2026-12-15", "hour": "09:30", "campus": "zhujiang"}
    assert lin.post(f"{PAGE}/visit", **fields).status_code == 303
    assert study.state("infusion-1").appointment_at is not None
    assert not [each for each in study.open_tasks() if each.facts.get("visit") == "infusion-1"]


def test_a_call_is_kept_on_the_timeline(lin: Browser) -> None:
    lin.get(PAGE)
    assert lin.post(f"{PAGE}/call", reached="yes", note="妈妈问几点开门").status_code == 303
    text = lin.get(f"{PAGE}?show=calls").text
    assert "给家里打的电话：和家里通了话" in text
    assert "妈妈问几点开门" in text


def test_days_are_excused_whole(lin: Browser, engine: Engine) -> None:
    lin.get(PAGE)
    fields = {
        "child": "GZ-001",
        "why": "in-hospital",
        "since": "2026-12-05",
        "until": "2026-12-06",
        "note": "孩子在住院",
    }
    assert lin.post(f"{PAGE}/excuse", **fields).status_code == 303
    with reading(engine) as session:
        [row] = diary.excuses_of(session, families.child_by_code(session, "GZ-001").id)
    assert row.until is not None
    assert (row.until - row.since).days == 2


def test_a_text_is_shown_as_it_goes_out_then_sent_once(lin: Browser, study: Study, engine: Engine) -> None:
    with reading(engine) as session:
        [mother] = caregivers_of(session, families.family_by_code(session, "F-001").id)
    lin.get(PAGE)
    fields = {"to": mother.id, "zh": "请带上次的单子。", "en": "Please bring the last form."}
    answer = lin.post(f"{PAGE}/write", **fields)
    assert answer.status_code == 200
    assert "請帶上次的單子。" in answer.text
    assert "Please bring the last form." in answer.text
    assert "1段" in answer.text
    assert "staff-note" not in study.kinds()
    once = answer.text.split('name="once" value="')[1].split('"')[0]
    for _ in range(2):
        assert lin.post(f"{PAGE}/write", **fields, once=once).status_code == 303
    study.settle()
    assert study.kinds().count("staff-note") == 1
    assert "請帶上次的單子。" in study.phone()[-1].body
    assert lin.post(f"{PAGE}/write", **{**fields, "zh": "安慰剂"}, once="2").status_code == 422


def test_a_phone_that_carries_no_free_text_gets_it_on_the_family_page(
    lin: Browser, study: Study, engine: Engine
) -> None:
    study.enrol(
        {"participant_code": "GZ-002", "family": "F-002", "caregiver1_phone": MAINLAND, "consent_reference": "IC-2"}
    )
    with reading(engine) as session:
        [mother] = caregivers_of(session, families.family_by_code(session, "F-002").id)
    lin.get("/console/families/F-002")
    fields = {"to": mother.id, "zh": "请带上次的单子。", "en": "Please bring the last form."}
    answer = lin.post("/console/families/F-002/write", **fields)
    assert "会显示在家庭页面和应用里" in answer.text
    once = answer.text.split('name="once" value="')[1].split('"')[0]
    lin.post("/console/families/F-002/write", **fields, once=once)
    study.settle()
    [row] = [each for each in study.messages() if each.kind == "staff-note"]
    assert (row.route, row.status) == ("here", "delivered")
    assert "staff-note" not in study.kinds(MAINLAND)


def test_a_monitor_reads_a_family_by_code_only(monitor: Browser, study: Study, lin: Browser) -> None:
    study.book("infusion-1", "2026-12-15 09:30")
    study.types("想问停车")
    lin.get(PAGE)
    lin.post(f"{PAGE}/excuse", child="GZ-001", why="in-hospital", since="2026-12-05", note="孩子在住院")
    for path in (PAGE, f"{PAGE}?show=messages", "/console/families"):
        text = monitor.get(path).text
        for personal in (*PERSONAL, FATHER):
            assert personal not in text
    assert "<form" not in monitor.get(PAGE).text.split('id="main"')[1]
    for act in ("call", "visit", "date", "excuse", "write"):
        assert monitor.post(f"{PAGE}/{act}").status_code == 403
    with reading(study.engine) as session:
        assert consent.facts_of(session, families.child_by_code(session, "GZ-001").id)
