"""Every chain is followed, and each broken one is named."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from backend.audit import guard
from backend.audit.record import record
from backend.audit.verify import Fault
from backend.audit.verify_all import every_chain
from backend.db import transaction

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)


def wrote(engine: Engine, **entries: int) -> None:
    with transaction(engine) as session:
        for stream, count in entries.items():
            for _ in range(count):
                record(session, stream=stream, actor="lin", action="schedule.book", subject="visit:1", now=NOW)


def test_every_chain_is_followed_and_only_the_changed_one_is_named(engine: Engine) -> None:
    wrote(engine, P01=3, P02=2)
    assert [(each.stream, each.entries, each.problems) for each in every_chain(engine)] == [
        ("P01", 3, []),
        ("P02", 2, []),
    ]
    with engine.begin() as connection:
        guard.remove(connection)
        connection.exec_driver_sql("UPDATE audit_entry SET actor = 'x' WHERE stream = 'P02' AND seq = 1")
    kept, broken = every_chain(engine)
    assert kept.problems == []
    assert [(each.seq, each.fault) for each in broken.problems] == [(1, Fault.CHANGED)]


def test_a_chain_of_which_nothing_is_left_is_missed_where_it_is_expected(engine: Engine) -> None:
    wrote(engine, P01=1)
    kept, gone = every_chain(engine, expected=["P01", "P02"])
    assert (kept.stream, kept.problems) == ("P01", [])
    assert (gone.stream, [each.fault for each in gone.problems]) == ("P02", [Fault.UNKNOWN])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_chain_whose_key_row_was_taken_away_is_not_passed_over(engine: Engine) -> None:
    wrote(engine, P01=1)
    with engine.begin() as connection:
        guard.remove(connection)
    with closing(sqlite3.connect(str(engine.url.database))) as behind_our_back:
        behind_our_back.execute("DELETE FROM audit_key WHERE stream = 'P01'")
        behind_our_back.commit()
    assert [each.fault for chain in every_chain(engine) for each in chain.problems] == [Fault.UNKNOWN]
