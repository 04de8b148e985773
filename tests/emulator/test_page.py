"""The page of phones in a headless browser: reading, typing as a parent, one-way phones, both languages."""

import shutil
import socket
from collections.abc import Iterator
from threading import Thread
from time import sleep

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Page, sync_playwright

from backend.clock import SetClock
from backend.emulator import page as phones
from backend.emulator.owners import Owner
from backend.emulator.rest import attach
from backend.emulator.world import Emulator
from backend.languages import Language
from backend.look.assets import mount_look
from tests.factories import NOON, NUMBER, emulator

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MAINLAND = "+8613800138000"


@pytest.fixture
def world() -> Emulator:
    found = emulator(SetClock(NOON))
    for to, body in (("+85265001111", "【暖信】安安家長，您好。"), (MAINLAND, "[Nuanxin] Dear parent")):
        found.create({"To": to, "From": NUMBER, "Body": body})
    found.run_due(NOON.replace(minute=5), lambda call: 204)
    return found


@pytest.fixture
def site(world: Emulator) -> Iterator[str]:
    app = FastAPI(openapi_url=None)
    attach(app, world)
    app.include_router(phones.router)
    mount_look(app)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found = browser.new_page(viewport={"width": 390, "height": 844})
        errors: list[str] = []
        found.on("pageerror", lambda error: errors.append(str(error)))
        yield found
        browser.close()
        assert errors == []


def test_a_visitor_answers_as_the_parent(page: Page, site: str, world: Emulator) -> None:
    page.goto(f"{site}/emulator?lang=zh-Hans")
    page.click("text=+852 6500 1111")
    assert page.locator(".bubble").first.inner_text() == "【暖信】安安家長，您好。"
    assert page.locator(".bubble").first.get_attribute("lang") == "zh-Hant"
    page.fill("#text", "佢今日有啲咳")
    page.click("text=发送")
    page.locator(".bubble", has_text="佢今日有啲咳").wait_for()
    assert [each.body for each in world.log if each.direction == "inbound"] == ["佢今日有啲咳"]


def test_a_mainland_phone_cannot_answer_and_says_why(page: Page, site: str) -> None:
    page.goto(f"{site}/emulator?lang=en")
    page.click("text=+86 1380013 8000")
    assert page.locator("#text").count() == 0
    assert page.locator(".type--none").inner_text().startswith("Texts to mainland China are one-way")


def test_nothing_is_wider_than_a_small_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}/emulator/phones/0?lang=zh-Hans")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_visitor_sees_whose_phone_it_is_and_answers_as_they_would(page: Page, site: str, world: Emulator) -> None:
    world.owners = {"+85265001111": Owner({Language.ZH_HANS: "高医生", Language.EN: "Dr Gao"}, ("A",))}
    page.goto(f"{site}/emulator?lang=zh-Hans")
    assert page.locator("h1").inner_text() == "虚拟手机"
    page.click("text=高医生")
    assert page.locator("label[for=text]").inner_text() == "替高医生打字"
    assert page.locator(".digits button").all_inner_texts() == ["A"]
    page.goto(f"{site}/emulator/phones/0?lang=en")
    assert page.locator("label[for=text]").inner_text() == "Type as Dr Gao"
