"""A child has died: its part in the study ends, and nobody wished it to. Nothing of it is sent from then on."""

from datetime import datetime

from sqlmodel import Session

from backend.consent.end_part import end_part, take_part
from backend.consent.models import ConsentKind
from backend.families.models import Child


def record_death(session: Session, *, child: Child, by: str, reason: str, now: datetime) -> int:
    """Keep that `child` has died, with a consent or without, and take back what waits about it; how many texts.

    Raises ConflictError where its part had ended before.
    """
    family, state = take_part(session, child)
    kind, action = ConsentKind.DIED, "consent.died"
    return end_part(session, child, family, state, kind, action=action, by=by, reason=reason, now=now)
