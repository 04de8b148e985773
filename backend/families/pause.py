"""In hospital, moved away, or worse: everything cheerful stops for a family in one act, and may go on later."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.errors import ConflictError, NuanxinError
from backend.families import queries
from backend.families.models import Family, PauseFact, PauseKind
from backend.families.pause_queries import is_paused, next_pause_fact
from backend.outbox.cancel import cancel_pending
from backend.outbox.suppress import Scope, lift, suppress

PAUSED = "paused"


class ReasonMissingError(NuanxinError):
    """A pause must say why, so that whoever looks next knows how to speak to the family."""

    type = "reason-missing"
    status_code = 422


def pause(session: Session, *, family: Family, reason: str, by: str, now: datetime) -> int:
    """Stop everything but safety for `family`; how many waiting texts were taken back. Raises ConflictError."""
    if not reason.strip():
        raise ReasonMissingError("Say why the family is paused, such as: in hospital.")
    _keep(session, family, PauseKind.PAUSED, reason=reason, by=by, now=now)
    suppress(session, scope=Scope.SUBJECT, key=f"family:{family.id}", reason=PAUSED, by=by, now=now)
    subjects = [f"family:{family.id}"]
    subjects += [f"child:{child.id}" for child in queries.children_of(session, family.id)]
    return sum(cancel_pending(session, subject=each, reason=PAUSED, now=now) for each in subjects)


def resume(session: Session, *, family: Family, reason: str = "", by: str, now: datetime) -> None:
    """Let texts go to `family` again, from what is due then. Raises ConflictError if it was not paused."""
    _keep(session, family, PauseKind.RESUMED, reason=reason, by=by, now=now)
    lift(session, scope=Scope.SUBJECT, key=f"family:{family.id}", reason=PAUSED, by=by, now=now)


def _keep(session: Session, family: Family, kind: PauseKind, *, reason: str, by: str, now: datetime) -> None:
    nth = next_pause_fact(session, family.id)
    paused = is_paused(session, family.id)
    if paused is (kind is PauseKind.PAUSED):
        raise ConflictError(f"Family {family.code} is {'already' if paused else 'not'} paused.")
    fact = PauseFact(
        id=queries.stable_id("pause-fact", family.id, nth),
        family_id=family.id,
        nth=nth,
        kind=kind,
        reason=reason,
        happened_at=now,
        recorded_at=now,
        by=by,
    )
    queries.add(session, fact)
    record(
        session,
        stream=family.code,
        actor=by,
        action="families.pause" if kind is PauseKind.PAUSED else "families.resume",
        subject=f"family:{family.id}",
        reason=reason,
        now=now,
    )
