"""A family's app and page over a real application, on both databases; codes are read on the virtual phone."""

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from httpx import Response
from playwright.sync_api import ConsoleMessage, Page, sync_playwright
from sqlalchemy import Engine

from backend.app import create_app
from backend.clock import SetClock
from backend.db import reading, transaction
from backend.devices.issue_card import issue_card
from backend.devices.send_code import KIND
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.phone_queries import phone_by_number
from backend.outbox import queries as outbox
from backend.outbox.models import Message
from backend.protocol.pack import Pack
from backend.settings import Settings
from tests.factories import PACK
from tests.journeys.study import FATHER, GRANDMOTHER, MOTHER, Study

BASE = "https://nuanxin.example"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CODE = re.compile(r"\d{6}")
FAMILY = {
    "caregiver2_called": "爸爸",
    "caregiver2_relation": "father",
    "caregiver2_role": "guardian",
    "caregiver2_phone": FATHER,
    "caregiver2_language": "en",
    "caregiver2_confirmed": "yes",
    "caregiver3_called": "奶奶",
    "caregiver3_relation": "grandmother",
    "caregiver3_role": "delegate",
    "caregiver3_phone": GRANDMOTHER,
    "caregiver3_language": "zh-Hans",
}
OTHERS = {
    "participant_code": "GZ-002",
    "family": "F-002",
    "child_called": "乐乐",
    "caregiver1_phone": "+85265009999",
    "caregiver1_language": "zh-Hans",
    "place": "mainland",
}


class App:
    """The app on somebody's phone. What it holds of a token goes with every request."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.token = ""

    def call(self, method: str, path: str, **more: Any) -> Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.client.request(method, f"/api/v1{path}", headers={**headers, **more.pop("headers", {})}, **more)

    def get(self, path: str, **more: Any) -> Response:
        return self.call("GET", path, **more)

    def put(self, path: str, body: object, **more: Any) -> Response:
        return self.call("PUT", path, json=body, **more)

    def post(self, path: str, body: object = None, **more: Any) -> Response:
        return self.call("POST", path, json=body, **more)


class Cards:
    """Cards as staff print them, and the codes that come by text."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.read: set[str] = set()

    def card(self, number: str = MOTHER) -> str:
        with transaction(self.study.engine) as session:
            phone = phone_by_number(session, number)
            assert phone is not None
            caregiver = caregivers_on_phone(session, phone.id)[0]
            family = families.family_by_id(session, caregiver.family_id)
            return issue_card(session, caregiver=caregiver, family=family, by="lin", now=self.study.clock.now())

    def code(self) -> str:
        """The code in the newest text; it is written just after the page that says so."""
        new: list[Message] = []
        for _ in range(100):
            with reading(self.study.engine) as session:
                new = [row for row in outbox.all_messages(session) if row.kind == KIND and row.id not in self.read]
            if new:
                break
            sleep(0.05)
        self.read |= {row.id for row in new}
        return CODE.findall(new[-1].body)[0]


@pytest.fixture
def pack() -> Pack:
    """The study's pack with a number that families may phone."""
    contact = PACK.study.contact.model_copy(update={"phone": "+85221230000"})
    return replace(PACK, study=PACK.study.model_copy(update={"contact": contact}))


@pytest.fixture
def study(engine: Engine, tmp_path: Path, pack: Pack) -> Iterator[Study]:
    """Two families; of the first, mother, father and a grandmother who is a delegate."""
    study = Study(engine, tmp_path, pack=pack)
    study.enrol(FAMILY, OTHERS)
    yield study
    study.close()


@pytest.fixture
def clock(study: Study) -> SetClock:
    return study.clock


@pytest.fixture
def cards(study: Study) -> Cards:
    return Cards(study)


@pytest.fixture
def settings() -> Settings:
    return Settings(public_base_url=BASE, twilio_auth_token="t")


@pytest.fixture
def open_client(engine: Engine, settings: Settings, clock: SetClock, pack: Pack) -> Callable[[], TestClient]:
    """A new phone, which nobody knows."""
    app = create_app(settings=settings, engine=engine, pack=pack, clock=clock)
    return lambda: TestClient(app, base_url=BASE, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def sign_in(open_client: Callable[[], TestClient], cards: Cards) -> Callable[[str], App]:
    """The app, signed in as whoever has this number."""

    def enter(number: str = MOTHER) -> App:
        app, key = App(open_client()), cards.card(number)
        assert app.post("/auth/start", {"card": key}).status_code == 202
        answer = app.post("/auth/verify", {"card": key, "code": cards.code(), "device": "旧手机"})
        assert answer.status_code == 200, answer.text
        app.token = answer.json()["token"]
        return app

    return enter


@pytest.fixture
def mother(sign_in: Callable[[str], App]) -> App:
    return sign_in(MOTHER)


@pytest.fixture
def site(engine: Engine, study: Study, clock: SetClock, pack: Pack) -> Iterator[str]:
    """The application as a browser reaches it; the first infusion is on 15 December."""
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


def is_wrong(line: ConsoleMessage) -> bool:
    """A script error or a forbidden file; not an answer to be mended, nor a network that was cut."""
    expected = ("422 (Unprocessable", "ERR_INTERNET_DISCONNECTED")
    return line.type == "error" and not any(each in line.text for each in expected)


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
            context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, **more)  # type: ignore[arg-type]
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("console", lambda line: errors.append(line.text) if is_wrong(line) else None)
            return page

        yield new
        browser.close()
        assert errors == []
