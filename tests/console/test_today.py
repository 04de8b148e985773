"""Today's list: every line says why it is there, to whom it is shown, and none is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from backend.concerns.models import Task, TaskKind
from backend.console.today_sections import SECTION_OF, arrange
from backend.db import transaction
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.models import StaffRole
from tests.console.conftest import PASSWORD, Browser
from tests.console.tasks import task
from tests.journeys.study import MOTHER, Study

NOW = datetime(2026, 12, 8, 4, 0, tzinfo=UTC)


def test_what_a_diary_by_text_left_open_is_told_in_its_questions(lin: Browser, opened: Any) -> None:
    facts = {"instrument": "weekly", "due_on": "2026-12-08", "reason": "unfinished-by-text"}
    opened(TaskKind.READ_ENTRY, **facts, open="missed-why .usual")
    page = lin.get("/console/today?lang=zh-Hans").text
    assert "没有报完：是什么原因；别的是否跟平时一样。" in page
    assert "missed-why" not in page


def test_a_step_that_failed_is_not_told_as_nobody_to_page(lin: Browser, opened: Any) -> None:
    number = opened(TaskKind.NOBODY_ON_CALL, concern="7", why="step-failed")
    other = opened(TaskKind.NOBODY_ON_CALL, key="2", concern="8")
    for language, head, why, nobody in (
        ("zh-Hans", "担心7有一步没有做成：请看一看", "系统每分钟再试一次。", "担心8没有人可呼"),
        (
            "en",
            "A step of concern 7 failed: look at it",
            "It is tried again every minute.",
            "Nobody could be paged about concern 8",
        ),
    ):
        lin.post("/console/language", language=language)
        text = lin.get("/console/today").text
        line, beside = (text.split(f'id="t{each}"')[1].split("</article>")[0] for each in (number, other))
        assert head in line
        assert why in line
        assert nobody in beside
        assert why not in beside


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
