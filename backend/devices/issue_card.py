"""Give a caregiver an enrolment card; the one before holds no longer."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.devices import queries
from backend.devices.keys import new_key
from backend.devices.models import Card
from backend.families.models import Caregiver, Family
from backend.outbox.lock_queries import serialise
from backend.tokens import digest_of


def issue_card(session: Session, *, caregiver: Caregiver, family: Family, by: str, now: datetime) -> str:
    """The key of a new card, which is kept nowhere; older cards of this caregiver are revoked."""
    serialise(session, [f"card:{caregiver.id}"])
    revoked = queries.revoke_cards(session, caregiver.id, now=now)
    key = new_key()
    queries.add(session, Card(digest=digest_of(key), caregiver_id=caregiver.id, issued_at=now, issued_by=by))
    _audit(session, "devices.issue-card", caregiver, family, {"revoked": str(revoked)}, by=by, now=now)
    return key


def revoke_cards(session: Session, *, caregiver: Caregiver, family: Family, by: str, now: datetime) -> int:
    """No card of this caregiver opens the door any more; how many held until now. Devices stay."""
    revoked = queries.revoke_cards(session, caregiver.id, now=now)
    if revoked:
        _audit(session, "devices.revoke-card", caregiver, family, {"revoked": str(revoked)}, by=by, now=now)
    return revoked


def _audit(
    session: Session,
    action: str,
    caregiver: Caregiver,
    family: Family,
    after: dict[str, str],
    *,
    by: str,
    now: datetime,
) -> None:
    subject = f"caregiver:{caregiver.id}"
    record(session, stream=family.code, actor=by, action=action, subject=subject, after=after, now=now)
