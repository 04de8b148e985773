"""Ending a concern: only a person does, with what came of it."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.acknowledge import OverError
from backend.concerns.append import Entry, append, is_over, standing_of, take
from backend.concerns.change_level import need_reason
from backend.concerns.hold_texts import UndecidedError, held
from backend.concerns.models import Concern, Kind
from backend.errors import ConflictError
from backend.protocol.blinding import refuse_arm_words


class CallOwedError(ConflictError):
    """The family was told that somebody phones, and nobody has."""

    type = "call-owed"


def resolve(session: Session, number: int, *, outcome: str, note: str, by: str, now: datetime) -> Concern:
    """Close with an outcome and a note (may be empty).

    Raises NotFoundError, OverError, CallOwedError while a call is owed, UndecidedError while nobody has said whether
    the family's texts go on, ReasonMissingError, ArmWordsError.
    """
    need_reason(outcome)
    refuse_arm_words(note)
    concern = take(session, number)
    if is_over(concern):
        raise OverError(f"Concern {number} is resolved already.")
    if standing_of(session, concern).owes_call:
        raise CallOwedError(
            f"The family of concern {number} still waits for a call: record it; or lower the level with why, and "
            f"say why none is made (`nuanxin concerns no-call {number}`)."
        )
    if held(session, concern):
        raise UndecidedError(
            f"The texts of concern {number}'s family are held: say first whether they stay so, or go on "
            f"(`nuanxin concerns texts {number}`)."
        )
    append(session, concern, Entry(Kind.RESOLVED, by=by, facts={"outcome": outcome}, words=note), now=now)
    return concern
