"""Sending: once, by whoever comes first, gated at the last moment, settled by evidence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from backend.channels.outcomes import Outgoing
from backend.channels.twilio import Twilio, TwilioAccount
from backend.clock import SetClock
from backend.db import reading, transaction
from backend.emulator.transport import InProcessClient
from backend.emulator.world import Emulator
from backend.outbox import queries
from backend.outbox.cancel import cancel_pending
from backend.outbox.claim_queries import claim, leased
from backend.outbox.dispatch import Lane, dispatch_due
from backend.outbox.due_queries import unswept_halts
from backend.outbox.enqueue import REPLY, SCHEDULED
from backend.outbox.models import Message, Scope, Status
from backend.outbox.settle import reconcile_sent, settle_unknown
from backend.outbox.suppress import suppress
from backend.protocol.wording import MessageClass
from tests.factories import NOON, NUMBER, PACK, PHONE, SID, TOKEN, emulator, message

ACCOUNT = TwilioAccount(SID, TOKEN, NUMBER, callback_base="http://127.0.0.1:8000")


class Provider:
    """A clock, the virtual phones, and a channel to them."""

    def __init__(self) -> None:
        self.clock = SetClock(NOON)
        self.phones: Emulator = emulator(self.clock)
        self.channel = Twilio(ACCOUNT, live=False, http_client=InProcessClient(self.phones))

    def lane(self, number: int = SCHEDULED, worker: str = "w1", **more: int) -> Lane:
        return Lane(number, PACK, live=True, worker=worker, **more)


@pytest.fixture
def provider() -> Provider:
    return Provider()


def stored(engine: Engine, key: str, **more: object) -> str:
    with transaction(engine) as session:
        return message(session, key, **more).id  # type: ignore[arg-type]


def status(engine: Engine, message_id: str) -> Message:
    with reading(engine) as session:
        found = queries.message(session, message_id)
        assert found is not None
        return found


def send(engine: Engine, provider: Provider, number: int = SCHEDULED, worker: str = "w1") -> int:
    return dispatch_due(engine, provider.channel, lane=provider.lane(number, worker), clock=provider.clock)


def test_a_due_message_is_sent_once(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a")
    assert send(engine, provider) == 1
    assert send(engine, provider) == 0
    assert status(engine, kept).status == Status.ACCEPTED
    assert len(provider.phones.log) == 1


def test_two_workers_racing_send_each_message_once(engine: Engine, provider: Provider) -> None:
    for number in range(60):
        stored(engine, f"m{number}", number=f"+8526500{number:04d}")

    def work(name: str) -> int:
        lane = provider.lane(worker=name, senders=2, batch=7)
        return sum(iter(lambda: dispatch_due(engine, provider.channel, lane=lane, clock=provider.clock), 0))

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, ["w1", "w2"])) == 60
    assert len(provider.phones.log) == 60
    assert len({each.to for each in provider.phones.log}) == 60


def test_two_workers_share_one_phones_quota(engine: Engine, provider: Provider) -> None:
    for number in range(8):
        stored(engine, f"m{number}")

    def work(name: str) -> int:
        lane = provider.lane(worker=name, senders=2, batch=2)
        return sum(iter(lambda: dispatch_due(engine, provider.channel, lane=lane, clock=provider.clock), 0))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, ["w1", "w2"]))
    assert len(provider.phones.log) == PACK.study.quota.per_24h - PACK.study.quota.reserve


def test_a_dead_workers_claims_are_taken_over(engine: Engine, provider: Provider) -> None:
    stored(engine, "a")
    with transaction(engine) as session:
        claim(session, lane=SCHEDULED, worker="dead", now=NOON, lease=timedelta(seconds=90), limit=10)
    assert send(engine, provider) == 0
    provider.clock.advance(seconds=91)
    assert send(engine, provider) == 1
    assert len(provider.phones.log) == 1


class DiesWhileSending:
    """A worker killed after the provider took the message and before we wrote it down."""

    def __init__(self, channel: Twilio) -> None:
        self._channel = channel

    def send(self, outgoing: Outgoing) -> None:
        self._channel.send(outgoing)
        raise SystemExit


def test_a_worker_killed_in_the_middle_of_a_send_doubles_nothing(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a")
    with pytest.raises(SystemExit):
        dispatch_due(engine, DiesWhileSending(provider.channel), lane=provider.lane(), clock=provider.clock)  # type: ignore[arg-type]
    assert status(engine, kept).status == Status.SENDING
    provider.clock.advance(minutes=5)
    settle_unknown(engine, provider.channel, clock=provider.clock)
    assert status(engine, kept).status == Status.ACCEPTED
    assert send(engine, provider) == 0
    assert len(provider.phones.log) == 1


def test_a_stop_between_claim_and_send_is_heeded(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a")
    with transaction(engine) as session:
        suppress(
            session, scope=Scope.NUMBER, key=status(engine, kept).number_index, reason="opt-out", by="t", now=NOON
        )
    send(engine, provider)
    assert status(engine, kept).status == Status.BLOCKED
    assert provider.phones.log == []


def test_a_claimed_message_can_still_be_taken_back(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a", subjects=("child:x",))
    with transaction(engine) as session:
        claimed = claim(session, lane=SCHEDULED, worker="w1", now=NOON, lease=timedelta(seconds=90), limit=9)
        assert claimed == [kept]
    with transaction(engine) as session:
        assert cancel_pending(session, subject="child:x", reason="withdrawn", now=NOON) == 1
    with transaction(engine) as session:
        assert leased(session, ids=[kept], worker="w1") == []


def test_answers_do_not_wait_behind_reminders(engine: Engine, provider: Provider) -> None:
    for number in range(200):
        stored(engine, f"m{number}", number=f"+8526500{number:04d}")
    answer = stored(engine, "answer", message_class=MessageClass.REPLY)
    assert send(engine, provider, REPLY) == 1
    assert status(engine, answer).status == Status.ACCEPTED


@pytest.mark.parametrize(
    ("fault", "expected"), [("429", Status.PENDING), ("hang", Status.UNKNOWN), ("500", Status.UNKNOWN)]
)
def test_what_the_provider_did_decides_what_we_may_do(
    engine: Engine, provider: Provider, fault: str, expected: Status
) -> None:
    kept = stored(engine, "a")
    provider.phones.script(fault)
    send(engine, provider)
    assert status(engine, kept).status == expected


def test_a_hung_send_is_found_and_not_repeated(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a")
    provider.phones.script("hang")
    send(engine, provider)
    provider.clock.advance(minutes=3)
    assert settle_unknown(engine, provider.channel, clock=provider.clock) == 1
    assert status(engine, kept).status == Status.ACCEPTED
    assert len(provider.phones.log) == 1


def test_a_send_the_provider_never_took_goes_again_only_after_three_looks(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a")
    provider.phones.script("500")
    send(engine, provider)
    for minutes in (3, 6, 11):
        assert status(engine, kept).status == Status.UNKNOWN
        provider.clock.advance(minutes=minutes)
        settle_unknown(engine, provider.channel, clock=provider.clock)
    assert status(engine, kept).status == Status.PENDING
    send(engine, provider)
    assert len(provider.phones.log) == 1


def test_our_own_misconfiguration_halts_the_route_and_burns_no_attempt(engine: Engine, provider: Provider) -> None:
    wrong = TwilioAccount(SID, TOKEN, "+85239999999", callback_base="http://127.0.0.1:8000")
    provider.channel = Twilio(wrong, live=False, http_client=InProcessClient(provider.phones))
    kept, other = stored(engine, "a"), stored(engine, "b", number="+85265002222")
    send(engine, provider)
    send(engine, provider)
    assert {status(engine, each).status for each in (kept, other)} == {Status.PENDING}
    with reading(engine) as session:
        assert [halt.code for halt in unswept_halts(session)] == [21606]


def test_a_number_the_provider_blocks_is_suppressed_here_too(engine: Engine, provider: Provider) -> None:
    provider.phones.type_as(PHONE, "STOP")
    kept = stored(engine, "a")
    send(engine, provider)
    assert status(engine, kept).status == Status.BLOCKED
    with reading(engine) as session:
        keys = [status(engine, kept).number_index]
        assert [row.reason for row in queries.suppressions(session, scope=Scope.NUMBER, keys=keys)] == ["opt-out"]


def test_silence_after_acceptance_is_asked_about_and_then_let_be(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a")
    provider.phones.script("never")
    send(engine, provider)
    provider.clock.advance(hours=1, minutes=1)
    provider.phones.run_due(provider.clock.now(), lambda call: 204)
    assert reconcile_sent(engine, provider.channel, clock=provider.clock) == 1
    assert status(engine, kept).status == Status.DELIVERED


def test_the_same_key_is_stored_once(engine: Engine) -> None:
    stored(engine, "a")
    with pytest.raises(AssertionError), transaction(engine) as session:
        message(session, "a")


def test_a_stop_and_a_send_at_the_same_moment_do_not_block_each_other(engine: Engine, provider: Provider) -> None:
    for place in range(30):
        stored(engine, f"m{place}", number=f"+8526500{place % 5:04d}")
    with reading(engine) as session:
        numbers = sorted({row.number_index for row in queries.all_messages(session)})

    def stop(key: str) -> None:
        with transaction(engine) as session:
            suppress(session, scope=Scope.NUMBER, key=key, reason="opt-out", by="t", now=NOON)
            cancel_pending(session, number_index=key, reason="opt-out", now=NOON)

    def work(name: str) -> None:
        lane = provider.lane(worker=name, senders=2, batch=6)
        while dispatch_due(engine, provider.channel, lane=lane, clock=provider.clock):
            pass

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, "w1"), pool.submit(work, "w2"), *(pool.submit(stop, key) for key in numbers)]:
            done.result(30)
    with reading(engine) as session:
        assert not [row for row in queries.all_messages(session) if row.status == Status.PENDING]
