"""The rota at the console: the days ahead, an absence, a trade, lifting them, gaps in words."""

import pytest
from sqlalchemy import Engine

from backend.concerns import queries
from backend.concerns.models import TaskKind
from backend.db import reading
from tests.console.conftest import Browser
from tests.journeys.study import Study

DAY = {"start": "2026-12-09T08:00", "end": "2026-12-10T08:00", "reason": "开会"}


def days_with_a_task(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [task.facts["day"] for task in queries.open_tasks(session) if task.kind == TaskKind.ROTA_GAP]


def facts(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [fact.kind for fact in queries.rota_facts(session)]


def test_the_days_ahead_name_who_is_paged_first(lin: Browser) -> None:
    text = lin.get("/console/rota").text
    assert text.count("<b>周医生</b>") >= 14
    assert "今后14天，每个钟点都有人值班。" in text


def test_an_absence_shows_and_can_be_lifted(lin: Browser, engine: Engine) -> None:
    lin.get("/console/rota")
    assert lin.post("/console/rota/absent", key="zhou", **DAY).status_code == 303
    text = lin.get("/console/rota").text
    assert "周医生不在" in text
    assert "开会" in text
    fact = text.split('name="fact" value="')[1].split('"')[0]
    assert lin.post("/console/rota/lift", fact=fact).status_code == 303
    assert "周医生不在" not in lin.get("/console/rota").text
    assert sorted(facts(engine)) == ["absent", "taken-back"]


def test_a_trade_shows(zhou: Browser) -> None:
    zhou.get("/console/rota")
    assert zhou.post("/console/rota/swap", key="zhou", other="gao", **DAY).status_code == 303
    assert "Dr Zhou and Dr Gao trade places" in zhou.get("/console/rota").text


def test_a_gap_is_said_on_every_page(lin: Browser) -> None:
    lin.get("/console/rota")
    for key in ("zhou", "gao"):
        assert lin.post("/console/rota/absent", key=key, **DAY).status_code == 303
    text = lin.get("/console/rota").text
    assert "有2天一段时间没人值班" in text
    assert 'class="none"' in text
    assert "没人值班的天数：" in lin.get("/console/concerns").text


def test_an_absence_that_leaves_nobody_is_a_task_at_once(lin: Browser, engine: Engine) -> None:
    lin.get("/console/rota")
    lin.post("/console/rota/absent", key="zhou", **DAY)
    assert days_with_a_task(engine) == []
    lin.post("/console/rota/absent", key="gao", **DAY)
    assert days_with_a_task(engine) == ["2026-12-09", "2026-12-10"]


@pytest.mark.parametrize(
    ("path", "change", "said"),
    [
        ("absent", {"key": ""}, "请选一项。"),
        ("absent", {"end": "2026-12-09T08:00"}, "结束要晚于开始"),
        ("absent", {"start": "soon"}, "请填日期和时间。"),
        ("absent", {"reason": ""}, "请写明原因。"),
        ("absent", {"reason": "随机分组会议"}, "提到或暗示了分组"),
        ("swap", {"other": "zhou"}, "请选另一个人。"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    lin: Browser, engine: Engine, path: str, change: dict[str, str], said: str
) -> None:
    lin.get("/console/rota")
    answer = lin.post(f"/console/rota/{path}", **{"key": "zhou", "other": "gao", **DAY, **change})
    assert answer.status_code == 422
    assert said in answer.text
    assert facts(engine) == []


def test_a_test_page_goes_out_and_its_owner_proves_it_here(
    lin: Browser, zhou: Browser, study: Study, engine: Engine
) -> None:
    lin.get("/console/rota")
    assert lin.post("/console/rota/test", key="zhou").headers["location"].endswith("done=test")
    study.settle()
    assert len(study.phone("+85265118801")) == 1
    assert "I got the test page" in zhou.get("/console/rota").text
    assert "I got the test page" not in lin.get("/console/rota").text
    assert zhou.post("/console/rota/prove").status_code == 303
    assert "I got the test page" not in zhou.get("/console/rota").text
    with reading(engine) as session:
        assert [test.way for test in queries.contact_tests(session)] == ["", "console"]


def test_nobody_proves_another_persons_phone(lin: Browser, engine: Engine) -> None:
    lin.get("/console/rota")
    assert lin.post("/console/rota/prove", key="zhou").status_code == 404
    with reading(engine) as session:
        assert queries.contact_tests(session) == []
