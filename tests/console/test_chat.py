"""Conversations in the console: what was asked and answered, what was not understood, taking over, handing back."""

import pytest

from tests.console.conftest import Browser
from tests.journeys.study import Study

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
QUESTION, UNCLEAR = "尿样放冰箱可以放多久", "诊断书什么时候给"


@ONE_DATABASE
def test_a_transcript_shows_what_each_text_was_answered_with_and_from_which_version(
    lin: Browser, study: Study
) -> None:
    study.types(QUESTION).types(UNCLEAR)
    page = lin.get("/console/chat").text
    assert "F-001" in page
    assert UNCLEAR in page, "it waits among what was not understood"
    text = lin.get("/console/chat/GZ-001").text
    version = study.pack.passages["urine.storage"].version
    assert f"urine.storage@{version}" in text
    assert "〔AI生成〕" in text
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
