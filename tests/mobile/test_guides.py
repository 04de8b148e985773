"""The guides, on the family's page and to the app: in each script, with the family's own numbers."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page
from sqlalchemy import Engine

from backend.app import create_app
from backend.clock import SetClock
from backend.mobile.card import card_address
from backend.protocol.approvals import Approval, Approvals
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.protocol.passages import Passage
from backend.settings import Settings
from tests.accessible import fits
from tests.factories import PACK
from tests.journeys.study import FATHER, MOTHER
from tests.mobile.browsing import follow, small_targets
from tests.mobile.conftest import BASE, App, Cards
from tests.mobile.test_page_door import Phone
from tests.protocol.conftest import EAR

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TOPIC = "visit.schedule"
TOPICS = [TOPIC, "study.placebo"]


@pytest.fixture(scope="module")
def guided() -> Pack:
    """The study's pack with the two short guides of the second one."""
    ear = load_pack(EAR)
    contact = PACK.study.contact.model_copy(update={"phone": "+85221230000"})
    study = PACK.study.model_copy(update={"contact": contact})
    return replace(PACK, study=study, passages=ear.passages, guide_groups=ear.guide_groups)


@pytest.fixture
def pack(guided: Pack) -> Pack:
    return guided


@pytest.fixture
def inside(open_client: Callable[[], TestClient], cards: Cards) -> Phone:
    phone = Phone(open_client())
    phone.come_in(cards)
    return phone


def text_of(page: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.split("<main", 1)[1]))


def test_the_app_lists_guides_in_pages_with_their_versions(mother: App, pack: Pack) -> None:
    first = mother.get("/guides?limit=1").json()
    assert [each["topic"] for each in first["items"]] == [TOPIC]
    second = mother.get(f"/guides?after={first['next']}").json()
    assert [each["topic"] for each in second["items"]] == TOPICS[1:]
    assert second["next"] is None
    assert first["items"][0] == {
        "topic": TOPIC,
        "group": {"key": "visit", "name": "來院"},
        "title": "什麼時候來",
        "short": "我們會提前發短信告訴您日期。有急事打999。",
        "version": pack.passages[TOPIC].version,
        "draft": True,
    }
    assert mother.get("/guides?after=nothing").json()["type"] == "urn:nuanxin:bad-cursor"


def test_the_app_need_not_fetch_a_guide_twice(mother: App) -> None:
    answer = mother.get(f"/guides/{TOPIC}", headers={"Accept-Language": "en"})
    assert answer.json()["long"][0] == "We text you the day in advance. To change it, ask Xia Gao, phone 2123 0000."
    tag = {"If-None-Match": answer.headers["etag"]}
    assert mother.get(f"/guides/{TOPIC}", headers={**tag, "Accept-Language": "en"}).status_code == 304
    assert mother.get(f"/guides/{TOPIC}", headers=tag).status_code == 200, "another language is another answer"
    assert mother.get("/guides", headers={"If-None-Match": mother.get("/guides").headers["etag"]}).status_code == 304


def test_a_guide_that_is_not_there_is_a_problem(mother: App) -> None:
    for topic in ("urine.nothing", "visit.schedule.en"):
        answer = mother.get(f"/guides/{topic}")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:nuanxin:not-found")


def test_live_shows_approved_guides_alone(mother: App, pack: Pack, engine: Engine, clock: SetClock) -> None:
    passage = pack.passages[TOPIC]
    given = Approval(
        kind=passage.kind,
        version=passage.version,
        reference="EC-7",
        by="EC",
        on=clock.now().date(),
        sources=passage.sources,
    )
    title = {"zh-Hans": "随时", "en": "Whenever"}
    edited = Passage.model_validate({**passage.model_dump(by_alias=True), "title": title})
    live = replace(pack, approvals=Approvals(approvals=(given,)), passages={**pack.passages, TOPIC: edited})
    settings = Settings(
        mode="live",
        public_base_url=BASE,
        twilio_auth_token="t",
        twilio_account_sid="AC1",
        keys="a=" + "QUFB" * 10 + "QUE=",
    )
    mother.client = TestClient(create_app(settings=settings, engine=engine, pack=live, clock=clock), base_url=BASE)
    found = mother.get("/guides", headers={"Accept-Language": "en"}).json()["items"]
    assert [(each["title"], each["draft"]) for each in found] == [("When to come", False)]
    assert mother.get("/guides/study.placebo").status_code == 404


def test_the_page_lists_guides_under_headings_and_says_that_they_are_drafts(inside: Phone) -> None:
    for page in ("/family", "/family/help"):
        assert 'href="/family/guides"' in inside.get(page).text
    page = inside.get("/family/guides").text
    assert re.findall(r"<h2 id=\"g\d\">(.+?)</h2>", page) == ["來院", "這項研究"]
    assert "以下文字是草稿，醫院還沒有批准。" in page
    assert "有急事打999。" in text_of(page)
    assert re.findall(r'href="/family/guides/([a-z._]+)"', page) == TOPICS
    assert 'href="tel:+85221230000"' in page
    assert len(page.encode()) < 20_000


@pytest.mark.parametrize(
    ("language", "words"), [("zh-Hant", "正在用的耳藥"), ("zh-Hans", "正在用的耳药"), ("en", "ear drops")]
)
def test_a_guide_has_a_page_of_its_own(inside: Phone, pack: Pack, language: str, words: str) -> None:
    page = inside.get(f"/family/guides/{TOPIC}?lang={language}").text
    assert words in page
    assert f'<html lang="{language}">' in page
    assert pack.passages[TOPIC].version in page
    assert "{{" not in page
    assert inside.get("/family/guides/urine.nothing").status_code == 404


def test_a_stranger_is_led_to_the_door(open_client: Callable[[], TestClient]) -> None:
    answer = open_client().get(f"/family/guides/{TOPIC}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/family/door")


@pytest.mark.browser
def test_guides_are_read_without_a_script_and_without_a_network(
    open_page: Callable[..., Page], site: str, cards: Cards
) -> None:
    for number, script in ((MOTHER, False), (FATHER, True)):
        page = open_page(java_script_enabled=script)
        page.goto(card_address(site, cards.card(number)))
        follow(page, "button[type=submit], main button")
        page.fill("#code", cards.code())
        follow(page, "main button")
        page.goto(f"{site}/family?lang=en")
        follow(page, "a[href='/family/guides']")
        page.set_viewport_size({"width": 360, "height": 740})
        page.tap("summary")
        page.get_by_text("We text you the day in advance.").wait_for()
        assert fits(page)
        assert small_targets(page) == []
        follow(page, "details[open] a")
        page.get_by_role("heading", name="When to come").wait_for()
        assert fits(page)
    page.wait_for_function("caches.match('/family/guides').then(found => Boolean(found))")
    page.wait_for_function("caches.match('/family/guides/visit.schedule').then(found => Boolean(found))")
    page.context.set_offline(True)
    follow(page, "a[href='/family/guides']")
    page.get_by_text("When to come").wait_for()
    page.goto(f"{site}/family/guides/visit.schedule")
    page.get_by_text("the ear drops you use now").wait_for()
