"""What cannot wait: a lane and a sender of its own, sent at once, tried again within minutes."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from backend.channels.twilio import Twilio, TwilioAccount
from backend.clock import SetClock
from backend.db import reading, transaction
from backend.emulator.transport import InProcessClient
from backend.emulator.world import Emulator
from backend.outbox import queries
from backend.outbox.cancel import cancel_pending
from backend.outbox.conclude import CALM, PRESSED
from backend.outbox.dispatch import Lane, SendNow, dispatch_due
from backend.outbox.enqueue import REPLY, SAFETY, SCHEDULED, lane_of
from backend.outbox.models import Message, Scope, Status
from backend.outbox.settle import reconcile_sent, settle_unknown
from backend.outbox.suppress import suppress
from backend.protocol.wording import MessageClass
from tests.factories import NOON, NUMBER, PACK, SID, TOKEN, message

SAFETY_NUMBER = "+85230000001"
PHONE, OTHER = "+85265001111", "+85265002222"


class Provider:
    """A provider with two senders of ours, and a clock."""

    def __init__(self, *, own_sender: bool = True) -> None:
        self.clock = SetClock(NOON)
        self.phones = Emulator(
            account_sid=SID, auth_token=TOKEN, number=NUMBER, more_numbers=(SAFETY_NUMBER,), clock=self.clock
        )
        account = TwilioAccount(
            SID,
            TOKEN,
            NUMBER,
            callback_base="http://127.0.0.1:8",
            safety_sender=SAFETY_NUMBER if own_sender else None,
        )
        self.channel = Twilio(account, live=False, http_client=InProcessClient(self.phones))
        self.lane = Lane(SAFETY, PACK, live=True, worker="w")

    def send(self, engine: Engine, lane: int = SAFETY) -> int:
        rules = Lane(lane, PACK, live=True, worker="w")
        return dispatch_due(engine, self.channel, lane=rules, clock=self.clock)


@pytest.fixture
def provider() -> Provider:
    return Provider()


def stored(engine: Engine, key: str, message_class: MessageClass, kind: str = "safety-urgent", **more: object) -> str:
    with transaction(engine) as session:
        row = message(session, key, message_class=message_class, **more)  # type: ignore[arg-type]
        row.kind, row.lane = kind, lane_of(message_class, kind)
        return row.id


def row_of(engine: Engine, message_id: str) -> Message:
    with reading(engine) as session:
        found = queries.message(session, message_id)
        assert found is not None
        return found


@pytest.mark.parametrize(
    ("message_class", "kind", "lane"),
    [
        (MessageClass.SAFETY, "safety-emergency", SAFETY),
        (MessageClass.SAFETY, "safety-urgent", SAFETY),
        (MessageClass.SAFETY, "promise-missed", SAFETY),
        (MessageClass.STAFF_PAGE, "page-concern", SAFETY),
        (MessageClass.SAFETY, "safety-routine", REPLY),
        (MessageClass.REPLY, "ack-kept", REPLY),
        (MessageClass.SCHEDULED, "visit-confirm", SCHEDULED),
    ],
)
def test_each_kind_has_its_lane(message_class: MessageClass, kind: str, lane: int) -> None:
    assert lane_of(message_class, kind) == lane


def test_safety_texts_and_pages_leave_by_their_own_sender_and_reminders_do_not(
    engine: Engine, provider: Provider
) -> None:
    stored(engine, "page", MessageClass.STAFF_PAGE, "page-concern", number=OTHER)
    stored(engine, "visit", MessageClass.SCHEDULED, "visit-confirm")
    stored(engine, "answer", MessageClass.REPLY, "ack-kept")
    for lane in (SAFETY, SCHEDULED, REPLY):
        provider.send(engine, lane)
    assert [each.from_ for each in provider.phones.log] == [SAFETY_NUMBER, NUMBER, NUMBER]


def test_without_a_sender_of_their_own_safety_texts_leave_by_the_one_there_is(engine: Engine) -> None:
    provider = Provider(own_sender=False)
    stored(engine, "a", MessageClass.SAFETY)
    provider.send(engine)
    assert [each.from_ for each in provider.phones.log] == [NUMBER]


def test_a_messaging_service_may_be_the_safety_sender() -> None:
    account = TwilioAccount(
        SID, TOKEN, NUMBER, callback_base="", safety_service_sid="MG1", messaging_service_sid="MG0"
    )
    assert account.origin(urgent=True) == {"messaging_service_sid": "MG1"}
    assert account.origin(urgent=False) == {"messaging_service_sid": "MG0"}


def test_the_emergency_answer_leaves_first_then_other_safety_texts_then_pages(
    engine: Engine, provider: Provider
) -> None:
    stored(engine, "page", MessageClass.STAFF_PAGE, "page-concern", number=OTHER, now=NOON - timedelta(minutes=9))
    stored(engine, "urgent", MessageClass.SAFETY, "safety-urgent", now=NOON - timedelta(minutes=5))
    stored(engine, "short", MessageClass.SAFETY, "safety-emergency-short")
    provider.send(engine)
    assert [each.body.rsplit(" ", 1)[1] for each in provider.phones.log] == ["short", "urgent", "page"]


def test_what_was_just_committed_can_be_sent_at_once(engine: Engine, provider: Provider) -> None:
    for number in range(5):
        stored(engine, f"m{number}", MessageClass.SCHEDULED, "visit-confirm", number=f"+8526500000{number}")
    answer = stored(engine, "a", MessageClass.SAFETY)
    send_now = SendNow(engine, provider.channel, provider.lane, provider.clock)
    assert send_now() == 1
    assert send_now() == 0
    assert row_of(engine, answer).status == Status.ACCEPTED


def test_texts_to_either_number_are_fetched_when_their_webhook_stayed_away(provider: Provider) -> None:
    for sender in (NUMBER, SAFETY_NUMBER):
        provider.phones.create({"To": PHONE, "From": sender, "Body": "x"})
        provider.phones.type_as(PHONE, f"to {sender}")
    found = list(provider.channel.received(since=NOON - timedelta(hours=1)))
    assert {(each.to, each.body) for each in found} == {
        (NUMBER, f"to {NUMBER}"),
        (SAFETY_NUMBER, f"to {SAFETY_NUMBER}"),
    }


def undeliver(engine: Engine, provider: Provider, message_id: str) -> timedelta:
    """The provider says it did not reach the phone; how long until the next try."""
    provider.phones.unreachable[PHONE] = "30003"
    provider.send(engine)
    provider.phones.run_due(provider.clock.now() + timedelta(seconds=30), lambda _: 200)
    provider.clock.advance(minutes=1)
    reconcile_sent(engine, provider.channel, clock=provider.clock)
    row = row_of(engine, message_id)
    assert row.status == Status.PENDING
    return row.next_at - provider.clock.now()


def test_a_safety_text_that_did_not_arrive_goes_again_within_minutes(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a", MessageClass.SAFETY)
    assert undeliver(engine, provider, kept) == timedelta(seconds=30)
    provider.clock.advance(seconds=30)
    assert undeliver(engine, provider, kept) == timedelta(minutes=2)
    provider.clock.advance(minutes=2)
    provider.phones.unreachable.clear()
    provider.send(engine)
    assert row_of(engine, kept).attempts == 3


def test_a_page_that_did_not_arrive_is_left_to_the_next_on_the_rota(engine: Engine, provider: Provider) -> None:
    page = stored(engine, "p", MessageClass.STAFF_PAGE, "page-concern")
    provider.phones.unreachable[PHONE] = "30003"
    provider.send(engine)
    provider.phones.run_due(provider.clock.now() + timedelta(seconds=30), lambda _: 200)
    provider.clock.advance(minutes=1)
    reconcile_sent(engine, provider.channel, clock=provider.clock)
    assert row_of(engine, page).status == Status.UNDELIVERED


def test_a_safety_text_is_not_tried_again_once_it_is_no_longer_true(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a", MessageClass.SAFETY, lives=timedelta(seconds=80))
    provider.phones.unreachable[PHONE] = "30003"
    provider.send(engine)
    provider.phones.run_due(provider.clock.now() + timedelta(seconds=30), lambda _: 200)
    provider.clock.advance(minutes=1)
    reconcile_sent(engine, provider.channel, clock=provider.clock)
    assert row_of(engine, kept).status == Status.UNDELIVERED


def test_a_safety_send_in_doubt_is_looked_up_within_seconds_and_never_sent_blindly(
    engine: Engine, provider: Provider
) -> None:
    kept = stored(engine, "a", MessageClass.SAFETY)
    provider.phones.script("500-accepted")
    provider.send(engine)
    assert row_of(engine, kept).check_at == NOON + PRESSED.unknown_check
    provider.clock.advance(seconds=20)
    settle_unknown(engine, provider.channel, clock=provider.clock)
    assert row_of(engine, kept).status == Status.ACCEPTED
    assert len(provider.phones.log) == 1


def test_a_safety_send_that_never_was_goes_again_within_two_minutes(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a", MessageClass.SAFETY)
    provider.phones.script("500")
    provider.send(engine)
    for _ in range(8):
        provider.clock.advance(seconds=15)
        settle_unknown(engine, provider.channel, clock=provider.clock)
    provider.send(engine)
    assert row_of(engine, kept).status == Status.ACCEPTED


def test_reminders_keep_their_patience(engine: Engine, provider: Provider) -> None:
    kept = stored(engine, "a", MessageClass.SCHEDULED, "visit-confirm")
    provider.phones.script("500")
    provider.send(engine, SCHEDULED)
    assert row_of(engine, kept).check_at == NOON + CALM.unknown_check


def test_a_route_halted_by_a_reminder_does_not_hold_up_an_emergency(engine: Engine, provider: Provider) -> None:
    wrong = Twilio(
        TwilioAccount(SID, TOKEN, "+15550000000", callback_base="http://127.0.0.1:8", safety_sender=SAFETY_NUMBER),
        live=False,
        http_client=InProcessClient(provider.phones),
    )
    stored(engine, "visit", MessageClass.SCHEDULED, "visit-confirm")
    kept = stored(engine, "a", MessageClass.SAFETY)
    for lane in (SCHEDULED, SAFETY):
        dispatch_due(engine, wrong, lane=Lane(lane, PACK, live=True, worker="w"), clock=provider.clock)
    with reading(engine) as session:
        assert queries.halts(session, now=NOON)
    assert row_of(engine, kept).status == Status.ACCEPTED


@pytest.mark.parametrize("message_class", [MessageClass.SAFETY, MessageClass.STAFF_PAGE])
def test_what_ends_a_familys_reminders_does_not_end_the_care_for_a_concern(
    engine: Engine, provider: Provider, message_class: MessageClass
) -> None:
    kept = stored(engine, "a", message_class, subjects=("family:x",))
    with transaction(engine) as session:
        suppress(session, scope=Scope.SUBJECT, key="family:x", reason="withdrawn", by="t", now=NOON)
        cancel_pending(session, subject="family:x", reason="withdrawn", now=NOON)
    provider.send(engine)
    assert row_of(engine, kept).status == Status.ACCEPTED
