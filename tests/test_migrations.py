"""Migrations give exactly the models' tables, on both databases."""

from sqlalchemy import Engine, text

from backend.db import reading
from backend.migrate import differences, head, is_current, upgrade


def test_models_and_migrations_agree(engine: Engine) -> None:
    assert differences(engine) == []


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    with reading(engine) as session:
        assert is_current(session.connection())
        assert session.connection().execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [
            head()
        ]
