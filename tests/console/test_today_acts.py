"""A line of the list is done, put off or handed over, and leaves only with an outcome."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from backend.concerns.models import TaskKind
from tests.console.conftest import Browser
from tests.console.tasks import done, task
from tests.journeys.study import Study


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
