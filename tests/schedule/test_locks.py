"""Two that write about one family on PostgreSQL: neither waits for the other while the other waits for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import Engine, text

from backend.db import reading, transaction
from backend.families import queries as families
from backend.families.pause_queries import is_held
from backend.outbox.lock_queries import serialise
from backend.schedule.happen import subject
from tests.diary.home import EVENING, Home

pytestmark = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
BESIDE = 0.4
"""Seconds after which the other one has come as far as it gets."""


def test_an_entry_is_kept_while_a_reminder_has_locked_the_family(engine: Engine, tmp_path: Path) -> None:
    """A reminder locks the family, then its children; whoever has a child writes what refers to the family."""
    home = Home(engine, tmp_path)
    home.at("2026-12-10 11:00").infusion()
    home.plan()
    home.at(EVENING)
    with transaction(engine) as reminder:
        family_id = families.child_by_code(reminder, "GZ-001").family_id
        families.lock_family(reminder, family_id)
        with transaction(engine) as writer:
            writer.execute(text("SET LOCAL lock_timeout = '2s'"))
            serialise(writer, [subject(home.child_id())])
            writer.execute(text("UPDATE diary_turn SET nudged_on = NULL WHERE family_id = :id"), {"id": family_id})
            writer.execute(
                text(
                    "INSERT INTO nudge_hour (id, family_id, nth, at, by, recorded_at)"
                    " VALUES ('n', :id, 1, '19:00', 'lin', now())"
                ),
                {"id": family_id},
            )
        serialise(reminder, [subject(home.child_id())])
    assert home.sends(home.entry("after", due_on=date(2026, 12, 10))).is_kept


def test_an_entry_that_tells_of_a_death_waits_for_a_reminder_that_has_locked_the_family(
    engine: Engine, tmp_path: Path
) -> None:
    """It pauses the family: who locks the child first would wait for the family, and the reminder for the child."""
    home = Home(engine, tmp_path)
    home.at("2026-12-10 11:00").infusion()
    home.plan()
    home.at(EVENING)
    entry = home.entry("death", {"note": "孩子昨晚去世了"}, due_on=date(2026, 12, 10))
    with ThreadPoolExecutor(1) as pool:
        with transaction(engine) as reminder:
            families.lock_family(reminder, families.child_by_code(reminder, "GZ-001").family_id)
            written = pool.submit(home.sends, entry)
            sleep(BESIDE)
            serialise(reminder, [subject(home.child_id())])
        assert written.result().is_kept
    with reading(engine) as session:
        assert is_held(session, families.child_by_code(session, "GZ-001").family_id)
