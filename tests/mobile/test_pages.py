"""The family's pages: what is next, answers to visits, messages, how to reach a person; in each script, and light."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from backend.db import transaction
from backend.families import queries as families
from backend.families.pause import pause
from backend.schedule.visit_state import VisitStatus
from tests.journeys.study import FATHER, MOTHER, Study
from tests.mobile.conftest import Cards
from tests.mobile.test_page_door import Phone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OpenClient = Callable[[], TestClient]
OTHER = "+85265009999"


@pytest.fixture
def inside(open_client: OpenClient, cards: Cards) -> Callable[[str], Phone]:
    def enter(number: str = MOTHER) -> Phone:
        phone = Phone(open_client())
        phone.come_in(cards, number)
        return phone

    return enter


def text_of(page: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.split("<main", 1)[1]))


def test_home_says_what_is_next_and_how_to_reach_a_person(inside: Callable[..., Phone], study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    page = inside(OTHER).get("/family").text
    assert "下次来院" in text_of(page)
    page = inside().get("/family").text
    assert "12月15日（星期二）上午9:00第1次輸注，珠江新城院區" in text_of(page)
    assert 'href="tel:999"' in page
    assert 'href="tel:+85221230000"' in page


def test_a_visit_is_confirmed_with_one_tap_and_said_so(inside: Callable[..., Phone], study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    phone = inside(FATHER)
    page = phone.get("/family").text
    fields = dict(re.findall(r'name="(child|visit|appointment_at|back)" value="([^"]+)"', page))
    answer = phone.post("/family/visits", answer="coming", **fields)
    assert answer.headers["location"].endswith("&done=coming")
    page = phone.get(answer.headers["location"]).text
    assert "Thank you. You have said that you come." in page
    assert "You said you come" in page
    assert study.state("infusion-1").status is VisitStatus.CONFIRMED


def test_an_answer_to_what_has_moved_shows_what_holds_now(inside: Callable[..., Phone], study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    phone = inside(FATHER)
    fields = dict(
        re.findall(r'name="(child|visit|appointment_at)" value="([^"]+)"', phone.get("/family/visits").text)
    )
    study.book("infusion-1", "2026-12-16 10:00")
    answer = phone.post("/family/visits", answer="coming", **fields)
    assert answer.status_code == 409
    assert "has moved" in answer.text
    assert "Wed 16 Dec" in answer.text


def test_siblings_are_switched_and_another_familys_child_is_never_shown(
    inside: Callable[..., Phone], study: Study, engine: Engine
) -> None:
    study.enrol({"participant_code": "GZ-003", "child_called": "果果", "birth_date": "2018-02-01"})
    phone, other = inside(), inside(OTHER)
    page = phone.get("/family").text
    children = re.findall(r"/family\?child=([0-9a-f-]+)", page)
    assert len(children) == 2
    assert "果果接下來的事" in phone.get(f"/family?child={children[1]}").text
    assert "乐乐" in other.get(f"/family?child={children[1]}").text
    assert "果果" not in other.get(f"/family?child={children[1]}").text


def test_a_paused_family_is_spared_every_plan(inside: Callable[..., Phone], study: Study, engine: Engine) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    phone = inside(OTHER)
    with transaction(engine) as session:
        pause(
            session,
            family=families.family_by_code(session, "F-002"),
            reason="in hospital",
            by="lin",
            now=study.clock.now(),
        )
    for path in ("/family", "/family/visits"):
        page = text_of(phone.get(path).text)
        assert "现在没有要您做的事" in page
        assert "输注" not in page


def test_messages_and_worries_are_shown_with_where_they_stand(inside: Callable[..., Phone], study: Study) -> None:
    study.types("孩子烧到39度，一直吐")
    phone = inside()
    assert "孩子烧到39度，一直吐" in phone.get("/family/help").text
    assert "還沒有人接手" in phone.get("/family/help").text
    study.settle()
    page = phone.get("/family/messages").text
    assert page.count('class="bubble"') >= 2
    assert "••••••" in page


def test_the_language_of_page_and_texts_is_chosen_and_the_page_alone_is_switched(
    inside: Callable[..., Phone],
) -> None:
    phone = inside()
    assert '<html lang="zh-Hant">' in phone.get("/family").text
    assert '<html lang="en">' in phone.get("/family?lang=en").text
    assert '<html lang="en">' in phone.get("/family/visits").text
    assert "checked" in phone.get("/family/settings").text
    assert phone.post("/family/settings", language="zh-Hans", early_texts="yes").status_code == 303
    page = phone.get("/family/settings?done=kept").text
    assert '<html lang="zh-Hans">' in page
    assert "已保存" in page


def test_the_hour_of_the_diary_is_chosen_among_a_few(inside: Callable[..., Phone]) -> None:
    phone = inside()
    page = phone.get("/family/settings").text
    assert re.findall(r'name="diary_hour" value="([0-9:]+)"( checked)?', page) == [
        ("08:30", ""),
        ("18:30", ""),
        ("19:30", " checked"),
        ("20:30", ""),
    ]
    assert "日記還沒填時" in page
    assert "晚上7:30" in page
    assert phone.post("/family/settings", language="zh-Hant", early_texts="no", diary_hour="20:30").status_code == 303
    assert 'value="20:30" checked' in phone.get("/family/settings?lang=en").text
    assert phone.post("/family/settings", early_texts="no", diary_hour="03:00").status_code == 303
    assert 'value="20:30" checked' in phone.get("/family/settings").text


def test_the_first_load_is_under_150_kilobytes(inside: Callable[..., Phone], study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    phone = inside()
    page = phone.get("/family").text
    files = re.findall(r'(?:href|src)="(/look/[^"]+)"', page)
    assert len(files) >= 3
    whole = len(page.encode()) + sum(len(phone.get(path).content) for path in files)
    assert whole < 150_000


@pytest.mark.parametrize("path", ["/family/nothing", "/family/messages?after=nothing"])
def test_a_refusal_is_a_page_with_a_way_on(inside: Callable[..., Phone], path: str) -> None:
    answer = inside(OTHER).get(path)
    assert answer.status_code == 404
    assert "没有成功" in answer.text
    assert 'href="/family"' in answer.text
