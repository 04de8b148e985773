"""What became known about a number: it reaches the family, it is somebody else's, or nobody knows any more."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.families import queries
from backend.families.models import Phone, PhoneFact, PhoneState
from backend.families.phone_queries import next_phone_fact, phone_state
from backend.outbox.cancel import cancel_pending
from backend.outbox.suppress import Scope, lift, suppress

WRONG_NUMBER = "wrong-number"
DOUBTED = "phone-unconfirmed"
ACTIONS = {
    PhoneState.CONFIRMED: "families.confirm-phone",
    PhoneState.WRONG_NUMBER: "families.wrong-number",
    PhoneState.UNCONFIRMED: "families.doubt-phone",
}


def confirm(session: Session, *, phone: Phone, by: str, note: str = "", now: datetime) -> bool:
    """This phone reaches the family: from now on it may be told about the child. False if that was known."""
    if not _keep(session, phone, PhoneState.CONFIRMED, by=by, note=note, now=now):
        return False
    lift(session, scope=Scope.NUMBER, key=phone.number_index, reason=WRONG_NUMBER, by=by, now=now)
    return True


def report_wrong_number(session: Session, *, phone: Phone, by: str, note: str = "", now: datetime) -> bool:
    """This phone is a stranger's: nothing more goes there, and nothing waiting. False if that was known."""
    if not _keep(session, phone, PhoneState.WRONG_NUMBER, by=by, note=note, now=now):
        return False
    suppress(session, scope=Scope.NUMBER, key=phone.number_index, reason=WRONG_NUMBER, by=by, now=now)
    cancel_pending(session, number_index=phone.number_index, reason=WRONG_NUMBER, now=now)
    return True


def doubt(session: Session, *, phone: Phone, by: str, note: str = "", now: datetime) -> bool:
    """Nobody knows any more whose phone this is: nothing of the child goes there until it is confirmed again.

    It may be asked, though: what silenced it as a wrong number is lifted. False if nothing was known of it.
    """
    if not _keep(session, phone, PhoneState.UNCONFIRMED, by=by, note=note, now=now):
        return False
    lift(session, scope=Scope.NUMBER, key=phone.number_index, reason=WRONG_NUMBER, by=by, now=now)
    cancel_pending(session, number_index=phone.number_index, reason=DOUBTED, now=now)
    return True


def _keep(session: Session, phone: Phone, kind: PhoneState, *, by: str, note: str, now: datetime) -> bool:
    nth = next_phone_fact(session, phone.id)
    before = phone_state(session, phone.id)
    if before is kind:
        return False
    fact = PhoneFact(
        id=queries.stable_id("phone-fact", phone.id, nth),
        phone_id=phone.id,
        nth=nth,
        kind=kind,
        happened_at=now,
        recorded_at=now,
        by=by,
        note=note,
    )
    queries.add(session, fact)
    for family in queries.families_on_phone(session, phone.id):
        record(
            session,
            stream=family.code,
            actor=by,
            action=ACTIONS[kind],
            subject=f"phone:{phone.id}",
            before={"state": before.value},
            after={"state": kind.value, "number": phone.number},
            reason=note,
            now=now,
        )
    return True
