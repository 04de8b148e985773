"""A person puts a concern at another level, with the reason; only a person lowers it."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.acknowledge import OverError
from backend.concerns.append import Entry, append, is_over, take
from backend.concerns.models import Concern, Kind
from backend.concerns.promise import call_by, read_by
from backend.errors import ConflictError, NuanxinError
from backend.protocol.blinding import refuse_arm_words
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency


class ReasonMissingError(NuanxinError):
    """What is decided about a child's safety says why."""

    type = "reason-missing"
    status_code = 422


def change_level(
    session: Session, number: int, *, level: Urgency, reason: str, by: str, pack: Pack, now: datetime
) -> Concern:
    """Put a concern at `level`; a higher one pages again, a lower one leaves a call that was promised owed.

    Raises NotFoundError, OverError, ConflictError, ReasonMissingError, ArmWordsError.
    """
    need_reason(reason)
    concern = take(session, number)
    if is_over(concern):
        raise OverError(f"Concern {number} is resolved; reopen it if something is new.")
    if level is Urgency.NONE:
        raise ConflictError("A concern has a level; resolve it when there is nothing to worry about.")
    if level.value == concern.level:
        raise ConflictError(f"Concern {number} is at {level.value} already.")
    facts = {"level": level.value, "was": concern.level, "read_by": read_by(now, pack=pack).isoformat()}
    if level.rank >= Urgency.URGENT.rank:
        facts["call_by"] = call_by(now, level, night=False, pack=pack).isoformat()
    append(session, concern, Entry(Kind.LEVEL_CHANGED, by=by, facts=facts, words=reason), now=now)
    return concern


def need_reason(reason: str) -> None:
    """Raises ReasonMissingError when nothing is said, ArmWordsError when it speaks of the arm."""
    if not reason.strip():
        raise ReasonMissingError("Say why, so that whoever looks next understands it.")
    refuse_arm_words(reason)
