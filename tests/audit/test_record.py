"""What the audit keeps, in which order, and for whom it can be read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from backend.audit.erase import erase
from backend.audit.record import record
from backend.audit.verify import read, verify
from backend.db import reading, transaction
from backend.errors import ConflictError, NotFoundError

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)


def note(engine: Engine, stream: str = "P01", **changes: object) -> None:
    facts = {"actor": "lin", "action": "families.enrol", "subject": "child:1", "now": NOW} | changes
    with transaction(engine) as session:
        record(session, stream=stream, **facts)  # type: ignore[arg-type]


def record_and_refuse(session: Session) -> None:
    record(session, stream="P01", actor="lin", action="families.enrol", subject="child:2", now=NOW)
    raise ConflictError


def test_an_act_is_read_back_as_it_was_recorded(engine: Engine) -> None:
    note(engine, before={"called": "小雨"}, after={"called": "雨雨"}, reason="家长要求")
    with reading(engine) as session:
        (entry,) = read(session, "P01")
    assert (entry.seq, entry.at, entry.actor, entry.action) == (1, NOW, "lin", "families.enrol")
    assert (entry.before, entry.after) == ({"called": "小雨"}, {"called": "雨雨"})
    assert (entry.reason, entry.erased) == ("家长要求", False)


def test_what_was_not_said_stays_apart_from_what_was_empty(engine: Engine) -> None:
    note(engine, after={})
    with reading(engine) as session:
        (entry,) = read(session, "P01")
    assert (entry.before, entry.after, entry.reason) == (None, {}, "")


def test_personal_values_are_not_readable_in_the_database(engine: Engine) -> None:
    note(engine, after={"called": "小雨"}, reason="妈妈的电话")
    with engine.begin() as connection:
        stored = str(connection.execute(text("SELECT * FROM audit_entry")).all())
    assert "小雨" not in stored
    assert "妈妈" not in stored


def test_each_family_has_a_chain_of_its_own(engine: Engine) -> None:
    for stream in ("P01", "P02", "P01"):
        note(engine, stream=stream)
    with reading(engine) as session:
        assert [entry.seq for entry in read(session, "P01")] == [1, 2]
        assert [entry.seq for entry in read(session, "P02")] == [1]
        assert verify(session, "P01") == verify(session, "P02") == []


def test_an_act_that_is_rolled_back_leaves_no_entry(engine: Engine) -> None:
    note(engine)
    with pytest.raises(ConflictError), transaction(engine) as session:
        record_and_refuse(session)
    with reading(engine) as session:
        assert len(read(session, "P01")) == 1
        assert verify(session, "P01") == []


def test_writers_of_one_stream_at_the_same_time_keep_one_chain(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda nth: note(engine, subject=f"child:{nth}"), range(40)))
    with reading(engine) as session:
        assert verify(session, "P01") == []
        assert {entry.subject for entry in read(session, "P01")} == {f"child:{nth}" for nth in range(40)}


@pytest.mark.parametrize("action", ["enrol", "families.", "Families.enrol", "families.enrol child", ""])
def test_an_action_is_a_room_and_a_verb(engine: Engine, action: str) -> None:
    with pytest.raises(ValueError, match=r"room\.verb"):
        note(engine, action=action)


def test_erased_values_are_gone_and_the_chain_still_holds(engine: Engine) -> None:
    note(engine, after={"called": "小雨"}, reason="x")
    with transaction(engine) as session:
        erase(session, stream="P01", by="wang", now=NOW)
    note(engine, after={"called": "小雨"})
    with reading(engine) as session:
        first, erasing, later = read(session, "P01")
        assert verify(session, "P01") == []
    assert (first.after, first.reason, first.erased) == ({}, "", True)
    assert (erasing.action, erasing.actor) == ("audit.erase", "wang")
    assert (later.after, later.erased) == ({}, True)


def test_erasing_one_family_leaves_the_others_readable(engine: Engine) -> None:
    for stream in ("P01", "P02"):
        note(engine, stream=stream, after={"called": "小雨"})
    with transaction(engine) as session:
        erase(session, stream="P01", by="wang", now=NOW)
    with reading(engine) as session:
        assert read(session, "P02")[0].after == {"called": "小雨"}


def test_erasing_twice_or_nothing_is_refused(engine: Engine) -> None:
    note(engine)
    with transaction(engine) as session:
        erase(session, stream="P01", by="wang", now=NOW)
    with pytest.raises(ConflictError), transaction(engine) as session:
        erase(session, stream="P01", by="wang", now=NOW)
    with pytest.raises(NotFoundError), transaction(engine) as session:
        erase(session, stream="P99", by="wang", now=NOW)
