"""What every end of a child's part in the study does: a fact, silence about that child, the audit."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.audit.record import record
from backend.consent import queries
from backend.consent.gate import ConsentState, consent_state
from backend.consent.models import ConsentFact, ConsentKind
from backend.errors import ConflictError
from backend.families.models import Child, Family
from backend.families.queries import family_by_id, stable_id
from backend.families.take_whole import take_whole
from backend.outbox.cancel import cancel_pending
from backend.outbox.suppress import Scope, suppress


def take_part(session: Session, child: Child) -> tuple[Family, ConsentState]:
    """Its family and its consent; until we commit nobody else changes either. Raises ConflictError if it ended."""
    family = family_by_id(session, child.family_id)
    take_whole(session, [family.id])
    queries.lock_child(session, child.id)
    state = consent_state(session, [child.id], as_of=None)[child.id]
    if state.ended_at is not None:
        on = state.ended_at.astimezone(ZoneInfo(family.zone)).date()
        before = f"has died, as recorded on {on}" if state.died_at is not None else f"was withdrawn before, on {on}"
        raise ConflictError(f"{child.code} {before}.")
    return family, state


def end_part(
    session: Session,
    child: Child,
    family: Family,
    state: ConsentState,
    kind: ConsentKind,
    *,
    action: str,
    by: str,
    reason: str,
    now: datetime,
) -> int:
    """Keep the fact and take back what waits about `child`; how many texts that were."""
    nth = len(queries.facts_of(session, child.id)) + 1
    fact = ConsentFact(
        id=stable_id("consent-fact", child.id, nth),
        child_id=child.id,
        nth=nth,
        kind=kind,
        version=state.version or "",
        reference=state.reference or "",
        happened_at=now,
        recorded_at=now,
        by=by,
        note=reason,
    )
    queries.add(session, fact)
    subject = f"child:{child.id}"
    suppress(session, scope=Scope.SUBJECT, key=subject, reason=kind.value, by=by, now=now)
    canceled = cancel_pending(session, subject=subject, reason=kind.value, now=now)
    record(
        session,
        stream=family.code,
        actor=by,
        action=action,
        subject=subject,
        before={"version": fact.version, "reference": fact.reference},
        reason=reason,
        now=now,
    )
    return canceled
