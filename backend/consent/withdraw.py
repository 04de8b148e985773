"""A child leaves the study: nothing of it is sent from that moment on, safety apart."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.audit.record import record
from backend.consent import queries
from backend.consent.gate import consent_state
from backend.consent.models import ConsentFact, ConsentKind
from backend.errors import ConflictError
from backend.families.models import Child
from backend.families.queries import family_by_id, stable_id
from backend.families.take_whole import take_whole
from backend.outbox.cancel import cancel_pending
from backend.outbox.suppress import Scope, suppress

WITHDRAWN = "withdrawn"


def withdraw(session: Session, *, child: Child, by: str, reason: str, now: datetime) -> int:
    """Keep the withdrawal and take back what waits about `child`; how many texts that were.

    A reason may be empty: nobody has to give one. Raises ConflictError without a consent to withdraw.
    """
    family = family_by_id(session, child.family_id)
    take_whole(session, [family.id])
    queries.lock_child(session, child.id)
    state = consent_state(session, [child.id], as_of=None)[child.id]
    if state.withdrawn_at is not None:
        on = state.withdrawn_at.astimezone(ZoneInfo(family.zone)).date()
        raise ConflictError(f"{child.code} was withdrawn before, on {on}.")
    if not state.active:
        raise ConflictError(f"No consent of {child.code} is recorded, so there is none to withdraw.")
    nth = len(queries.facts_of(session, child.id)) + 1
    fact = ConsentFact(
        id=stable_id("consent-fact", child.id, nth),
        child_id=child.id,
        nth=nth,
        kind=ConsentKind.WITHDRAWN,
        version=state.version or "",
        reference=state.reference or "",
        happened_at=now,
        recorded_at=now,
        by=by,
        note=reason,
    )
    queries.add(session, fact)
    subject = f"child:{child.id}"
    suppress(session, scope=Scope.SUBJECT, key=subject, reason=WITHDRAWN, by=by, now=now)
    canceled = cancel_pending(session, subject=subject, reason=WITHDRAWN, now=now)
    record(
        session,
        stream=family.code,
        actor=by,
        action="consent.withdraw",
        subject=subject,
        before={"version": fact.version, "reference": fact.reference},
        reason=reason,
        now=now,
    )
    return canceled
