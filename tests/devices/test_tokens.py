"""Tokens over a bad line, with lost answers, doubled requests and copies: honest owners never lose the door."""

from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine

from backend.audit import queries as audit
from backend.db import reading, transaction
from backend.devices import queries
from backend.devices.come_in import open_device
from backend.devices.end_device import end_own
from backend.devices.models import Kind
from backend.devices.refresh import refresh
from backend.devices.signed_in import COPIED, who
from backend.errors import NotFoundError
from tests.devices.conftest import Door
from tests.journeys.study import moment


def renew(door: Door, token: str) -> str:
    found = who(door.engine, token, now=door.clock.now())
    assert found is not None
    with transaction(door.engine) as session:
        return refresh(session, found, now=door.clock.now())


def gets_in(door: Door, token: str) -> bool:
    return who(door.engine, token, now=door.clock.now()) is not None


def test_the_old_token_holds_until_the_new_one_is_first_used(door: Door) -> None:
    old = door.enter(door.code()).token
    new = renew(door, old)
    assert gets_in(door, old)
    assert gets_in(door, new)


def test_an_old_token_used_after_the_new_one_ends_the_device_and_is_audited(door: Door) -> None:
    old = door.enter(door.code()).token
    new = renew(door, old)
    assert gets_in(door, new)
    assert not gets_in(door, old)
    assert not gets_in(door, new)
    with reading(door.engine) as session:
        last = list(audit.entries(session, "F-001"))[-1]
    assert (last.action, last.actor) == ("devices.end", COPIED)


def test_a_lost_answer_costs_nothing(door: Door) -> None:
    token = door.enter(door.code()).token
    for _ in range(3):
        renew(door, token)  # the phone never hears of it
        assert gets_in(door, token)
    token = renew(door, token)
    assert gets_in(door, token)


def test_a_caregiver_ends_their_own_devices_only(door: Door, engine: Engine) -> None:
    entered = door.enter(door.code())
    with transaction(engine) as session, pytest.raises(NotFoundError):
        end_own(session, entered.device.id, caregiver_id="other", stream="F-001", by="x", now=door.clock.now())
    assert gets_in(door, entered.token)
    with transaction(engine) as session:
        mine = entered.caregiver.id
        assert end_own(session, entered.device.id, caregiver_id=mine, stream="F-001", by="x", now=door.clock.now())
        assert queries.devices_of(session, [mine]) == []
    assert not gets_in(door, entered.token)


class Line(RuleBasedStateMachine):
    """One device, its owner on a bad line, and perhaps a thief with a copy of a token."""

    door: ClassVar[Door]

    def __init__(self) -> None:
        super().__init__()
        caregiver, _ = self.door.caregiver()
        with transaction(self.door.engine) as session:
            now = self.door.clock.now()
            self.owner, self.device = open_device(session, caregiver, kind=Kind.APP, called="x", now=now)
        self.thief = ""
        self.shown = False

    @property
    def open(self) -> bool:
        with reading(self.door.engine) as session:
            found = queries.find_device(session, self.device.id)
            return found is not None and found.ended_at is None

    @rule(minutes=st.integers(0, 60))
    def time_passes(self, minutes: int) -> None:
        self.door.clock.advance(minutes=minutes)

    @precondition(lambda self: not self.shown)
    @rule()
    def the_owner_gets_in(self) -> None:
        assert gets_in(self.door, self.owner)

    @precondition(lambda self: not self.shown)
    @rule(lost=st.booleans(), doubled=st.booleans())
    def the_owner_renews(self, lost: bool, doubled: bool) -> None:
        if doubled:
            renew(self.door, self.owner)
        new = renew(self.door, self.owner)
        if not lost:
            self.owner = new

    @precondition(lambda self: not self.shown and not self.thief)
    @rule()
    def a_thief_copies_the_token(self) -> None:
        self.thief = self.owner

    @precondition(lambda self: self.thief and not self.shown)
    @rule()
    def the_copy_shows(self) -> None:
        if gets_in(self.door, self.thief):
            self.thief = renew(self.door, self.thief)
            assert gets_in(self.door, self.thief)
            assert not gets_in(self.door, self.owner)
        self.shown = True

    @precondition(lambda self: self.shown)
    @rule()
    def nobody_gets_in_once_a_copy_has_shown(self) -> None:
        assert not gets_in(self.door, self.owner)
        assert not gets_in(self.door, self.thief)

    @invariant()
    def only_a_copy_ends_a_device(self) -> None:
        assert self.open is not self.shown


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_honest_phones_never_lose_the_door_and_copies_do(door: Door) -> None:
    Line.door = door
    quick = settings(max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Line, settings=quick)
    assert door.clock.now() > moment("2026-12-01 09:00")


def test_tokens_are_looked_up_without_writing_once_they_were_used(door: Door) -> None:
    entered = door.enter(door.code())
    seen = []
    for _ in range(3):
        gets_in(door, entered.token)
        with reading(door.engine) as session:
            seen.append(queries.devices_of(session, [entered.caregiver.id])[0].seen_at)
        door.clock.advance(minutes=5)
    assert seen == [seen[0], seen[0], seen[0] + timedelta(minutes=10)]
