"""A signed-in browser over a real application, on both databases."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import Engine

from backend.app import create_app
from backend.clock import SetClock
from backend.concerns.models import Source, TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.raise_concern import Signal, raise_concern
from backend.db import transaction
from backend.families import queries as families
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.protocol.study import OnCall
from backend.protocol.text import Bilingual
from backend.settings import Settings
from backend.staff import passwords
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.models import StaffRole
from backend.triage.understanding import Urgency
from tests.factories import NOON, PACK
from tests.journeys.study import Study

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


def on_call(key: str, zh: str, en: str, phone: str) -> OnCall:
    return OnCall(key=key, name=Bilingual(zh_hans=zh, en=en), phone=phone)


@pytest.fixture(scope="module", autouse=True)
def _passwords_are_hashed_in_no_time() -> Iterator[None]:
    """Slow on purpose where somebody might guess; here hundreds of tests sign in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def pack() -> Pack:
    """The study's pack with a rota of two and an administrator."""
    contact = PACK.study.contact.model_copy(
        update={
            "phone": "+85221230000",
            "rota": (
                on_call("zhou", "周医生", "Dr Zhou", "+85265118801"),
                on_call("gao", "高医生", "Dr Gao", "+85265118802"),
            ),
            "administrator": on_call("he", "何主任", "Dr He", "+85265118803"),
        }
    )
    return replace(PACK, study=PACK.study.model_copy(update={"contact": contact}))


@pytest.fixture
def study(engine: Engine, tmp_path: Path, pack: Pack) -> Iterator[Study]:
    """One family, GZ-001, at noon."""
    study = Study(engine, tmp_path, pack=pack)
    study.enrol()
    study.at("2026-12-08 12:00")
    yield study
    study.close()


@pytest.fixture
def clock(study: Study) -> SetClock:
    return study.clock


@pytest.fixture
def worry(study: Study, pack: Pack, engine: Engine) -> Callable[..., int]:
    """A worry of the family of GZ-001; the number of its concern."""

    def make(
        words: str = "佢口唇有啲紫，唞气好辛苦", *, level: Urgency = Urgency.EMERGENCY, key: str = "1", **more: object
    ) -> int:
        now = study.clock.now()
        signal = Signal(
            source=Source.TEXT,
            level=level,
            reference=key,
            by="family",
            received_at=now,
            sent_at=now,
            words=words,
            language="yue",
            child_code="GZ-001",
            **more,  # type: ignore[arg-type]
        )
        with transaction(engine) as session:
            family = families.family_by_code(session, "GZ-001")
            return raise_concern(session, signal, family=family, pack=pack, now=now).concern.number

    return make


@pytest.fixture
def opened(engine: Engine, study: Study) -> Any:
    """Opens a task of GZ-001's family; its number."""

    def make(
        asked: TaskKind, /, *, key: str = "1", words: str | None = None, stream: str = "F-001", **facts: str
    ) -> int:
        now = study.clock.now()
        with transaction(engine) as session:
            task = open_task(
                session,
                kind=asked,
                stream=stream,
                dedup_key=f"test:{asked.value}:{key}",
                due_by=now + timedelta(hours=3),
                child_code="GZ-001" if stream == "F-001" else None,
                facts=facts,
                words=words,
                now=now,
            )
            assert task is not None
            return task.number

    return make


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
            contact = "zhou" if name == "zhou.ming" else None
            new = NewStaff(
                name=name, display=display, role=role, site="gwcmc", language=language, contact_key=contact
            )
            add_staff(session, new, password=PASSWORD, by="admin", now=NOON)


@pytest.fixture
def open_browser(
    engine: Engine, settings: Settings, clock: SetClock, pack: Pack, staff: None
) -> Callable[[], Browser]:
    """A new browser, with no cookies."""
    app = create_app(settings=settings, engine=engine, pack=pack, clock=clock)
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
