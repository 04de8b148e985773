"""Today's list: every line says why it is there, is done from there, and leaves only with an outcome."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from backend.concerns import queries
from backend.concerns.models import Task, TaskKind
from backend.concerns.open_task import open_task
from backend.console.today_sections import SECTION_OF, arrange
from backend.db import reading, transaction
from backend.devices.come_in import open_device
from backend.devices.models import Kind as DeviceKind
from backend.devices.signed_in import who
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.models import PhoneState
from backend.families.phone_queries import phone_by_number, phone_state
from backend.schedule.visit_state import VisitStatus
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.models import StaffRole
from tests.console.conftest import PASSWORD, Browser
from tests.journeys.study import MOTHER, Study

NOW = datetime(2026, 12, 8, 4, 0, tzinfo=UTC)


@pytest.fixture
def opened(engine: Engine, study: Study) -> Any:
    """Opens a task of GZ-001's family; its number."""

    def make(
        asked: TaskKind, /, *, key: str = "1", words: str | None = None, stream: str = "F-001", **facts: str
    ) -> int:
        now = study.clock.now()
        with transaction(engine) as session:
            task = open_task(
                session,
                kind=asked,
                stream=stream,
                dedup_key=f"test:{asked.value}:{key}",
                due_by=now + timedelta(hours=3),
                child_code="GZ-001" if stream == "F-001" else None,
                facts=facts,
                words=words,
                now=now,
            )
            assert task is not None
            return task.number

    return make


def task(engine: Engine, number: int) -> Task:
    with reading(engine) as session:
        found = queries.by_number(session, number)
        assert found is not None
        return found


def done(browser: Browser, number: int, seen: int = 0, **fields: str) -> Any:
    browser.get("/console/today")
    return browser.post(f"/console/today/tasks/{number}/done", seen=str(seen), **fields)


def test_what_a_diary_by_text_left_open_is_told_in_its_questions(lin: Browser, opened: Any) -> None:
    facts = {"instrument": "weekly", "due_on": "2026-12-08", "reason": "unfinished-by-text"}
    opened(TaskKind.READ_ENTRY, **facts, open="missed-why .usual")
    page = lin.get("/console/today?lang=zh-Hans").text
    assert "没有报完：是什么原因；别的是否跟平时一样。" in page
    assert "missed-why" not in page


def test_every_kind_of_task_has_its_place_its_words_and_its_outcomes(
    lin: Browser, engine: Engine, opened: Any
) -> None:
    facts = {
        "visit": "week-4", "appointment": "2026-12-07T01:00:00+00:00", "window": "2026-12-01/2026-12-20",
        "anchor": "consent", "anchor_on": "2026-12-01", "instrument": "daily", "since": "2026-12-05",
        "until": "2026-12-06", "missed": "2", "day": "2026-12-11", "reason": "provider-number",
        "kind": "visit-confirm", "code": "30003", "concern": "7", "route": "mainland", "relation": "mother",
    }  # fmt: skip
    numbers = [opened(kind, **facts) for kind in TaskKind]
    for language in ("en", "zh-Hans"):
        lin.post("/console/language", language=language)
        text = lin.get("/console/today").text
        for number in numbers:
            line = text.split(f'id="t{number}"')[1].split("</article>")[0]
            assert f'id="t{number}-head">' in line
            assert f'action="/console/today/tasks/{number}/done"' in line
        assert "%(" not in text


def test_an_outcome_takes_a_line_off_the_list_and_stays_in_view(lin: Browser, engine: Engine, opened: Any) -> None:
    number = opened(TaskKind.CALL_BACK, words="想问问尿怎么留")
    assert "想问问尿怎么留" in lin.get("/console/today").text
    assert done(lin, number, outcome="spoke", note="说好明天再打").status_code == 303
    closed = task(engine, number)
    assert (closed.state, closed.outcome, closed.note, closed.done_by) == ("done", "spoke", "说好明天再打", "lin.lan")
    text = lin.get("/console/today").text
    assert f'id="t{number}"' not in text
    assert "和家里通了话" in text.split('id="done"')[1]


