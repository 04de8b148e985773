"""A child leaves the study: nothing of it is sent from that moment on, safety apart."""

from datetime import datetime

from sqlmodel import Session

from backend.consent.end_part import end_part, take_part
from backend.consent.models import ConsentKind
from backend.errors import ConflictError
from backend.families.models import Child


def withdraw(session: Session, *, child: Child, by: str, reason: str, now: datetime) -> int:
    """Keep the withdrawal and take back what waits about `child`; how many texts that were.

    A reason may be empty: nobody has to give one. Raises ConflictError without a consent to withdraw.
    """
    family, state = take_part(session, child)
    if not state.active:
        raise ConflictError(f"No consent of {child.code} is recorded, so there is none to withdraw.")
    kind, action = ConsentKind.WITHDRAWN, "consent.withdraw"
    return end_part(session, child, family, state, kind, action=action, by=by, reason=reason, now=now)
