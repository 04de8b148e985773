"""Tasks of the list: one as it stands, and one done."""

from typing import Any

from sqlalchemy import Engine

from backend.concerns import queries
from backend.concerns.models import Task
from backend.db import reading
from tests.console.conftest import Browser


def task(engine: Engine, number: int) -> Task:
    with reading(engine) as session:
        found = queries.by_number(session, number)
        assert found is not None
        return found


def done(browser: Browser, number: int, seen: int = 0, **fields: str) -> Any:
    browser.get("/console/today")
    return browser.post(f"/console/today/tasks/{number}/done", seen=str(seen), **fields)