def test_nobody_answering_keeps_the_line_and_says_how_often(lin: Browser, engine: Engine, opened: Any) -> None:
    number = opened(TaskKind.CALL_BACK)
    assert done(lin, number, outcome="no-answer", note="响了很久").status_code == 303
    assert done(lin, number, outcome="no-answer").status_code == 303
    assert task(engine, number).state == "open"
    assert "打过2次，最近一次12:" in lin.get("/console/today").text


def test_without_an_outcome_nothing_leaves_and_nothing_typed_is_lost(
    lin: Browser, engine: Engine, opened: Any
) -> None:
    number = opened(TaskKind.CALL_BACK)
    for fields, said in (
        ({"note": "写了一半"}, "请选结果。"),
        ({"outcome": "settled", "note": ""}, "请用几个字说明怎么处理的。"),
        ({"outcome": "spoke", "note": "可能是安慰剂组"}, "这里提到或暗示了分组。"),
    ):
        answer = done(lin, number, **fields)
        assert answer.status_code == 422
        assert said in answer.text
        assert all(value in answer.text for value in fields.values())
    assert task(engine, number).state == "open"


def test_a_line_put_off_comes_back_by_itself_that_morning(
    lin: Browser, engine: Engine, opened: Any, study: Study
) -> None:
    number = opened(TaskKind.CALL_BACK)
    lin.get("/console/today")
    answer = lin.post(f"/console/today/tasks/{number}/put-off", seen="0", day="2026-12-10", note="妈妈上夜班")
    assert answer.status_code == 303
    later = lin.get("/console/today").text.split('id="later"')[1]
    assert f'id="t{number}"' in later
    assert "妈妈上夜班" in later
    study.clock.set(datetime(2026, 12, 10, 0, 30, tzinfo=UTC))
    lin.sign_in("lin.lan")
    text = lin.get("/console/today").text
    assert f'id="t{number}"' in text
    assert 'id="later"' not in text


def test_a_line_is_put_off_to_a_day_of_the_next_month(lin: Browser, opened: Any) -> None:
    number = opened(TaskKind.CALL_BACK)
    lin.get("/console/today")
    for day in ("2026-12-07", "2026-12-08", "2027-02-01", "someday", ""):
        answer = lin.post(f"/console/today/tasks/{number}/put-off", seen="0", day=day)
        assert answer.status_code == 422
        assert "请选31天以内的一天。" in answer.text


def test_what_may_be_dangerous_cannot_be_put_off(lin: Browser, engine: Engine, opened: Any) -> None:
    number = opened(TaskKind.CALL_NOW, kind="safety-emergency", reason="provider-number")
    text = lin.get("/console/today").text
    assert f"/tasks/{number}/put-off" not in text
    lin.post(f"/console/today/tasks/{number}/put-off", seen="0", day="2026-12-09")
    assert task(engine, number).put_off_until is None


def test_a_line_handed_over_says_with_whom_it_is(lin: Browser, zhou: Browser, engine: Engine, opened: Any) -> None:
    number = opened(TaskKind.CALL_BACK)
    lin.get("/console/today")
    answer = lin.post(f"/console/today/tasks/{number}/hand-over", seen="0", to="zhou.ming", note="要问剂量")
    assert answer.status_code == 303
    text = zhou.get("/console/today").text
    assert "with 周明" in text
    assert "要问剂量" in text
    assert lin.post(f"/console/today/tasks/{number}/hand-over", seen="1", to="mo.ni").status_code == 404
    assert task(engine, number).holder == "zhou.ming"


def test_of_two_at_the_same_line_one_wins_and_the_other_is_told(
    lin: Browser, zhou: Browser, engine: Engine, opened: Any
) -> None:
    number = opened(TaskKind.CALL_BACK)
    for browser in (lin, zhou):
        browser.get("/console/today")
    assert done(lin, number, outcome="spoke").status_code == 303
    answer = zhou.post(f"/console/today/tasks/{number}/done", seen="0", outcome="settled", note="I wrote to them")
    assert answer.status_code == 409
    assert "林岚 was quicker, 12:" in answer.text
    assert "Spoke with the family" in answer.text
    assert "I wrote to them" in answer.text
    assert task(engine, number).done_by == "lin.lan"


