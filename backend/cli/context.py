"""What commands need: settings, keys, database, pack and clock, opened once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from backend import logs, vault
from backend.clock import Clock, SystemClock
from backend.db import open_engine, reading, transaction
from backend.errors import NuanxinError
from backend.families import queries as families
from backend.families.models import Child, Family
from backend.migrate import is_current, upgrade
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.schedule.happen import Act
from backend.settings import Mode, Settings, load_settings


class NotPreparedError(NuanxinError):
    """The database is not this version's."""

    type = "not-prepared"


@dataclass(frozen=True)
class Context:
    """One command's world."""

    settings: Settings
    clock: Clock

    @property
    def live(self) -> bool:
        """Whether only approved wording may leave."""
        return self.settings.mode is Mode.LIVE

    @cached_property
    def pack(self) -> Pack:
        """The study pack. Raises PackInvalid."""
        return load_pack(self.settings.pack)

    @cached_property
    def engine(self) -> Engine:
        """The database, the keys unlocked."""
        keys, index = self.settings.key_material
        vault.unlock(vault.KeyRing(keys, index))
        url = self.settings.database_url
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        return open_engine(url, pool_size=self.settings.senders * 2 + 8)

    def prepared(self) -> Engine:
        """The database with this version's tables: SQLite is brought up to date, PostgreSQL must be already.

        Raises NotPreparedError.
        """
        if self.engine.dialect.name == "sqlite":
            upgrade(self.engine)
            return self.engine
        with self.engine.connect() as connection:
            current = is_current(connection)
        if not current:
            raise NotPreparedError("The database lacks this version's tables: run `nuanxin db upgrade` first.")
        return self.engine

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction on the prepared database."""
        with transaction(self.prepared()) as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A look at the prepared database."""
        with reading(self.prepared()) as session:
            yield session

    def act(self, session: Session, code: str, visit: str, *, by: str, happened_at: datetime, note: str = "") -> Act:
        """An act on a child's visit. Raises NotFoundError."""
        child, family = self.child(session, code)
        return Act(child=child, family=family, visit=visit, by=by, happened_at=happened_at, note=note)

    def child(self, session: Session, code: str) -> tuple[Child, Family]:
        """A child and its family by participant code. Raises NotFoundError."""
        child = families.child_by_code(session, code)
        return child, families.family_by_id(session, child.family_id)

    def moment(self, on: date, clock: str, zone: str) -> datetime:
        """`08:30` on a day in a zone. Raises ValueError."""
        return datetime.combine(on, datetime.strptime(clock, "%H:%M").time(), ZoneInfo(zone))  # noqa: DTZ007 - a time of day


def open_context(**overrides: object) -> Context:
    """Settings from the environment, logs to stderr. Raises SystemExit for wrong settings."""
    settings = load_settings(**overrides)
    logs.configure(settings.log_level)
    return Context(settings, SystemClock())
