"""Proposing for the guides from a real question: without names, blind, kept with who and when, sent to nobody."""

import pytest
import yaml

from backend.chat import queries as chat
from backend.db import reading
from backend.inbox import queries as inbox
from backend.protocol.passages import Passage
from tests.console.conftest import Browser
from tests.journeys.study import Study

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
UNCLEAR = "安安的诊断书什么时候给，电话13800138000"
NEW = {
    "topic": "new",
    "new-topic": "study.papers",
    "asked-zh-Hans": "诊断书什么时候给\n证明去哪里开",
    "title-zh-Hans": "诊断书和证明",
    "title-en": "Letters and certificates",
    "short-zh-Hans": "诊断书请在来院时向医生要。",
    "short-en": "Ask the doctor for letters when you come.",
}


@pytest.fixture
def path(study: Study) -> str:
    """The page on which a question of the family is made a proposal."""
    study.types(UNCLEAR)
    with reading(study.engine) as session:
        (row,) = inbox.all_texts(session)
    return f"/console/chat/propose/{row.id}"


@ONE_DATABASE
def test_a_question_joins_a_guide_without_what_tells_who_asked(lin: Browser, study: Study, path: str) -> None:
    page = lin.get("/console/chat").text
    assert path in page
    form = lin.get(path).text
    assert "安安" not in form.split("<form", 1)[1]
    answered = lin.post(path, **{"topic": "visit.what_happens", "asked-zh-Hans": f"{UNCLEAR}\n找GZ-001的妈妈"})
    assert answered.status_code == 303
    with reading(study.engine) as session:
        (row,) = chat.proposals(session)
    assert (row.by, row.topic) == ("lin.lan", "visit.what_happens")
    page = lin.get("/console/chat").text
    file = lin.get(f"/console/chat/proposals/{row.id}")
    assert f"/console/chat/proposals/{row.id}" in page
    assert 'filename="visit.what_happens.asked.yaml"' in file.headers["content-disposition"]
    for personal in ("安安", "138001", "GZ-001", "妈妈"):
        assert personal not in file.text, personal
    assert yaml.safe_load(file.text)["asked"]["zh-Hans"][0].startswith("[someone]的诊断书什么时候给")
    assert row.at.isoformat()[:10] in file.text


@ONE_DATABASE
def test_a_new_guide_is_drafted_in_both_languages_and_ready_for_the_pack(
    lin: Browser, study: Study, path: str
) -> None:
    before = len(study.messages())
    lin.get(path)
    more = {
        "asked-yue": "診斷書幾時有\n證明喺邊度攞",
        "asked-en": "When do we get the letter?\nWhere is the certificate?",
    }
    assert lin.post(path, **NEW, **more).status_code == 303
    with reading(study.engine) as session:
        (row,) = chat.proposals(session)
    text = lin.get(f"/console/chat/proposals/{row.id}").text
    passage = Passage.model_validate(yaml.safe_load(text))
    assert (passage.topic, passage.title.en) == ("study.papers", "Letters and certificates")
    study.settle().types("诊断书什么时候给")
    assert all("请在来院时向医生要" not in each.body for each in study.messages()[before:]), "no family reads it"


@ONE_DATABASE
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"short-zh-Hans": "盐水组的诊断书在这里"}, "分组"),
        ({"short-en": ""}, "中英文的标题和短文"),
        ({"short-zh-Hans": "请打13800138000"}, "请去掉人名"),
        ({"title-zh-Hans": "安安的证明"}, "请去掉人名"),
        ({"new-topic": "urine.storage"}, "已经有这份资料"),
        ({"new-topic": "moon.letters"}, "组.名"),
        ({"asked-zh-Hans": ""}, "至少写一种问法"),
    ],
)
def test_what_must_not_be_proposed_stays_in_the_form_with_the_reason(
    lin: Browser, study: Study, path: str, changed: dict[str, str], said: str
) -> None:
    lin.get(path)
    refused = lin.post(path, **{**NEW, **changed})
    assert refused.status_code == 422
    assert said in refused.text
    assert "Letters and certificates" in refused.text, "what was typed is still there"
    with reading(study.engine) as session:
        assert chat.proposals(session) == []


@ONE_DATABASE
def test_a_monitor_proposes_nothing(monitor: Browser, path: str) -> None:
    assert monitor.get(path).status_code == 403