def test_who_put_a_line_off_is_told_to_whoever_comes_second(lin: Browser, zhou: Browser, opened: Any) -> None:
    number = opened(TaskKind.CALL_BACK)
    for browser in (lin, zhou):
        browser.get("/console/today")
    lin.post(f"/console/today/tasks/{number}/put-off", seen="0", day="2026-12-10")
    answer = zhou.client.post(
        f"/console/today/tasks/{number}/done",
        data={"form_token": zhou.token, "seen": "0", "outcome": "spoke"},
        headers={"X-Part": "1"},
    )
    assert answer.status_code == 409
    assert "put off until" in answer.text
    assert "<html" not in answer.text


def test_with_scripts_an_act_answers_with_its_line_alone(lin: Browser, opened: Any) -> None:
    number = opened(TaskKind.CALL_BACK)
    lin.get("/console/today")
    for fields, status, said in (
        ({"outcome": ""}, 422, "请选结果。"),
        ({"outcome": "spoke", "note": ""}, 200, "和家里通了话"),
    ):
        answer = lin.client.post(
            f"/console/today/tasks/{number}/done",
            data={"form_token": lin.token, "seen": "0", **fields},
            headers={"X-Part": "1"},
        )
        assert answer.status_code == status
        assert said in answer.text
        assert answer.text.strip().startswith("<article")


def test_a_visit_is_booked_from_the_list_and_the_family_reminded(lin: Browser, engine: Engine, study: Study) -> None:
    [asked] = [
        each
        for each in study.open_tasks()
        if each.kind == TaskKind.BOOK_VISIT and "infusion-1" in each.facts["visit"]
    ]
    answer = done(lin, asked.number, outcome="booked", day="2026-12-14", hour="09:30", campus="zhujiang")
    assert answer.status_code == 303
    state = study.state("infusion-1")
    assert (state.status, state.appointment_at) == (VisitStatus.BOOKED, datetime(2026, 12, 14, 1, 30, tzinfo=UTC))
    assert task(engine, asked.number).outcome == "booked"


def test_a_time_that_has_passed_is_not_booked(lin: Browser, engine: Engine, study: Study) -> None:
    [asked] = [each for each in study.open_tasks() if each.kind == TaskKind.BOOK_VISIT]
    answer = done(lin, asked.number, outcome="booked", day="2026-12-01", hour="09:30", campus="zhujiang")
    assert answer.status_code == 422
    assert "请填还没到的日期和时间。" in answer.text


def test_they_will_come_confirms_the_visit_and_another_time_asks_for_booking(
    lin: Browser, engine: Engine, study: Study, opened: Any
) -> None:
    study.book("infusion-1", "2026-12-14 09:30")
    at = study.state("infusion-1").appointment_at
    assert at is not None
    facts = {"visit": "infusion-1", "appointment": at.isoformat()}
    assert done(lin, opened(TaskKind.CALL_UNCONFIRMED, key="a", **facts), outcome="will-come").status_code == 303
    assert study.state("infusion-1").status is VisitStatus.CONFIRMED
    assert done(lin, opened(TaskKind.CALL_UNCONFIRMED, key="b", **facts), outcome="wants-move").status_code == 303
    assert study.state("infusion-1").move_asked
    assert TaskKind.REBOOK_VISIT.value in [each.kind for each in study.open_tasks()]
    study.book("infusion-1", "2026-12-15 09:30")
    stale = opened(TaskKind.CALL_UNCONFIRMED, key="c", **facts)
    answer = done(lin, stale, outcome="will-come")
    assert answer.status_code == 422
    assert "和现在的预约对不上了。" in answer.text
    assert task(engine, stale).state == "open"


def test_a_number_is_confirmed_or_silenced_by_its_outcome(lin: Browser, engine: Engine, opened: Any) -> None:
    with reading(engine) as session:
        phone = phone_by_number(session, MOTHER)
        assert phone is not None
        [caregiver] = caregivers_on_phone(session, phone.id)
    with transaction(engine) as session:
        token, _ = open_device(session, caregiver, kind=DeviceKind.APP, called="", now=NOW)
    number = opened(TaskKind.CONFIRM_PHONE, phone=phone.id, relation="mother")
    assert done(lin, number, outcome="stranger").status_code == 303
    assert who(engine, token, now=NOW) is None
    with reading(engine) as session:
        assert phone_state(session, phone.id) is PhoneState.WRONG_NUMBER
    assert done(lin, opened(TaskKind.CONFIRM_PHONE, key="2", phone=phone.id), outcome="theirs").status_code == 303
    with reading(engine) as session:
        assert phone_state(session, phone.id) is PhoneState.CONFIRMED


