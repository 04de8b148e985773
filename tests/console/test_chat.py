"""Conversations in the console: what was asked and answered, what was not understood, taking over, handing back."""

import re

import pytest

from backend.concerns.close_task import close_task
from backend.concerns.models import TaskKind
from backend.console.chat_page import SHOWN
from backend.db import transaction
from tests.console.conftest import Browser
from tests.journeys.study import LIN, Study
from tests.journeys.test_conversations import kinds_of_tasks

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
QUESTION, UNCLEAR = "尿样放冰箱可以放多久", "诊断书什么时候给"


@ONE_DATABASE
def test_a_transcript_shows_what_each_text_was_answered_with_and_from_which_version(
    lin: Browser, zhou: Browser, study: Study
) -> None:
    study.types(QUESTION).types(UNCLEAR)
    page = lin.get("/console/chat").text
    assert f"最近{SHOWN.days}天家属问了什么" in page
    assert "F-001" in page
    assert UNCLEAR in page, "it waits among what was not understood"
    text = lin.get("/console/chat/GZ-001").text
    version = study.pack.passages["urine.storage"].version
    assert f"urine.storage@{version}" in text
    assert "〔AI生成〕" in text
    assert re.search(r"原因： 按模型\w+的理解<", text)
    assert "as model" not in text
    assert re.search(r"Why: as model \w+ understands it<", zhou.get("/console/chat/GZ-001").text)
    assert lin.get("/console/chat/GZ-999").status_code == 404


@ONE_DATABASE
def test_the_assistant_is_silent_while_a_person_has_the_conversation(lin: Browser, study: Study) -> None:
    study.types(QUESTION)
    lin.get("/console/chat/GZ-001")
    assert lin.post("/console/chat/GZ-001/take").status_code == 303
    assert lin.post("/console/chat/GZ-001/take").status_code == 303, "twice is once"
    assert "林岚从" in lin.get("/console/chat/GZ-001").text
    study.types(QUESTION).types("聽日幾點要去")
    assert study.kinds()[-3:] == ["answer", "ack-kept", "ack-kept"]
    assert lin.post("/console/chat/GZ-001/back").status_code == 303
    study.types(QUESTION)
    assert study.kinds()[-1] == "answer"


@ONE_DATABASE
def test_who_asks_for_a_person_is_told_so_and_answered_by_nobody_else_until_handed_back(
    lin: Browser, study: Study
) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    study.types("我想跟真人说话")
    assert study.kinds()[-1] == "ack-person"
    assert "都由人來回" in study.phone()[-1].body
    assert TaskKind.CALL_BACK in kinds_of_tasks(study)
    page = lin.get("/console/chat").text
    assert "F-001" in page
    assert "家属要找真人" in page
    study.types(QUESTION).types("聽日幾點要去").types("系咪真嘅干细胞")
    assert study.kinds()[-3:] == ["ack-kept", "ack-kept", "ack-kept"]
    assert "家属在" in lin.get("/console/chat/GZ-001").text
    assert lin.post("/console/chat/GZ-001/take").status_code == 303
    study.types("我想跟真人说话").types(QUESTION)
    assert "林岚从" in lin.get("/console/chat/GZ-001").text, "asking again takes it from nobody"
    assert lin.post("/console/chat/GZ-001/back").status_code == 303
    study.types(QUESTION)
    assert study.kinds()[-1].startswith("answer")


@ONE_DATABASE
def test_nothing_that_keeps_a_child_safe_or_a_visit_right_waits_for_the_person(study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-08 12:05").types("我想跟真人说话")
    study.types("1")
    assert study.kinds()[-1] == "ack-confirmed"
    study.types("佢口唇有啲紫，唞气好辛苦")
    assert study.kinds()[-1] == "safety-emergency"
    study.types("退订")
    assert study.kinds()[-1] == "opt-out-confirmed"


@ONE_DATABASE
def test_where_nobody_takes_it_over_the_outcome_of_the_call_ends_the_silence(study: Study) -> None:
    study.types("我想跟真人说话").settle(60 * 24 * 3)
    study.types(QUESTION)
    assert study.kinds()[-1] == "ack-kept", "days alone do not end it"
    [call] = [each for each in study.open_tasks() if each.kind == TaskKind.CALL_BACK]
    with transaction(study.engine) as session:
        close_task(session, call.number, outcome="reached", note="", by=LIN, now=study.clock.now())
    study.types(QUESTION)
    assert study.kinds()[-1].startswith("answer")
    study.types("I want to talk to a real person").types(QUESTION)
    assert study.kinds()[-2:] == ["ack-person", "ack-kept"]


@ONE_DATABASE
def test_how_often_a_passage_helped_is_counted_by_its_version(lin: Browser, study: Study) -> None:
    study.types("琴日唔記得填得唔得").types("9").types("8")
    text = lin.get("/console/chat").text.split('id="rated"')[1]
    assert study.pack.passages["diary.late"].version in text
    assert re.findall(r'<td data-head="[^"]*">(\d)</td>', text) == ["1", "0"], "what was said last counts"
