"""In hospital, moved away, or worse: everything cheerful stops for a family in one act, and may go on later."""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import record
from backend.errors import ConflictError, NuanxinError
from backend.families import queries
from backend.families.models import Family, PauseFact, PauseKind
from backend.families.pause_queries import PROGRAM, is_held, is_paused, next_pause_fact
from backend.families.take_whole import take_whole
from backend.outbox.cancel import cancel_pending
from backend.outbox.suppress import Scope, lift, suppress

PAUSED = "paused"


class ReasonMissingError(NuanxinError):
    """A pause must say why, so that whoever looks next knows how to speak to the family."""

    type = "reason-missing"
    status_code = 422


def pause(session: Session, *, family: Family, reason: str, by: str, now: datetime) -> int:
    """Stop everything but safety for `family`; how many waiting texts were taken back. Raises ConflictError.

    Of a family that is held it says that it stays so.
    """
    if not reason.strip():
        raise ReasonMissingError("Say why the family is paused, such as: in hospital.")
    _keep(session, family, PauseKind.PAUSED, reason=reason, by=by, now=now)
    return _silence(session, family, by=by, now=now)


def hold(session: Session, *, family: Family, reason: str, now: datetime) -> int:
    """Pause `family`, paused or not, until a person says whether it stays so; how many texts were taken back."""
    if is_held(session, family.id):
        return 0
    _keep(session, family, PauseKind.PAUSED, reason=reason, by=PROGRAM, now=now)
    return _silence(session, family, by=PROGRAM, now=now)


def _silence(session: Session, family: Family, *, by: str, now: datetime) -> int:
    suppress(session, scope=Scope.SUBJECT, key=f"family:{family.id}", reason=PAUSED, by=by, now=now)
    subjects = [f"family:{family.id}"]
    subjects += [f"child:{child.id}" for child in queries.children_of(session, family.id)]
    return sum(cancel_pending(session, subject=each, reason=PAUSED, now=now) for each in subjects)


def resume(session: Session, *, family: Family, reason: str = "", by: str, now: datetime) -> None:
    """Let texts go to `family` again, from what is due then. Raises ConflictError if it was not paused."""
    _keep(session, family, PauseKind.RESUMED, reason=reason, by=by, now=now)
    lift(session, scope=Scope.SUBJECT, key=f"family:{family.id}", reason=PAUSED, by=by, now=now)


def _keep(session: Session, family: Family, kind: PauseKind, *, reason: str, by: str, now: datetime) -> None:
    take_whole(session, [family.id])
    nth = next_pause_fact(session, family.id)
    paused = is_paused(session, family.id)
    decided = kind is PauseKind.PAUSED and (by == PROGRAM or is_held(session, family.id))
    if paused is (kind is PauseKind.PAUSED) and not decided:
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
