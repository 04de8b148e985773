"""Each promise that a simulation checks can be seen to break: a check that cannot fail would prove nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from backend.db import reading, transaction
from backend.emulator.messages import VirtualMessage
from backend.outbox import queries
from backend.outbox.models import Message, Scope
from backend.outbox.suppress import suppress
from backend.protocol.wording import MessageClass
from backend.simulation.invariants import check
from tests.factories import NOON, NUMBER, PACK, PHONE, message


def went_out(row: Message, *, hours: float = 0, status: str = "delivered", attempt: int = 1) -> VirtualMessage:
    """The provider's record of a message that left so many hours after noon."""
    at = NOON + timedelta(hours=hours)
    return VirtualMessage(
        sid=f"SM{row.id}{hours}", direction="outbound-api", from_=NUMBER, to=PHONE, body=row.body, created_at=at,
        status=status, delivered_at=at, status_callback=f"http://x/twilio/status/{row.id}/{attempt}#rc=5",
    )  # fmt: skip


def broken(engine: Engine, *log: VirtualMessage, days: int = 1) -> set[str]:
    return {each.promise for each in check(engine, PACK, log, now=NOON + timedelta(days=days))}


def kept(engine: Engine, key: str, **more: object) -> Message:
    with transaction(engine) as session:
        return message(session, key, **more)  # type: ignore[arg-type]


def test_an_ordinary_text_breaks_nothing(engine: Engine) -> None:
    assert broken(engine, went_out(kept(engine, "a"))) == set()


def test_quiet_hours(engine: Engine) -> None:
    assert broken(engine, went_out(kept(engine, "a"), hours=10)) == {"in quiet hours"}


def test_quota(engine: Engine) -> None:
    rows = [kept(engine, str(place)) for place in range(4)]
    assert broken(engine, *(went_out(row, hours=place) for place, row in enumerate(rows))) == {"over quota"}
    same = [kept(engine, f"s{place}", body="same") for place in range(3)]
    found = broken(engine, *(went_out(row, hours=place) for place, row in enumerate(same)))
    assert "over quota, identical" in found


@pytest.mark.parametrize("appointment", ["2026-12-15T01:00:00+00:00", "2026-12-08T03:00:00+00:00"])
def test_moved_or_past_dates(engine: Engine, appointment: str) -> None:
    row = kept(engine, "a", about=(f"child/week-4@{appointment}",))
    assert broken(engine, went_out(row)) == {"for a moved date"}  # nothing was ever booked


def test_silence_after_opting_out(engine: Engine) -> None:
    row = kept(engine, "a")
    with transaction(engine) as session:
        key = row.number_index
        suppress(session, scope=Scope.NUMBER, key=key, reason="opt-out", by="t", now=NOON - timedelta(hours=1))
    assert broken(engine, went_out(row)) == {"after opt-out"}


def test_approval_consent_and_confirmed_phones(engine: Engine) -> None:
    row = kept(engine, "a", subjects=("child:x",), child_specific=True)
    with transaction(engine) as session:
        stored = queries.message(session, row.id)
        assert stored is not None
        stored.wording_state = "draft"
        session.add(stored)
    assert broken(engine, went_out(row)) == {"unapproved", "without consent", "to an unconfirmed phone"}


def test_twice(engine: Engine) -> None:
    row = kept(engine, "a")
    assert "twice" in broken(engine, went_out(row), went_out(row, hours=1, attempt=2))
    assert broken(engine, went_out(row, status="undelivered"), went_out(row, hours=1, attempt=2)) == set()
    one, two = (kept(engine, key, about=("step:s",)) for key in ("b", "c"))
    assert "twice" in broken(engine, went_out(one), went_out(two, hours=1))


def test_lost(engine: Engine) -> None:
    kept(engine, "a", message_class=MessageClass.REPLY)
    typed = VirtualMessage("SM9", "inbound", PHONE, NUMBER, "1", NOON)
    assert broken(engine, typed, days=5) == {"lost"}
    with reading(engine) as session:
        assert len(queries.all_messages(session)) == 1


def test_what_we_never_stored(engine: Engine) -> None:
    row = kept(engine, "a")
    row.id = "unknown"
    assert broken(engine, went_out(row)) == {"sent but not stored"}
