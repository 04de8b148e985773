"""Fixtures every test may ask for: both databases with real migrations, the keys, and CI's rule against skips."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from backend import vault
from backend.db import open_engine, transaction
from backend.migrate import upgrade
from backend.protocol import source
from tests.postgres import Server, UnavailableError, postgres_server

IN_CI = bool(os.environ.get("CI"))
_skips: list[str] = []


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    vault.unlock(vault.KeyRing({"test": b"k" * 32}, b"i" * 32))


@pytest.fixture(scope="session", autouse=True)
def _faults_are_logged_as_text() -> None:
    """As the program logs them; structlog's own console draws every local of a traceback, for 20 seconds."""
    processors = [
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ]
    structlog.configure(processors=processors)


@pytest.fixture(scope="session", autouse=True)
def _files_of_packs_are_read_once() -> Iterator[None]:
    """A program reads its pack once; the tests load hundreds of packs, of which one file differs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "read_plain", lru_cache(maxsize=1000)(source.read_plain))
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server | str]:
    """A server for the whole run, or the reason why there is none."""
    with ExitStack() as stack:
        try:
            server: Server | str = stack.enter_context(postgres_server())
        except UnavailableError as reason:
            server = str(reason)
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database; every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        shutil.copy(sqlite_template, tmp_path / "test.db")
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server = request.getfixturevalue("postgres")
    if isinstance(server, str):
        pytest.skip(server)
    with server.database() as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session in one transaction that commits when the test ends."""
    with transaction(engine) as session:
        yield session


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple):
        _skips.append(str(report.longrepr[2]))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI only what needs ../shared may be skipped."""
    wrong = sorted({reason for reason in _skips if "../shared" not in reason})
    if IN_CI and wrong and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print("\nSkipped in CI, where nothing may be:\n  " + "\n  ".join(wrong))
