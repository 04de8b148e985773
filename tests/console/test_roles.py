"""Who may see and do what, proved over every page that can be reached and every act that there is."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import Engine

from backend.console.content_kinds import ContentKind
from backend.db import transaction
from backend.families import queries as families
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.models import StaffRole
from tests.console.conftest import PASSWORD, Browser
from tests.console.test_entrance import flat
from tests.factories import NOON, PACK
from tests.journeys.study import MOTHER, Study

LINK = re.compile(r'href="(/console[^"#]*)"')
WORDING = re.compile(r"/console/content/[^/]+/")
HIDDEN = re.compile(r'name="(id|version|seen)" value="([^"]*)"')
WORDS = "佢口唇有啲紫，唞气好辛苦"
PERSONAL = ("安安", "妈妈", "媽媽", "停车", "住院三天", "夜班", WORDS, MOTHER, "6500 1111", "+852", "65001111")
SAID_BY_THE_PACK = "".join(text for each in PACK.approvable.values() for text in each.sources.values())
OWN = (
    "/console/sign-in",
    "/console/sign-out",
    "/console/language",
    "/console/second-factor",
    "/console/second-factor/tie",
    "/console/second-factor/codes",
)


@pytest.fixture
def full_life(lin: Browser, study: Study, worry: Callable[..., int]) -> int:
    """A family with a bit of everything in its record; the number of its concern."""
    study.book("infusion-1", "2026-12-10 09:30")
    study.types("想问停车")
    number = worry()
    lin.get("/console/families/F-001")
    lin.post("/console/families/F-001/call", reached="yes", note="妈妈上夜班")
    lin.post("/console/families/F-001/excuse", child="GZ-001", why="in-hospital", since="2026-12-05", note="住院三天")
    told = lin.get("/console/families/F-001/diary/GZ-001/event")
    fields = dict(HIDDEN.findall(told.text)) | {
        "reason": "妈妈上夜班",
        "note.text": "想问停车",
        "emergency.answer": "none",
    }
    at = "2026-12-08 11:30"
    assert lin.post("/console/families/F-001/diary/GZ-001/event", at=at, usual="yes", **fields).status_code == 303
    lin.get(f"/console/concerns/{number}")
    lin.post(f"/console/concerns/{number}/note", note="妈妈上夜班", seen="9")
    return number


def reached(browser: Browser) -> Iterator[tuple[str, str]]:
    """Every page that links lead to from the first one, with its text; of wording, one page of each kind."""
    ahead, seen = ["/console/today", "/console/families?show=x", "/console/concerns?show=all"], set[str]()
    while ahead:
        path = ahead.pop().replace("&amp;", "&")
        kind = WORDING.match(path)
        if path in seen or (kind and kind.group() in seen):
            continue
        seen |= {path, kind.group()} if kind else {path}
        answer = browser.get(path)
        if answer.status_code in (302, 303):
            ahead.append(answer.headers["location"])
            continue
        yield path, answer.text
        if answer.headers["content-type"].startswith("text/html"):
            ahead += LINK.findall(answer.text)


def personal(path: str, words: Iterable[str] = PERSONAL) -> list[str]:
    """What no page may hold; a page of wording may say "mum" where the pack does."""
    return [word for word in words if not (WORDING.match(path) and word in SAID_BY_THE_PACK)]


def acts(browser: Browser) -> list[str]:
    """Every act that changes something, with a number and a code filled in."""
    found = []
    for route in flat(browser.client.app.routes):  # type: ignore[attr-defined]
        if isinstance(route, APIRoute) and route.path.startswith("/console") and "POST" in route.methods:
            path = route.path.replace("{number}", "1").replace("{code}", "F-001")
            found.append(re.sub(r"{[^}]+}", "note", path))
    return [path for path in found if path not in OWN]


def test_a_monitor_finds_no_name_and_no_phone_on_any_page(monitor: Browser, full_life: int) -> None:
    pages = dict(reached(monitor))
    assert {"/console/families/F-001", f"/console/concerns/{full_life}", "/console/rota", "/console/content"} <= set(
        pages
    )
    assert len([path for path in pages if WORDING.match(path)]) == len(ContentKind)
    assert any("/entries/" in path for path in pages)
    for path, text in pages.items():
        assert [word for word in personal(path) if word in text] == [], path


def test_a_coordinator_finds_them_so_the_search_is_not_blind(lin: Browser, full_life: int) -> None:
    everything = "".join(text for _, text in reached(lin))
    assert [word for word in ("妈妈", "停车", "住院三天", "夜班", WORDS, "6500 1111") if word not in everything] == []


def test_a_monitor_may_do_none_of_the_acts(monitor: Browser, full_life: int) -> None:
    monitor.get("/console/today")
    paths = acts(monitor)
    assert len(paths) > 8
    for path in paths:
        assert monitor.post(path, seen="0", note="x").status_code == 403, path


@pytest.fixture
def stranger(open_browser: Callable[[], Browser], engine: Engine) -> Browser:
    """A coordinator of another site."""
    with transaction(engine) as session:
        new = NewStaff(name="far.away", display="远", role=StaffRole.COORDINATOR, site="elsewhere")
        add_staff(session, new, password=PASSWORD, by="admin", now=NOON)
    found = open_browser()
    found.sign_in("far.away")
    return found


def test_nothing_of_a_family_is_found_from_another_site(stranger: Browser, full_life: int) -> None:
    pages = dict(reached(stranger))
    assert "/console/concerns.csv" in pages
    for path, text in pages.items():
        hidden = personal(path, ("GZ-001", "F-001", *PERSONAL[:7]))
        assert [word for word in hidden if word in text] == [], path
    for path in ("/console/families/F-001", "/console/families/GZ-001", f"/console/concerns/{full_life}"):
        assert stranger.get(path).status_code == 404


def test_nothing_is_done_to_a_family_from_another_site(stranger: Browser, full_life: int, engine: Engine) -> None:
    stranger.get("/console/today")
    told: dict[str, Any] = {"seen": "99", "reached": "yes", "note": "x", "level": "routine", "words": "x"}
    for path in (
        f"/console/concerns/{full_life}/call",
        "/console/families/F-001/call",
        "/console/families/F-001/diary/GZ-001/event",
        "/console/families/F-001/people/hour",
        "/console/today/tasks/1/done",
    ):
        assert stranger.post(path, outcome="settled", **told).status_code == 404, path
    answer = stranger.post("/console/concerns/new", code="GZ-001", at="2026-12-08 11:00", **told)
    assert answer.status_code == 422
    with transaction(engine) as session:
        assert families.family_at(session, "F-001", "gwcmc").code == "F-001"
