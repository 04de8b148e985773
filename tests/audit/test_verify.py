"""Whatever is done to a chain behind our back is found."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from backend.audit import queries
from backend.audit.models import AuditEntry, AuditKey
from backend.audit.record import record
from backend.audit.verify import Fault, read, verify
from backend.db import open_engine, reading, transaction

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
LENGTH = 5
FIELDS = ("actor", "action", "subject", "before", "after", "reason", "previous_hash", "hash", "at", "seq")
Tamper = Callable[[Session, list[AuditEntry]], None]


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("audit")
    engine = open_engine(f"sqlite:///{folder / 'test.db'}")
    tables = [SQLModel.metadata.tables[name] for name in ("audit_key", "audit_entry")]
    SQLModel.metadata.create_all(engine, tables=tables)
    yield engine
    engine.dispose()


def change(field: str) -> Tamper:
    def tamper(session: Session, victims: list[AuditEntry]) -> None:
        value = getattr(victims[0], field)
        changed = {int: lambda: value + 100, datetime: lambda: value + timedelta(seconds=1)}
        setattr(victims[0], field, changed.get(type(value), lambda: f"{value or ''}x")())
        session.add(victims[0])

    return tamper


def drop_value(session: Session, victims: list[AuditEntry]) -> None:
    victims[0].after = None
    session.add(victims[0])


def remove(session: Session, victims: list[AuditEntry]) -> None:
    session.delete(victims[0])


def move_values(session: Session, victims: list[AuditEntry]) -> None:
    first, second = victims
    first.after, second.after = second.after, first.after
    session.add_all(victims)


def remove_the_rest(session: Session, victims: list[AuditEntry]) -> None:
    later = (AuditEntry.stream == victims[0].stream, col(AuditEntry.seq) >= victims[0].seq)
    for entry in session.exec(select(AuditEntry).where(*later)):
        session.delete(entry)


def forge(session: Session, victims: list[AuditEntry]) -> None:
    copied = victims[0].model_dump() | {"id": "forged-" + victims[0].stream, "seq": LENGTH + 1}
    session.add(AuditEntry(**copied))


TAMPERS = [*map(change, FIELDS), drop_value, remove, move_values, remove_the_rest, forge]
_streams = count()


@settings(max_examples=120, deadline=None)
@given(tamper=st.sampled_from(TAMPERS), victims=st.permutations(range(LENGTH)))
def test_tampering_with_any_entry_is_found(unguarded: Engine, tamper: Tamper, victims: list[int]) -> None:
    stream, other = f"P{next(_streams)}", f"P{next(_streams)}"
    with transaction(unguarded) as session:
        for nth in range(LENGTH):
            for each in (stream, other):
                record(
                    session,
                    stream=each,
                    actor="lin",
                    action="schedule.book",
                    subject="visit:1",
                    after={"nth": str(nth)},
                    reason="asked",
                    now=NOW + timedelta(days=nth),
                )
    with transaction(unguarded) as session:
        entries = list(
            session.exec(select(AuditEntry).where(AuditEntry.stream == stream).order_by(col(AuditEntry.seq)))
        )
        tamper(session, [entries[victims[0]], entries[victims[1]]])
    with reading(unguarded) as session:
        assert verify(session, stream)
        assert verify(session, other) == []


def test_a_stream_nobody_wrote_to_is_not_called_whole(unguarded: Engine) -> None:
    with reading(unguarded) as session:
        assert [problem.fault for problem in verify(session, "nowhere")] == [Fault.UNKNOWN]
        assert read(session, "nowhere") == []


def test_a_head_that_was_set_back_is_found(unguarded: Engine) -> None:
    with transaction(unguarded) as session:
        for _ in range(2):
            record(session, stream="again", actor="lin", action="schedule.book", subject="visit:1", now=NOW)
    with transaction(unguarded) as session:
        head = session.get_one(AuditKey, "again")
        head.head_seq, head.head_hash = 1, "0" * 64
        session.add(head)
    with reading(unguarded) as session:
        assert [problem.seq for problem in verify(session, "again")] == [None]


def test_who_writes_while_the_chain_is_read_breaks_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(session: Session) -> None:
        record(session, stream="P01", actor="lin", action="schedule.book", subject="visit:1", now=NOW)

    def written_between(session: Session, stream: str) -> Iterator[AuditEntry]:
        with transaction(engine) as other:
            write(other)
        monkeypatch.undo()
        return queries.entries(session, stream)

    with transaction(engine) as session:
        write(session)
    monkeypatch.setattr(queries, "entries", written_between)
    with reading(engine) as session:
        assert verify(session, "P01") == []
