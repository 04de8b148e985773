"""Saying why a call that a family was promised is not made: a person does, with the reason of what does not press."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.acknowledge import OverError
from backend.concerns.append import Entry, append, is_over, standing_of, take
from backend.concerns.change_level import need_reason
from backend.concerns.models import Concern, Kind
from backend.errors import ConflictError


def waive_call(session: Session, number: int, *, because: str, reason: str, by: str, now: datetime) -> Concern:
    """Nobody phones the family any more; `because` is KNOWS or UNREACHED.

    Raises NotFoundError, OverError, ConflictError, ReasonMissingError, ArmWordsError.
    """
    need_reason(reason)
    concern = take(session, number)
    if is_over(concern):
        raise OverError(f"Concern {number} is resolved already.")
    stands = standing_of(session, concern)
    if not stands.waits:
        raise ConflictError(f"The family of concern {number} waits for no call that it was promised.")
    if not stands.can_waive:
        raise ConflictError(
            f"Concern {number} is at {concern.level}: phone, or lower the level first, with the reason."
        )
    append(session, concern, Entry(Kind.CALL_WAIVED, by=by, facts={"because": because}, words=reason), now=now)
    return concern
