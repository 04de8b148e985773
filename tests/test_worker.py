"""The worker begins with every job: one whose period is a day must not wait for a process that lives that long."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import Engine

from backend import worker
from backend.channels.twilio import Twilio, TwilioAccount
from backend.clock import SetClock
from backend.timetable.jobs import Job, Tools
from backend.worker import Worker
from tests.factories import PACK

HERE = "http://127.0.0.1:8000"
ACCOUNT = TwilioAccount("AC" + "7" * 32, "t", "+85230000000", base_url=HERE, callback_base=HERE)
SOON = 10.0


@pytest.fixture
def tools(engine: Engine) -> Tools:
    clock = SetClock(datetime(2026, 12, 8, 4, tzinfo=UTC))
    return Tools(engine, Twilio(ACCOUNT, live=False), PACK, False, clock, "test")


def test_a_worker_runs_a_daily_job_as_soon_as_it_starts(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Event()
    daily = Job("rota-gaps", timedelta(days=1), "look ahead", lambda _: int(ran.set() is None))
    monkeypatch.setattr(worker, "TIMETABLE", (daily,))
    running = Worker(tools)
    running.start()
    try:
        assert ran.wait(SOON)
    finally:
        running.stop()


def test_a_worker_that_starts_again_on_the_same_day_leaves_a_daily_job_that_ran(
    tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []
    daily = Job("rota-gaps", timedelta(days=1), "look ahead", lambda _: runs.append("ran") or 1)
    after = Event()
    probe = Job("probe", timedelta(seconds=1), "tick", lambda _: int(after.set() is not None), shared=True)
    monkeypatch.setattr(worker, "TIMETABLE", (daily, probe))
    for _ in range(2):
        after.clear()
        running = Worker(tools)
        running.start()
        assert after.wait(SOON)
        running.stop()
    assert runs == ["ran"]
