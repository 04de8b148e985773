"""Forms of a concern: what is missing or wrong is said, nothing typed is lost, twice sent counts once."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.console.concern_pages import kinds, open_page
from tests.console.conftest import Browser


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
