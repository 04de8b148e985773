"""Concerns at the console: one as it stands, its page, and an act on that page."""

from sqlalchemy import Engine

from backend.concerns import queries
from backend.db import reading
from tests.console.conftest import Browser


def kinds(engine: Engine, number: int) -> list[str]:
    with reading(engine) as session:
        concern = queries.concern_number(session, number)
        assert concern is not None
        return [event.kind for event in queries.events_of(session, concern.id)]


def state(engine: Engine, number: int) -> tuple[str, str, str | None]:
    with reading(engine) as session:
        concern = queries.concern_number(session, number)
        assert concern is not None
        return concern.level, concern.state, concern.holder


def open_page(browser: Browser, number: int) -> str:
    answer = browser.get(f"/console/concerns/{number}")
    assert answer.status_code == 200
    return answer.text


def act(browser: Browser, number: int, name: str, seen: int | None = None, **fields: str) -> int:
    """An act on the page as it stands, or as it stood at `seen` events."""
    text = open_page(browser, number)
    shown = text.split('name="seen" value="')[1].split('"')[0]
    answer = browser.post(f"/console/concerns/{number}/{name}", seen=str(seen or shown), **fields)
    return answer.status_code
