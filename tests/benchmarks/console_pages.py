"""How long the coordinator waits for a page on PostgreSQL: `python -m tests.benchmarks.console_pages [children]`.

Forty families of the coordinator's own site after a week of daily diaries, each with sixty texts and a task, some
with a worry, among made-up children of other sites with sixty windows each. Every request is a whole page, one
after the other in one process; an empty FastAPI endpoint is asked after them.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from backend.app import create_app
from backend.concerns.models import Source, TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.raise_concern import Signal, raise_concern
from backend.db import open_engine, transaction
from backend.families import queries as families
from backend.languages import Language
from backend.migrate import upgrade
from backend.settings import Settings
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.models import StaffRole
from backend.triage.understanding import Urgency
from tests.benchmarks.empty_endpoint import app as empty_app
from tests.benchmarks.made_up_study import fill
from tests.benchmarks.study_under_load import parent, unlock
from tests.console.conftest import BASE, PASSWORD, Browser
from tests.diary.home import Home
from tests.factories import PACK, message
from tests.postgres import postgres_server

FAMILIES, TEXTS, EVENINGS, WORRY_EVERY = 40, 60, 7, 8
ROUNDS, P95 = 100, 0.200


def code(place: int) -> str:
    """The participant code of the child of that place."""
    return f"GZ-{place + 1:03d}"


def live(engine: Engine, folder: Path) -> Home:
    """The site's own families, a week after each child's first infusion."""
    rows = [
        {
            "participant_code": code(place),
            "family": f"F-{place + 1:03d}",
            "caregiver1_phone": parent(place),
            "consent_reference": f"IC-{place + 1:03d}",
        }
        for place in range(FAMILIES)
    ]
    home = Home(engine, folder, *rows)
    home.at("2026-12-10 11:00")
    for place in range(FAMILIES):
        home.infusion(code=code(place))
    home.plan()
    for evening in range(EVENINGS):
        home.at(f"2026-12-{10 + evening} 19:00")
        for place in range(FAMILIES):
            entry = home.entry(f"{place}/{evening}", due_on=home.now.date())
            assert home.sends(entry, code(place)).is_kept
    for place in range(FAMILIES):
        with transaction(engine) as session:
            _happen(session, home, place)
    return home


def _happen(session: Session, home: Home, place: int) -> None:
    """Texts of two months, a call to make, and in some families a worry."""
    stream = f"F-{place + 1:03d}"
    for nth in range(TEXTS):
        sent = message(session, f"{place}/{nth}", number=parent(place), now=home.now - timedelta(days=nth))
        sent.stream = stream
    due_by = home.now + timedelta(hours=place)
    facts = {"reason": "call-asked"}
    open_task(
        session, kind=TaskKind.CALL_BACK, stream=stream, dedup_key=stream, due_by=due_by, child_code=code(place),
        facts=facts, now=home.now,
    )  # fmt: skip
    if place % WORRY_EVERY == 0:
        signal = Signal(
            Source.TEXT,
            Urgency.URGENT,
            stream,
            "family",
            home.now,
            home.now,
            words="他发烧39度",
            child_code=code(place),
        )
        family = families.family_by_code(session, stream)
        raise_concern(session, signal, family=family, pack=PACK, now=home.now)


def coordinator(engine: Engine, home: Home) -> Browser:
    """Somebody of the families' site, signed in."""
    with transaction(engine) as session:
        new = NewStaff("lin", "Lin", StaffRole.COORDINATOR, PACK.study.sites[0].key, Language.EN)
        add_staff(session, new, password=PASSWORD, by="bench", now=home.now)
    settings = Settings(public_base_url=BASE, twilio_auth_token="bench")
    app = create_app(settings=settings, engine=engine, pack=PACK, clock=home.clock)
    browser = Browser(TestClient(app, base_url=BASE))
    browser.sign_in("lin")
    return browser


def timed(ask: Callable[[int], object], *, rounds: int = ROUNDS) -> list[float]:
    """Seconds of each round, fastest first; one round before the first warms up."""
    seconds = []
    for nth in range(-1, rounds):
        began = perf_counter()
        ask(nth)
        seconds.append(perf_counter() - began)
    return sorted(seconds[1:])


def asking(browser: Browser, path: Callable[[int], str]) -> Callable[[int], object]:
    """Asks for a page, which must be there."""

    def ask(nth: int) -> None:
        answer = browser.client.get(path(nth))
        assert answer.status_code == 200, answer.text[:200]

    return ask


def main() -> int:
    """Fill, live, measure, print."""
    children = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    unlock()
    with tempfile.TemporaryDirectory() as name, postgres_server() as server, server.database() as url:
        engine = open_engine(url)
        upgrade(engine)
        browser = coordinator(engine, live(engine, Path(name)))
        fill(engine, children)
        nothing = Browser(TestClient(empty_app))
        pages = {
            "today": timed(asking(browser, lambda _: "/console/today")),
            "a family": timed(asking(browser, lambda nth: f"/console/families/{code(nth % FAMILIES)}")),
            "empty endpoint": timed(asking(nothing, lambda _: "/healthz")),
        }
        engine.dispose()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {children} other children"
    )
    for page, seconds in pages.items():
        print(f"{page:15} p50 {median(seconds) * 1000:6.1f} ms   p95 {seconds[int(ROUNDS * 0.95)] * 1000:6.1f} ms")
    return int(any(seconds[int(ROUNDS * 0.95)] > P95 for seconds in pages.values()))


if __name__ == "__main__":
    sys.exit(main())
