"""Consent opens the gate for one child, withdrawal closes it, and both stay on record."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from backend.audit.verify import read, verify
from backend.consent.gate import ConsentState, consent_state
from backend.consent.record import record_consent
from backend.consent.withdraw import withdraw
from backend.db import reading, transaction
from backend.errors import ConflictError
from backend.families.models import Child
from backend.outbox.suppress import Scope, is_suppressed

SIGNED = date(2026, 11, 20)
DAY = timedelta(days=1)


def sign(
    engine: Engine, child: Child, *, version: str = "V2.0", reference: str = "ICF-1", on: date = SIGNED, now: datetime
) -> None:
    with transaction(engine) as session:
        record_consent(session, child=child, version=version, reference=reference, happened_on=on, by="lin", now=now)


def leave(engine: Engine, child: Child, *, now: datetime, reason: str = "") -> int:
    with transaction(engine) as session:
        return withdraw(session, child=child, by="lin", reason=reason, now=now)


def state(
    engine: Engine, child: Child, *, as_of: datetime | None = None, known_at: datetime | None = None
) -> ConsentState:
    with reading(engine) as session:
        return consent_state(session, [child.id], as_of=as_of, known_at=known_at)[child.id]


def test_without_a_fact_there_is_no_consent(engine: Engine, child: Child) -> None:
    assert state(engine, child) == ConsentState(active=False)


def test_consent_stands_from_noon_of_the_day_it_was_signed(engine: Engine, child: Child, now: datetime) -> None:
    sign(engine, child, now=now)
    noon = datetime(2026, 11, 20, 4, tzinfo=UTC)
    assert state(engine, child) == ConsentState(active=True, version="V2.0", reference="ICF-1", since=noon)
    assert not state(engine, child, as_of=noon - timedelta(seconds=1)).active
    assert state(engine, child, as_of=noon).active


def test_what_was_known_on_an_earlier_day_can_be_told(engine: Engine, child: Child, now: datetime) -> None:
    sign(engine, child, now=now)
    assert not state(engine, child, as_of=now, known_at=now - DAY).active
    assert state(engine, child, as_of=now - DAY, known_at=now).active


def test_consent_signed_this_morning_stands_at_once(engine: Engine, child: Child, now: datetime) -> None:
    sign(engine, child, on=date(2026, 12, 1), now=now)
    assert state(engine, child, as_of=now).active


def test_consent_signed_and_withdrawn_in_one_morning_is_withdrawn(
    engine: Engine, child: Child, now: datetime
) -> None:
    sign(engine, child, on=date(2026, 12, 1), now=now)
    leave(engine, child, now=now + timedelta(minutes=5))
    assert not state(engine, child).active
    assert not state(engine, child, as_of=now + DAY).active


def test_after_withdrawal_the_child_is_silenced_and_the_sibling_is_not(
    engine: Engine, children: tuple[Child, Child], now: datetime
) -> None:
    for child in children:
        sign(engine, child, now=now)
    assert leave(engine, children[0], now=now) == 0
    with reading(engine) as session:
        states = consent_state(session, [each.id for each in children], as_of=now)
        assert [states[each.id].active for each in children] == [False, True]
        assert states[children[0].id].withdrawn_at == now
        assert states[children[0].id].version == "V2.0"
        assert is_suppressed(session, scope=Scope.SUBJECT, key="child:p01") == ("withdrawn",)
        assert is_suppressed(session, scope=Scope.SUBJECT, key="child:p02") == ()


def test_withdrawal_takes_back_what_waits_about_the_child(
    engine: Engine,
    children: tuple[Child, Child],
    now: datetime,
    waiting: Callable[..., str],
    status_of: Callable[[str], str],
) -> None:
    sign(engine, children[0], now=now)
    mine, siblings = waiting("child:p01"), waiting("child:p02")
    assert leave(engine, children[0], now=now) == 1
    assert (status_of(mine), status_of(siblings)) == ("canceled", "pending")


def test_withdrawing_twice_or_without_consent_is_refused(engine: Engine, child: Child, now: datetime) -> None:
    with pytest.raises(ConflictError, match="none to withdraw"):
        leave(engine, child, now=now)
    sign(engine, child, now=now)
    leave(engine, child, now=datetime(2026, 12, 1, 17, tzinfo=UTC))
    with pytest.raises(ConflictError, match="P01 was withdrawn before, on 2026-12-02"):
        leave(engine, child, now=now + DAY)


def test_a_new_version_keeps_the_day_consent_began(engine: Engine, child: Child, now: datetime) -> None:
    sign(engine, child, now=now)
    began = state(engine, child).since
    sign(engine, child, version="V3.0", reference="ICF-2", on=date(2026, 11, 25), now=now)
    assert (state(engine, child).version, state(engine, child).since) == ("V3.0", began)
    assert state(engine, child, as_of=datetime(2026, 11, 22, tzinfo=UTC)).version == "V2.0"


def test_a_child_may_come_back_on_the_day_it_left(engine: Engine, child: Child, now: datetime) -> None:
    sign(engine, child, now=now)
    afternoon = now + timedelta(hours=6)
    leave(engine, child, now=afternoon)
    sign(engine, child, reference="ICF-2", on=date(2026, 12, 1), now=afternoon + timedelta(hours=1))
    again = state(engine, child, as_of=afternoon + timedelta(hours=1))
    assert again.active
    assert again.withdrawn_at is None
    assert again.since is not None
    assert again.since > afternoon
    with reading(engine) as session:
        assert is_suppressed(session, scope=Scope.SUBJECT, key="child:p01") == ()


def test_an_old_paper_does_not_undo_a_withdrawal(engine: Engine, child: Child, now: datetime) -> None:
    sign(engine, child, now=now)
    leave(engine, child, now=now)
    with pytest.raises(ConflictError, match="only a consent signed after that"):
        sign(engine, child, reference="ICF-2", on=date(2026, 11, 25), now=now + DAY)
    assert not state(engine, child).active


@pytest.mark.parametrize("days", [1, 300])
def test_consent_of_a_day_to_come_is_refused(engine: Engine, child: Child, now: datetime, days: int) -> None:
    with pytest.raises(ConflictError, match="lies in the future"):
        sign(engine, child, on=date(2026, 12, 1) + days * DAY, now=now)


def test_one_paper_is_recorded_once(engine: Engine, child: Child, now: datetime) -> None:
    sign(engine, child, on=date(2026, 12, 1), now=now)
    with pytest.raises(ConflictError, match="recorded already"):
        sign(engine, child, on=date(2026, 12, 1), now=now + timedelta(hours=1))


def test_consent_and_withdrawal_are_in_the_familys_audit(engine: Engine, child: Child, now: datetime) -> None:
    sign(engine, child, now=now)
    leave(engine, child, reason="搬家", now=now)
    with reading(engine) as session:
        given_, left = read(session, "F1")
        assert verify(session, "F1") == []
    assert (given_.action, left.action) == ("consent.record", "consent.withdraw")
    assert given_.after == {"version": "V2.0", "reference": "ICF-1", "happened_on": "2026-11-20"}
    assert (left.reason, left.subject) == ("搬家", "child:p01")
    with engine.begin() as connection:
        assert "搬家" not in str(connection.execute(text("SELECT * FROM consent_fact")).all())
