"""A signed-in browser over a real application, on both databases."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import Engine

from backend.app import create_app
from backend.clock import SetClock
from backend.db import transaction
from backend.languages import Language
from backend.settings import Settings
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.models import StaffRole
from tests.factories import NOON, PACK

PASSWORD = "warm letters in winter"
BASE = "https://nuanxin.example"
TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


class Browser:
    """Somebody at the console; forms carry the token of the page they were on."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str) -> Response:
        return self._kept(self.client.get(path))

    def post(self, path: str, **fields: str) -> Response:
        return self._kept(self.client.post(path, data={"form_token": self.token, **fields}))

    def sign_in(self, name: str, password: str = PASSWORD) -> Response:
        self.get("/console/sign-in")
        return self.post("/console/sign-in", name=name, password=password)

    def _kept(self, response: Response) -> Response:
        found = TOKEN.search(response.text)
        self.token = found.group(1) if found else self.token
        return response


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def settings() -> Settings:
    return Settings(public_base_url=BASE, twilio_auth_token="t")


@pytest.fixture
def staff(engine: Engine) -> None:
    people = (
        ("lin.lan", "林岚", StaffRole.COORDINATOR, Language.ZH_HANS),
        ("zhou.ming", "周明", StaffRole.INVESTIGATOR, Language.EN),
        ("mo.ni", "莫妮", StaffRole.MONITOR, Language.EN),
    )
    with transaction(engine) as session:
        for name, display, role, language in people:
            new = NewStaff(name=name, display=display, role=role, site="gwcmc", language=language)
            add_staff(session, new, password=PASSWORD, by="admin", now=NOON)


@pytest.fixture
def open_browser(engine: Engine, settings: Settings, clock: SetClock, staff: None) -> Callable[[], Browser]:
    """A new browser, with no cookies."""
    app = create_app(settings=settings, engine=engine, pack=PACK, clock=clock)
    return lambda: Browser(TestClient(app, base_url=BASE, raise_server_exceptions=False, follow_redirects=False))


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    return open_browser()


@pytest.fixture
def lin(open_browser: Callable[[], Browser]) -> Browser:
    """The coordinator, signed in, reading Chinese."""
    found = open_browser()
    assert found.sign_in("lin.lan").status_code == 303
    return found


@pytest.fixture
def zhou(open_browser: Callable[[], Browser]) -> Browser:
    """The investigator, signed in, reading English."""
    found = open_browser()
    assert found.sign_in("zhou.ming").status_code == 303
    return found


@pytest.fixture
def monitor(open_browser: Callable[[], Browser]) -> Browser:
    """The monitor, signed in, reading English."""
    found = open_browser()
    assert found.sign_in("mo.ni").status_code == 303
    return found