def test_who_came_today_is_recorded_from_the_list_once(
    lin: Browser, zhou: Browser, engine: Engine, study: Study
) -> None:
    study.book("infusion-1", "2026-12-08 14:00")
    study.at("2026-12-08 14:10")
    for browser, name in ((lin, "lin.lan"), (zhou, "zhou.ming")):
        browser.sign_in(name)
    text = lin.get("/console/today").text
    assert 'id="v-GZ-001-infusion-1"' in text
    assert "没有确认" in text
    zhou.get("/console/today")
    assert lin.post("/console/today/visits/GZ-001/infusion-1/came").status_code == 303
    assert study.state("infusion-1").status is VisitStatus.ATTENDED
    answer = zhou.post("/console/today/visits/GZ-001/infusion-1/missed")
    assert answer.status_code == 409
    assert study.state("infusion-1").status is VisitStatus.ATTENDED


def test_a_monitor_reads_the_list_by_code_only(monitor: Browser, engine: Engine, opened: Any, study: Study) -> None:
    number = opened(TaskKind.READ_MESSAGE, words="安安妈妈想问停车")
    text = monitor.get("/console/today").text
    assert f'id="t{number}"' in text
    for personal in ("安安", "停车", MOTHER, "6500 1111"):
        assert personal not in text
    assert "<form" not in text.split('id="main"')[1]
    assert monitor.post(f"/console/today/tasks/{number}/done", seen="0", outcome="nothing").status_code == 403
    assert task(engine, number).state == "open"


def test_another_sites_lines_are_neither_seen_nor_done(
    open_browser: Any, engine: Engine, opened: Any, study: Study
) -> None:
    number = opened(TaskKind.READ_MESSAGE, words="停车")
    with transaction(engine) as session:
        new = NewStaff(name="far.away", display="远", role=StaffRole.COORDINATOR, site="elsewhere")
        add_staff(session, new, password=PASSWORD, by="admin", now=NOW)
    far = open_browser()
    far.sign_in("far.away")
    text = far.get("/console/today").text
    assert f'id="t{number}"' not in text
    assert "GZ-001" not in text
    assert far.post(f"/console/today/tasks/{number}/done", seen="0", outcome="nothing").status_code == 404
    assert far.post("/console/today/visits/GZ-001/infusion-1/came").status_code == 404


def test_the_list_asks_as_often_for_twenty_lines_as_for_one(lin: Browser, engine: Engine, opened: Any) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    opened(TaskKind.CALL_BACK, key="0")
    asked.clear()
    lin.get("/console/today")
    once = len(asked)
    for key in range(1, 20):
        opened(TaskKind.CALL_BACK, key=str(key))
    asked.clear()
    lin.get("/console/today")
    assert len(asked) == once


@given(
    st.lists(
        st.tuples(st.sampled_from(TaskKind), st.integers(-5, 5), st.one_of(st.none(), st.integers(-5, 5))),
        max_size=30,
    )
)
def test_no_open_task_is_ever_lost_from_the_list(drawn: list[tuple[TaskKind, int, int | None]]) -> None:
    tasks = [
        Task(
            id=str(number),
            number=number,
            dedup_key=str(number),
            kind=kind.value,
            stream="F-001",
            facts={},
            opened_at=NOW,
            due_by=NOW + timedelta(hours=due),
            put_off_until=None if back is None else NOW + timedelta(hours=back),
        )
        for number, (kind, due, back) in enumerate(drawn)
    ]
    arranged = arrange(tasks, now=NOW)
    assert sorted(each.number for each in [*arranged.now, *arranged.later]) == [each.number for each in tasks]
    assert all(each.put_off_until and each.put_off_until > NOW for each in arranged.later)
    for section, part in arranged.parts.items():
        assert all(SECTION_OF[TaskKind(each.kind)] is section for each in part)
