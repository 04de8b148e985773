"""Saying why a call that a family was promised is not made: a person does, with the reason of what does not press."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.acknowledge import OverError
from backend.concerns.append import Entry, append, as_values, is_over, standing_of, take
from backend.concerns.change_level import need_reason
from backend.concerns.happened import as_they_count
from backend.concerns.models import UNREACHED, Concern, Kind
from backend.errors import ConflictError

ANEW = frozenset({Kind.CALLED, Kind.CALL_WAIVED, Kind.REOPENED})


class NotTriedError(ConflictError):
    """The family is said to be out of reach, and nobody has phoned it in vain."""

    type = "call-not-tried"


def waive_call(session: Session, number: int, *, because: str, reason: str, by: str, now: datetime) -> Concern:
    """Nobody phones the family any more; `because` is KNOWS, or UNREACHED after a call that nobody answered.

    Raises NotFoundError, OverError, ConflictError, NotTriedError, ReasonMissingError, ArmWordsError.
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
    if because == UNREACHED and not _is_tried(session, concern):
        raise NotTriedError(
            f"Nobody has phoned the family of concern {number} in vain: record such a call first "
            f"(`nuanxin concerns call {number} --not-reached`)."
        )
    append(session, concern, Entry(Kind.CALL_WAIVED, by=by, facts={"because": because}, words=reason), now=now)
    return concern


def _is_tried(session: Session, concern: Concern) -> bool:
    """Whether the last call, since all began anew, reached nobody."""
    events = as_they_count(as_values(queries.events_of(session, concern.id)))
    last = next((event for event in reversed(list(events)) if event.kind in ANEW), None)
    return last is not None and last.kind is Kind.CALLED and last.facts.get("reached") != "yes"
