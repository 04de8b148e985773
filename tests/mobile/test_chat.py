"""Writing to the study in the app and on the page: kept once, safety first, nothing of anybody else's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import Engine

from backend.concerns import queries as concerns
from backend.db import reading, transaction
from backend.inbox import queries as inbox
from backend.inbox.models import InboundMessage
from backend.inbox.write import MOST_AN_HOUR, MOST_CHARACTERS
from backend.outbox import queries as outbox
from backend.outbox.models import Scope
from backend.triage.understanding import Intent, Urgency
from tests.diary.home import uuid
from tests.inbox.second_looks import look, raises
from tests.journeys.study import FATHER, GRANDMOTHER, MOTHER, Study
from tests.mobile.conftest import App, Cards
from tests.mobile.test_page_door import Phone

SignIn = Callable[[str], App]
OTHER = "+85265009999"
FIT, QUESTION = "孩子突然抽搐，叫不醒", "下次来院可以改到下午吗？🙏"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def write(app: App, text: str, name: object = "a", **more: object) -> Response:
    return app.put(f"/chat/{uuid(name)}", {"text": text}, **more)


def rows(engine: Engine) -> list[InboundMessage]:
    with reading(engine) as session:
        return inbox.all_texts(session)


def texts(app: App, query: str = "") -> list[tuple[str, str]]:
    return [(each["by"], each["text"]) for each in app.get(f"/chat{query}").json()["items"]]


def test_a_question_is_kept_and_it_is_said_who_reads_it_by_when(mother: App, study: Study) -> None:
    kept = write(mother, QUESTION)
    assert kept.status_code == 200, kept.text
    answer = kept.json()
    assert (answer["outcome"], answer["safety"], answer["language"]) == ("kept", None, "zh-Hans")
    assert answer["next"].startswith("〔草稿〕您写的收到了，协调员最晚12月1日")
    [task] = [each for each in study.open_tasks() if each.kind == "read-message"]
    assert (task.words, answer["read_by"]) == (QUESTION, "2026-12-01T11:30:00+08:00")
    study.settle()
    assert study.phone(MOTHER)[-1].body.count("您写的收到了") == 0, "what can wait is answered where it was written"
    assert texts(mother)[1] == ("family", QUESTION)
    assert texts(mother)[0][0] == "study"
    received = [each["text"] for each in mother.get("/messages").json()["items"]]
    assert any(each.startswith("【暖信】〔草稿〕您写的收到了") for each in received)


def test_an_emergency_is_answered_at_once_by_text_too_and_brought_to_a_person(
    mother: App, study: Study, engine: Engine
) -> None:
    answer = write(mother, FIT).json()
    assert answer["safety"]["level"] == "emergency"
    assert answer["safety"]["text"].startswith("〔草稿〕請現在就打999")
    assert answer["safety"]["emergency"] == [{"number": "999", "place": None}]
    assert answer["next"].startswith("您寫的收到了，最晚12月1日（星期二）上午9:")
    study.settle()
    assert "safety-emergency" in study.kinds(MOTHER)
    with reading(engine) as session:
        [concern] = concerns.all_concerns(session)
        signal = concerns.events_of(session, concern.id)[0]
    assert (concern.level, signal.words, signal.by.split(":")[0]) == ("emergency", FIT, "caregiver")
    assert concern.next_at is not None, "somebody is paged until a person has it"
    assert mother.get("/concerns").json()["items"][0]["said"][0]["words"] == FIT


def test_the_same_text_twice_is_one_and_other_words_under_its_id_are_told(
    mother: App, study: Study, engine: Engine
) -> None:
    first = write(mother, FIT).json()
    study.settle()
    assert write(mother, FIT).json() == {**first, "outcome": "kept-before"}
    changed = write(mother, "没事了", headers={"Accept-Language": "en"})
    assert (changed.status_code, changed.json()["type"]) == (409, "urn:nuanxin:text-changed")
    assert changed.json()["detail"].startswith("This message arrived before with other words")
    assert [row.body for row in rows(engine)] == [FIT]
    assert study.kinds(MOTHER).count("safety-emergency") == 1


def test_doubled_at_the_same_moment_it_is_one_and_both_are_told_what_to_do(
    mother: App, study: Study, engine: Engine
) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: write(mother, FIT), range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {answer.json()["safety"]["level"] for answer in answers} == {"emergency"}
    assert sorted(answer.json()["outcome"] for answer in answers) == ["kept"] + ["kept-before"] * 3
    assert len(rows(engine)) == 1
    study.settle()
    assert study.kinds(MOTHER).count("safety-emergency") == 1


def test_nobody_sees_or_takes_over_what_another_wrote(sign_in: SignIn, mother: App) -> None:
    father, other = sign_in(FATHER), sign_in(OTHER)
    write(mother, QUESTION)
    for app in (father, other):
        taken = write(app, QUESTION)
        assert (taken.status_code, taken.json()["type"]) == (404, "urn:nuanxin:not-found")
        assert app.get("/chat").json() == {"items": [], "next": None}
        assert app.get(f"/chat?after={uuid('a')}").json()["type"] == "urn:nuanxin:bad-cursor"
    assert write(other, "没事", "b").status_code == 200
    assert len(texts(mother)) == 2


@ONE_DATABASE
def test_a_delegate_may_write_too(sign_in: SignIn, study: Study) -> None:
    grandmother = sign_in(GRANDMOTHER)
    assert write(grandmother, "孙女今天烧到39度2").json()["safety"]["level"] == "urgent"
    study.settle()
    assert "safety-urgent" in study.kinds(GRANDMOTHER)
    assert "safety-urgent" not in study.kinds(MOTHER)


@ONE_DATABASE
def test_what_cannot_be_kept_is_told_clearly(mother: App, engine: Engine) -> None:
    for text, kind in ((" \n ", "text-empty"), ("字" * (MOST_CHARACTERS + 1), "text-too-long")):
        refused = write(mother, text)
        assert (refused.status_code, refused.json()["type"]) == (422, f"urn:nuanxin:{kind}")
    assert write(mother, "字" * 5_000_000).status_code == 413
    for body in ({}, {"text": None}, {"text": "x", "to": "everyone"}, {"text": ["x"]}):
        assert mother.put(f"/chat/{uuid('a')}", body).status_code == 422, body
    half = mother.call("PUT", f"/chat/{uuid('a')}", content=b'{"text": "\\ud800"}')
    assert (half.status_code, mother.put("/chat/first", {"text": "x"}).status_code) == (422, 422)
    assert rows(engine) == []
    assert write(mother, "😀" * MOST_CHARACTERS).status_code == 200


@ONE_DATABASE
def test_one_who_writes_without_end_is_held_up_but_an_emergency_is_not(mother: App, engine: Engine) -> None:
    assert write(mother, "第0条", 0).status_code == 200
    with transaction(engine) as session:
        first = inbox.all_texts(session)[0].model_dump()
        session.add_all(InboundMessage(**{**first, "id": uuid(number)}) for number in range(1, MOST_AN_HOUR))
    refused = write(mother, "还有一条", "more")
    assert (refused.status_code, refused.json()["type"]) == (429, "urn:nuanxin:too-many-texts")
    assert write(mother, "第0条", 0).json()["outcome"] == "kept-before"
    assert write(mother, FIT, "fit").json()["safety"]["level"] == "emergency"
    assert len(rows(engine)) == MOST_AN_HOUR + 1


@ONE_DATABASE
def test_the_owner_of_a_stopped_phone_may_write_and_is_answered_here(mother: App, study: Study) -> None:
    study.types("T")
    assert write(mother, FIT).json()["safety"]["level"] == "emergency"
    study.settle()
    assert "safety-emergency" not in study.kinds(MOTHER)
    assert texts(mother)[0][1].startswith("【暖信】〔草稿〕請現在就打999")
    assert mother.get("/concerns").json()["items"][0]["state"] == "waiting"


@ONE_DATABASE
@pytest.mark.parametrize("word", ["STOP", "退订"])
def test_a_wish_for_no_more_texts_is_granted_and_told_here(mother: App, study: Study, word: str) -> None:
    answer = write(mother, word).json()
    assert "START" in answer["next"] or "恢复" in answer["next"]
    study.settle()
    assert mother.get("/preferences").json()["texts_stopped"] is True
    assert MOTHER not in study.emulator.stopped, "the provider heard nothing"
    assert "opt-out-confirmed" not in study.kinds(MOTHER)
    assert "opted-out" in [task.kind for task in study.open_tasks()]
    write(mother, "恢复", "b")
    assert mother.get("/preferences").json()["texts_stopped"] is False


@ONE_DATABASE
def test_words_that_only_a_provider_takes_for_stop_come_to_a_person(
    mother: App, study: Study, engine: Engine
) -> None:
    for number, word in enumerate(("cancel", "quit", "yes")):
        assert write(mother, word, number).json()["read_by"], word
    with reading(engine) as session:
        assert outbox.all_suppressions(session) == []
    study.types("STOP")
    write(mother, "恢复", "b")
    assert mother.get("/preferences").json()["texts_stopped"] is True, "only a text lifts what the provider holds"
    with reading(engine) as session:
        [stop] = outbox.all_suppressions(session)
    assert (stop.scope, stop.lifted_at) == (Scope.NUMBER.value, None)


@ONE_DATABASE
def test_a_digit_answers_the_question_that_was_texted(mother: App, study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-08 12:05")
    assert study.kinds(MOTHER)[-1] == "visit-confirm"
    answer = write(mother, "1").json()
    assert "12月15日" in answer["next"]
    assert answer["read_by"] is None
    assert study.state("infusion-1").status.value == "confirmed"


@ONE_DATABASE
def test_a_wish_to_leave_the_study_comes_to_a_person_and_ends_nothing(mother: App, study: Study) -> None:
    answer = write(mother, "我们不想再参加这个研究了").json()
    assert answer["read_by"]
    [task] = [each for each in study.open_tasks() if each.kind == "withdrawal-asked"]
    assert Intent.WITHDRAW_STUDY.value in (rows(study.engine)[0].intents or [])
    assert task.words == "我们不想再参加这个研究了"
    assert mother.get("/children").json()["items"][0]["in_study"] is True


@ONE_DATABASE
def test_the_conversation_comes_in_pages_with_what_was_texted_in_order(mother: App, study: Study) -> None:
    study.types("请问停车场在哪里")
    study.clock.advance(minutes=1)
    for number in range(3):
        write(mother, f"问题{number}", number)
    got, after = [], ""
    while after is not None:
        page = mother.get(f"/chat?limit=3&after={after}").json()
        got += page["items"]
        after = page["next"]
    assert got == mother.get("/chat").json()["items"]
    assert len({each["id"] for each in got}) == len(got) == 8
    assert [(each["by"], each["way"]) for each in got[-2:]] == [("study", "sms"), ("family", "sms")]
    assert "••••••" not in str(got), "codes are no conversation"


@ONE_DATABASE
def test_what_the_rules_missed_is_raised_afterwards_and_shown_when_asked_again(mother: App, study: Study) -> None:
    assert write(mother, "nice weather here today").json()["safety"] is None
    assert rows(study.engine)[0].urgency == Urgency.NONE.value
    with reading(study.engine) as session:
        seen = inbox.all_texts(session)[0].reconsidered_at
    assert seen is not None, "the model looked right after the answer"
    study.settle()
    assert look(study, raises) == 0


@pytest.fixture
def page(open_client: Callable[[], TestClient], cards: Cards) -> Phone:
    phone = Phone(open_client())
    phone.come_in(cards, FATHER)
    phone.get("/family/write")
    return phone


@ONE_DATABASE
def test_the_page_shows_what_to_do_now_before_anything_else(page: Phone, study: Study) -> None:
    sent = page.post("/family/write", id=uuid("a"), text="She has a fit and is hard to wake\r\nplease help ")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/family/write?sent={uuid('a')}")
    shown = page.get(sent.headers["location"]).text
    first = shown.split("<main", 1)[1]
    assert first.index("Please read this first") < first.index("Call 999 now") < first.index("We have your message")
    assert first.index("We have your message") < first.index("Your message")
    assert [row.body for row in rows(study.engine)] == ["She has a fit and is hard to wake\nplease help"]
    assert page.post("/family/write", id=uuid("a"), text="She has a fit and is hard to wake\nplease help").is_redirect
    study.settle()
    assert "safety-emergency" in study.kinds(FATHER)


@ONE_DATABASE
def test_what_cannot_be_sent_from_the_page_stays_in_the_box_with_the_reason(page: Phone) -> None:
    for text, said in (("x" * 2001, "That is too long for one message"), ("", "There is nothing to send yet")):
        refused = page.post("/family/write", id=uuid("a"), text=text)
        assert refused.status_code == 422
        assert said in refused.text
        assert f">{text}</textarea>" in refused.text
    assert page.post("/family/write", id=uuid("a"), text="<b>first</b>").status_code == 303
    changed = page.post("/family/write", id=uuid("a"), text="second")
    assert changed.status_code == 409
    assert "arrived before with other words" in changed.text
    assert uuid("a") not in changed.text.split("<form", 1)[1].split("</form>")[0], "the next try has an id of its own"
    assert "&lt;b&gt;first&lt;/b&gt;" in page.get("/family/write").text
    assert page.get(f"/family/write?sent={uuid('nobody')}").status_code == 200


@ONE_DATABASE
def test_two_buttons_under_an_answer_say_whether_it_helped(page: Phone, study: Study) -> None:
    page.post("/family/write", id=uuid("a"), text="How long may the sample stay in the fridge?")
    shown = page.get("/family/write").text
    assert "It did not help" in shown
    form = shown.split('aria-label="Did this answer help?"', 1)[1].split("</form>")[0]
    assert 'name="text" value="9"' in form
    page.post("/family/write", id=uuid("b"), text="9")
    assert "How long may the sample stay in the fridge?" in [each.words for each in study.open_tasks()]
    assert "It did not help" not in page.get("/family/write").text
