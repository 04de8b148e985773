"""What nobody tired may misread on a concern: one text twice, whose child it is, what came since, which number."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from backend.concerns.models import Source
from backend.concerns.raise_concern import Signal, raise_concern
from backend.concerns.record_call import record_call
from backend.concerns.resolve import resolve
from backend.db import transaction
from backend.families import queries as families
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency
from tests.console.conftest import Browser
from tests.journeys.study import Study

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SISTER = {"participant_code": "GZ-002", "child_called": "宁宁", "sex": "female", "birth_date": "2018-05-01"}
WORDS = "可可昨晚发烧38度6，还有点没精神"


def page(browser: Browser, number: int = 1) -> str:
    return browser.get(f"/console/concerns/{number}").text


def known(browser: Browser, number: int = 1) -> dict[str, str]:
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page(browser, number), re.DOTALL)
    return {name: unescape(re.sub(r"<[^>]+>", " ", said)) for name, said in pairs}


def raised_again(study: Study, words: str, source: Source = Source.TEXT, **more: object) -> int:
    """The rules find the words urgent, and a second reading finds them an emergency."""
    for level, came, rule in ((Urgency.URGENT, source, "fever"), (Urgency.EMERGENCY, Source.MODEL, "model 0dc16974")):
        now = study.clock.now()
        with transaction(study.engine) as session:
            signal = Signal(
                source=came,
                level=level,
                reference="1",
                by="family",
                received_at=now,
                sent_at=now,
                words=words,
                language="zh-Hans",
                child_code="GZ-001",
                rule=rule,
                **more,  # type: ignore[arg-type]
            )
            family = families.family_by_code(session, "GZ-001")
            number = raise_concern(session, signal, family=family, pack=study.pack, now=now).concern.number
    return number


def test_words_that_were_read_twice_stand_once_with_the_worse_level(lin: Browser, study: Study) -> None:
    number = raised_again(study, WORDS)
    said = page(lin, number).split('<section class="matter__words"')[1].split("</section>")[0]
    assert said.count(WORDS) == 1
    assert "words--now" in said
    assert "短信，简体中文 · 程序第二遍判读为紧急" in said


def test_a_row_says_that_only_the_second_reading_finds_it_so_urgent(lin: Browser, study: Study) -> None:
    raised_again(study, WORDS)
    said = "第二遍判读才判为紧急，征象表判为当天。"
    assert all(said in lin.get(path).text for path in ("/console/concerns", "/console/today"))
    study.types("他抽筋了")
    assert said not in lin.get("/console/concerns").text


def test_why_it_is_so_urgent_is_said_in_words_not_in_keys(lin: Browser, study: Study) -> None:
    signs = known(lin, raised_again(study, WORDS))["征象"]
    assert "按征象“发烧”判为当天" in signs
    assert "程序第二遍判读为紧急（模型0dc16974）" in signs
    assert "fever" not in signs


def test_the_second_reading_of_a_diary_entry_is_not_called_a_text(lin: Browser, study: Study) -> None:
    text = page(lin, raised_again(study, WORDS, Source.ENTRY, more={"entry": "1", "instrument": "daily 1"}))
    assert "日记（第二遍判读）" in text
    assert "短信（第二遍判读）" not in text


def test_where_it_is_not_known_which_child_each_is_named_with_age_as_the_page_by_text_names_them(
    lin: Browser, study: Study
) -> None:
    study.enrol({}, SISTER)
    study.types("孩子今天吐了三次，喝水也吐")
    facts = known(lin)
    assert "1号担心 · GZ-001/GZ-002" in page(lin)
    assert "GZ-001：家里叫安安 · 6岁女孩" in facts["孩子"]
    assert "GZ-002：家里叫宁宁 · 8岁女孩" in facts["孩子"]
    assert "同研究的兄弟姐妹" not in facts
    assert "GZ-001/GZ-002" in lin.get("/console/concerns").text


def test_what_the_family_wrote_since_is_seen_by_whoever_phones(lin: Browser, monitor: Browser, study: Study) -> None:
    study.types("他抽筋了").types("1").types("医生说没事了，我们回家了")
    assert known(lin)["之后又写了"].strip() == "“医生说没事了，我们回家了”（12:04）"
    assert "他抽筋了" not in known(lin)["之后又写了"]
    assert "回家了" not in page(monitor)


def test_what_came_after_a_concern_was_closed_is_not_of_it(lin: Browser, study: Study, pack: Pack) -> None:
    study.types("他抽筋了")
    with transaction(study.engine) as session:
        record_call(session, 1, by="gao", way="console", reached=True, note="", pack=pack, now=study.clock.now())
        resolve(session, 1, outcome="advised", note="", by="gao", now=study.clock.now())
    page(lin)
    study.settle(60).types("明天几点来")
    assert "之后又写了" not in known(lin)


def test_a_row_has_the_number_that_the_page_by_text_names(lin: Browser, worry: Callable[..., int]) -> None:
    number = worry()
    for path in ("/console/concerns", "/console/today"):
        assert f'<span class="row__nr nb">{number}号</span>' in lin.get(path).text


def test_all_that_the_family_was_told_is_equally_large(lin: Browser, study: Study) -> None:
    study.types("孩子发烧38度6").settle(15).types("他抽筋了")
    told = page(lin).split("<dt>已告诉家里</dt>")[1].split("</dd>")[0]
    assert len(re.findall(r'<span[^>]* lang="zh-Han[st]">', told)) == 2
    assert not re.findall(r"<small lang=", told)


def test_a_call_that_was_written_down_later_says_when(
    lin: Browser, study: Study, pack: Pack, worry: Callable[..., int]
) -> None:
    number, made = worry(), study.clock.now()
    study.settle(30)
    with transaction(study.engine) as session:
        call = {"by": "contact:gao", "way": "console", "reached": True, "note": "好多了", "happened_at": made}
        record_call(session, number, pack=pack, now=study.clock.now(), **call)  # type: ignore[arg-type]
    steps = page(lin, number).split('id="steps"')[1]
    assert "高医生 · 12:30记下" in steps


def test_a_family_whose_phone_is_stopped_is_never_said_to_have_been_answered(lin: Browser, study: Study) -> None:
    study.types("退订").types("他抽筋了")
    steps = page(lin).split('id="steps"')[1]
    assert "没有回复家里：这部手机要求不再收短信" in steps
    assert "已回复家里" not in steps
    for path in ("/console/concerns", "/console/today"):
        assert "没有回复家里：这部手机要求不再收短信。请打电话。" in lin.get(path).text


def test_a_missed_call_is_told_to_nobody_on_a_stopped_phone_and_nobody_claims_it_was(
    lin: Browser, study: Study
) -> None:
    study.types("退订").types("他抽筋了").settle(40)
    for text in (page(lin), lin.get("/console/concerns").text):
        assert "答应的电话没有打" in text
        assert "告诉家里该去哪里" not in text
        assert "已告诉家里现在去哪里" not in text
        assert "没能告诉家里" in text
