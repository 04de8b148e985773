"""A concern in a headless browser, from sign-in to its end, in both languages, on a desk and on a phone."""

import shutil
import socket
from collections.abc import Callable, Iterator
from threading import Thread
from time import sleep

import pytest
import uvicorn
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import Engine

from backend.app import create_app
from backend.clock import SetClock
from backend.protocol.pack import Pack
from backend.settings import Settings
from tests.accessible import fits, flaws
from tests.console.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REFUSED = "status of 422"  # a form to be put right: the browser notes the answer, nothing is broken
WORDS = "佢口唇有啲紫，唞气好辛苦"
SAID = {
    "zh-Hans": {
        "name": "lin.lan", "sign in": "登录", "begin": "先看GZ-001", "take": "我来接手", "taken": "林岚已接手",
        "reached": "和家里通了话", "record": "记下通话", "called": "林岚已联系上", "outcome": "去了急诊",
        "close": "了结", "closed": "林岚已了结", "none": "没有未了结的担心",
    },
    "en": {
        "name": "zhou.ming", "sign in": "Sign in", "begin": "Begin with GZ-001", "take": "I take it up",
        "taken": "周明 has it", "reached": "I spoke with the family", "record": "Record the call",
        "called": "周明 reached the family", "outcome": "Went to an emergency department", "close": "Close it",
        "closed": "Closed by 周明", "none": "Nothing is open.",
    },
}  # fmt: skip


@pytest.fixture
def site(engine: Engine, clock: SetClock, pack: Pack, staff: None) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(public_base_url=f"http://127.0.0.1:{port}")
    app = create_app(settings=settings, engine=engine, pack=pack, clock=clock)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def page(site: str) -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found = browser.new_page()
        errors: list[str] = []
        found.on("pageerror", lambda error: errors.append(str(error)))
        found.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        yield found
        browser.close()
        assert [each for each in errors if REFUSED not in each] == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_concern_from_sign_in_to_its_end(
    page: Page, site: str, worry: Callable[..., int], language: str, width: int
) -> None:
    number, said = worry(), SAID[language]
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site}/console?lang={language}")
    page.goto(f"{site}/console/sign-in?lang={language}")
    page.fill("#name", said["name"])
    page.fill("#password", PASSWORD)
    page.click(f"button:has-text('{said['sign in']}')")
    assert fits(page)
    page.click(f"text={said['begin']}")
    assert page.url.endswith(f"/console/concerns/{number}")
    assert page.locator("blockquote").inner_text() == WORDS
    assert page.locator("blockquote").get_attribute("lang") == "yue-Hans"
    page.click(f"button:has-text('{said['take']}')")
    page.locator(".tag", has_text=said["taken"]).wait_for()
    assert flaws(page) == []
    page.check(f"#call label:has-text('{said['reached']}') input")
    page.fill("#call-note", "妈妈已叫120，在去医院的路上")
    assert fits(page)
    page.click(f"button:has-text('{said['record']}')")
    page.locator(".tag", has_text=said["called"]).wait_for()
    page.select_option("#resolve-outcome", label=said["outcome"])
    page.fill("#resolve-note", "急诊留观一晚，已回家")
    page.click(f"#resolve button:has-text('{said['close']}')")
    page.locator(".tag", has_text=said["closed"]).wait_for()
    assert fits(page)
    page.goto(f"{site}/console/concerns")
    assert said["none"] in page.locator("main").inner_text()
    page.goto(f"{site}/console/concerns?show=all")
    assert WORDS in page.locator("main").inner_text()
    for path in ("/console/concerns", "/console/rota", "/console/concerns/new"):
        page.goto(f"{site}{path}")
        assert fits(page)
        assert flaws(page) == [], path


def test_the_pages_work_without_scripts(page: Page, site: str, worry: Callable[..., int]) -> None:
    number = worry()
    assert page.context.browser is not None
    page = page.context.browser.new_page(java_script_enabled=False)
    page.goto(f"{site}/console/demo?lang=zh-Hans")
    page.goto(f"{site}/console/concerns/{number}")
    page.click("#note summary")
    page.fill("#note-note", "等急诊回音")
    page.click("#note button")
    page.locator(".item__more", has_text="等急诊回音").wait_for()
