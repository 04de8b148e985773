"""Small pieces that several rooms' tests build with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from backend.clock import SetClock
from backend.emulator.faults import Faults
from backend.emulator.world import Emulator
from backend.languages import Language
from backend.outbox.decide import Because
from backend.outbox.enqueue import Draft, enqueue
from backend.outbox.models import Message
from backend.protocol.approvals import ApprovalState
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack, Rendered
from backend.protocol.wording import MessageClass

NOON = datetime(2026, 12, 8, 4, 0, tzinfo=UTC)  # 12:00 in Guangzhou
PHONE = "+85265001111"
SID, TOKEN, NUMBER = "AC" + "7" * 32, "token", "+85230000000"
PACK: Pack = load_pack(Path("messages/nct06731192"))


def emulator(clock: SetClock, rate: float = 0.0) -> Emulator:
    """A provider that knows our account."""
    return Emulator(account_sid=SID, auth_token=TOKEN, number=NUMBER, clock=clock, faults=Faults(rate))


def message(
    session: Session,
    key: str,
    *,
    number: str = PHONE,
    message_class: MessageClass = MessageClass.SCHEDULED,
    body: str = "",
    now: datetime = NOON,
    lives: timedelta = timedelta(hours=20),
    **more: object,
) -> Message:
    """A stored message; `key` makes it distinct."""
    draft = Draft(
        dedup_key=key,
        kind="visit-confirm",
        message_class=message_class,
        number=number,
        route=PACK.study.route_for(number),
        zone="Asia/Shanghai",
        language=Language.EN,
        rendered=Rendered(body or f"[Nuanxin] text {key}", "v1", ApprovalState.APPROVED, "REF"),
        stream="F-001",
        because=Because("test", "send", "due"),
        due_at=now,
        expires_at=now + lives,
        tolerates_duplicate=True,
        **more,  # type: ignore[arg-type]
    )
    stored = enqueue(session, draft, now=now)
    assert stored is not None
    return stored
