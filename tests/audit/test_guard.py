"""The database itself refuses to change the audit."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from backend.audit import guard
from backend.audit.record import record
from backend.audit.verify import verify
from backend.chat.models import ChatHold, HoldKind
from backend.db import reading, transaction

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)


@pytest.fixture
def guarded(engine: Engine) -> Engine:
    with engine.begin() as connection:
        guard.install(connection)
        guard.install(connection)
    with transaction(engine) as session:
        for _ in range(2):
            record(session, stream="P01", actor="lin", action="families.enrol", subject="child:1", now=NOW)
    return engine


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'somebody else' WHERE seq = 1",
        "DELETE FROM audit_entry WHERE seq = 2",
        "DELETE FROM audit_key WHERE stream = 'P01'",
        "UPDATE audit_key SET head_seq = 1 WHERE stream = 'P01'",
        "UPDATE audit_key SET stream = 'P02' WHERE stream = 'P01'",
    ],
)
def test_changing_the_audit_is_refused_by_the_database(guarded: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match=guard.REFUSAL), guarded.begin() as connection:
        connection.exec_driver_sql(statement)
    with reading(guarded) as session:
        assert verify(session, "P01") == []


def test_a_destroyed_key_cannot_be_put_back(guarded: Engine) -> None:
    with guarded.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_key SET wrapped = NULL WHERE stream = 'P01'")
    with pytest.raises(DBAPIError, match=guard.REFUSAL), guarded.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_key SET wrapped = 'x' WHERE stream = 'P01'")


def test_the_guard_lets_new_entries_in(guarded: Engine) -> None:
    with transaction(guarded) as session:
        record(session, stream="P01", actor="lin", action="families.pause", subject="family:1", now=NOW)
    with reading(guarded) as session:
        assert verify(session, "P01") == []


def test_every_kind_of_database_has_as_many_statements_to_remove_as_to_install() -> None:
    for dialect in ("sqlite", "postgresql"):
        assert len(guard.install_statements(dialect)) == len(guard.removal_statements(dialect))


APPEND_ONLY = ("concern_event", "task_event", "rota_fact", "contact_test", "chat_turn", "chat_hold", "chat_rating")


def test_what_happened_to_concerns_and_conversations_can_only_be_added_to(engine: Engine) -> None:
    hold = ChatHold(id="h", stream="F-1", nth=1, kind=HoldKind.TAKEN.value, by="lin", at=NOW)
    with engine.begin() as connection:
        for statement in guard.append_only_statements(engine.dialect.name, APPEND_ONLY):
            connection.exec_driver_sql(statement)
    with transaction(engine) as session:
        session.add(hold)
    for statement in ("UPDATE chat_hold SET by = 'he'", "DELETE FROM chat_hold WHERE id = 'h'"):
        with pytest.raises(DBAPIError, match=guard.APPEND_ONLY), engine.begin() as connection:
            connection.exec_driver_sql(statement)
    with engine.begin() as connection:
        for statement in guard.append_only_removals(engine.dialect.name, APPEND_ONLY):
            connection.exec_driver_sql(statement)
        assert connection.exec_driver_sql("DELETE FROM chat_hold").rowcount == 1
