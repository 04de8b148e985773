"""A child's death ends its part in the study like a withdrawal, and is on record as what it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from backend.audit.verify import read, verify
from backend.consent.gate import ConsentState, consent_state
from backend.consent.record_death import record_death
from backend.db import reading, transaction
from backend.errors import ConflictError
from backend.families.models import Child
from backend.outbox.suppress import Scope, is_suppressed
from tests.consent.test_withdraw import leave, sign, state

LATER = timedelta(days=1)


def die(engine: Engine, child: Child, *, now: datetime, reason: str = "") -> int:
    with transaction(engine) as session:
        return record_death(session, child=child, by="lin", reason=reason, now=now)


def test_a_death_ends_the_childs_part_and_is_no_withdrawal(
    engine: Engine,
    children: tuple[Child, Child],
    now: datetime,
    waiting: Callable[..., str],
    status_of: Callable[[str], str],
) -> None:
    for child in children:
        sign(engine, child, now=now)
    mine, siblings = waiting("child:p01"), waiting("child:p02")
    assert die(engine, children[0], now=now) == 1
    assert (status_of(mine), status_of(siblings)) == ("canceled", "pending")
    with reading(engine) as session:
        states = consent_state(session, [each.id for each in children], as_of=now)
        assert [states[each.id].active for each in children] == [False, True]
        assert is_suppressed(session, scope=Scope.SUBJECT, key="child:p01") == ("died",)
    died = states[children[0].id]
    assert (died.withdrawn_at, died.died_at, died.ended_at, died.version) == (None, now, now, "V2.0")


def test_the_death_of_a_child_without_a_consent_is_on_record_too(engine: Engine, child: Child, now: datetime) -> None:
    die(engine, child, now=now)
    assert state(engine, child) == ConsentState(active=False, died_at=now)


def test_a_death_is_recorded_once_and_nobody_withdraws_after_it(engine: Engine, child: Child, now: datetime) -> None:
    sign(engine, child, now=now)
    die(engine, child, now=datetime(2026, 12, 1, 17, tzinfo=UTC))
    with pytest.raises(ConflictError, match="P01 has died, as recorded on 2026-12-02"):
        die(engine, child, now=now + LATER)
    with pytest.raises(ConflictError, match="P01 has died"):
        leave(engine, child, now=now + LATER)


def test_whoever_has_left_before_takes_no_part_that_a_death_could_end(
    engine: Engine, child: Child, now: datetime
) -> None:
    sign(engine, child, now=now)
    leave(engine, child, now=now)
    with pytest.raises(ConflictError, match="P01 was withdrawn before, on 2026-12-01"):
        die(engine, child, now=now + LATER)


def test_a_consent_signed_after_it_shows_that_another_child_was_meant(
    engine: Engine, child: Child, now: datetime
) -> None:
    sign(engine, child, now=now)
    die(engine, child, now=now)
    with pytest.raises(ConflictError, match="only a consent signed after that"):
        sign(engine, child, reference="ICF-2", on=date(2026, 11, 25), now=now + LATER)
    sign(engine, child, reference="ICF-2", on=date(2026, 12, 2), now=now + LATER)
    assert state(engine, child).active
    assert state(engine, child).died_at is None
    with reading(engine) as session:
        assert is_suppressed(session, scope=Scope.SUBJECT, key="child:p01") == ()


def test_the_audit_names_it(engine: Engine, child: Child, now: datetime) -> None:
    sign(engine, child, now=now)
    die(engine, child, reason="告诉了我们", now=now)
    with reading(engine) as session:
        _, told = read(session, "F1")
        assert verify(session, "F1") == []
    assert (told.action, told.subject, told.reason) == ("consent.died", "child:p01", "告诉了我们")
