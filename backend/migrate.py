"""Bringing a database to this version's tables, and telling whether it is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from backend.errors import NuanxinError
from backend.tables import metadata

FOLDER = Path(__file__).parent / "migrations"


class BrokenReferencesError(NuanxinError):
    """A migration would leave rows that refer to nothing; all of it was taken back."""

    type = "broken-references"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def head() -> str | None:
    """The newest migration of this version."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def upgrade(engine: Engine) -> None:
    """Apply what is missing; nothing if the database is up to date. Raises BrokenReferencesError."""
    with _rebuilding(engine) as connection:
        command.upgrade(_config(connection), "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Take back what came after a revision (for developers, and to test what a migration carries over)."""
    with _rebuilding(engine) as connection:
        command.downgrade(_config(connection), revision)


@contextmanager
def _rebuilding(engine: Engine) -> Iterator[Connection]:
    """One transaction in which SQLite lets a table be built anew while rows refer to it; at the end all must hold.

    Source: SQLite, "Making Other Kinds Of Table Schema Changes": foreign keys are off before the transaction begins.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise BrokenReferencesError(f"Rows would refer to nothing: {broken[:5]}.")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
            driver.close()


def write_revision(engine: Engine, message: str) -> None:
    """Write a migration from the differences between models and database (for developers)."""
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def is_current(connection: Connection) -> bool:
    """Whether the database has exactly this version's tables."""
    return MigrationContext.configure(connection).get_current_revision() == head()


def differences(engine: Engine) -> list[str]:
    """Where the models and a migrated database differ; empty when migrations are complete."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(each) for each in compare_metadata(context, metadata())]
