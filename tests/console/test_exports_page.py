"""Exports at the console: for every role, and each taking is kept."""

from sqlalchemy import Engine
from sqlmodel import col, select

from backend.audit.models import AuditEntry
from backend.db import reading
from backend.exports.tables import Table
from tests.console.conftest import Browser
from tests.journeys.study import MOTHER


def test_a_monitor_takes_every_file_and_that_is_kept(monitor: Browser, engine: Engine) -> None:
    page = monitor.get("/console/exports").text
    for name in (*(f"{table.value}.csv" for table in Table), "dictionary.csv", "nuanxin.xlsx"):
        path = f"/console/exports/{name}"
        assert path in page
        answer = monitor.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")
        assert MOTHER.encode() not in answer.content
    with reading(engine) as session:
        acts = session.exec(select(AuditEntry.subject).where(col(AuditEntry.action) == "exports.take")).all()
    assert sorted(acts) == sorted(f"gwcmc/{name}" for name in (*(table.value for table in Table), "workbook"))
    assert monitor.get("/console/exports/secrets.csv").status_code == 404


def test_nobody_takes_anything_without_signing_in(browser: Browser) -> None:
    for path in ("/console/exports", "/console/exports/entries.csv", "/console/exports/nuanxin.xlsx"):
        assert browser.get(path).status_code in (303, 401)
