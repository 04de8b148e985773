"""A parent's first minute in a headless browser as large as a phone: from the card's address to an answered visit."""

import shutil
import socket
from collections.abc import Callable, Iterator
from threading import Thread
from time import sleep
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import Engine

from backend.app import create_app
from backend.clock import SetClock
from backend.mobile.card import card_address
from backend.protocol.pack import Pack
from backend.schedule.visit_state import VisitStatus
from backend.settings import Settings
from tests.journeys.study import FATHER, MOTHER, Study
from tests.mobile.conftest import Cards

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SAID = {
    "zh-Hans": {
        "who": MOTHER, "locale": "zh-CN", "ask": "发给我验证码", "open": "打开", "next": "下次来院",
        "come": "我们会来", "kept": "记下了：您会来", "state": "您已确认", "calendar": "日历", "messages": "消息",
        "reach": "找人", "settings": "语言和设备", "traditional": "您已確認",
    },
    "en": {
        "who": FATHER, "locale": "en-GB", "ask": "Send me a code", "open": "Open", "next": "Next visit",
        "come": "We will come", "kept": "You have said that you come", "state": "You said you come",
        "calendar": "Calendar", "messages": "Messages", "reach": "Reach us", "settings": "Language and devices",
        "traditional": "您已確認",
    },
}  # fmt: skip


@pytest.fixture
def site(engine: Engine, study: Study, clock: SetClock, pack: Pack) -> Iterator[str]:
    study.book("infusion-1", "2026-12-15 09:00")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    app = create_app(settings=Settings(public_base_url=base), engine=engine, pack=pack, clock=clock)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield base
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def open_page(site: str) -> Iterator[Callable[..., Page]]:
    """A phone's browser, opened once the site is there; any script error or forbidden file fails the test."""
    del site
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        errors: list[str] = []

        def new(**more: object) -> Page:
            page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True, **more)  # type: ignore[arg-type]
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
            return page

        yield new
        browser.close()
        assert errors == []


def follow(page: Page, what: str) -> None:
    """Tap what leads to another page, and wait for it."""
    with page.expect_navigation():
        page.tap(what)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def small_targets(page: Page) -> list[str]:
    """Buttons, links of the dock and choices that a thumb would miss."""
    script = """() => [...document.querySelectorAll('button, .dock a, .pick, .input, .kids a')]
        .filter(each => each.getBoundingClientRect().height < 48).map(each => each.outerHTML.slice(0, 80))"""
    return list(page.evaluate(script))


@pytest.mark.parametrize(("language", "script"), [("zh-Hans", False), ("en", True)])
def test_from_the_cards_address_to_an_answered_visit(
    open_page: Callable[..., Page], site: str, study: Study, cards: Cards, language: str, script: bool
) -> None:
    said = SAID[language]
    page = open_page(locale=said["locale"], java_script_enabled=script)
    page.goto(card_address(site, cards.card(said["who"])))
    assert urlsplit(page.url).path == "/family/door", "the key does not stay in the address bar"
    follow(page, f"button:has-text('{said['ask']}')")
    page.fill("#code", cards.code())
    follow(page, f"button:has-text('{said['open']}')")
    page.goto(f"{site}/family?lang={language}")
    page.get_by_role("heading", name=said["next"]).wait_for()
    follow(page, f"button:has-text('{said['come']}')")
    page.locator(".kept", has_text=said["kept"]).wait_for()
    page.locator(".tag", has_text=said["state"]).wait_for()
    assert study.state("infusion-1").status is VisitStatus.CONFIRMED
    follow(page, ".langs a[lang='zh-Hant']")
    page.locator(".tag", has_text=said["traditional"]).wait_for()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_page_fits_a_phone_and_a_thumb(
    open_page: Callable[..., Page], site: str, cards: Cards, language: str
) -> None:
    said = SAID[language]
    page = open_page(locale=said["locale"])
    page.goto(card_address(site, cards.card(said["who"])))
    assert fits(page)
    follow(page, f"button:has-text('{said['ask']}')")
    assert fits(page)
    page.fill("#code", cards.code())
    follow(page, f"button:has-text('{said['open']}')")
    page.goto(f"{site}/family?lang={language}")
    for name in ("calendar", "messages", "reach", "settings"):
        follow(page, f"a:text-is('{said[name]}')")
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            assert fits(page), (name, width)
            assert small_targets(page) == [], (name, width)
    assert page.get_by_role("heading", level=1).count() == 1
