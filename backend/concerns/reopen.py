"""Opening a resolved concern again, with the reason; an urgent one pages again.

What was judged to be no serious adverse event is to be reported again: whoever was wrong about the one may have been
about the other, and a countdown that runs in vain can be ended, while one that ended in error is seen by nobody.
"""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.append import Entry, append, is_over, standing_of, take
from backend.concerns.change_level import need_reason
from backend.concerns.models import Concern, Kind
from backend.concerns.promise import call_by, read_by
from backend.concerns.sae_clocks import dismissals
from backend.errors import ConflictError
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency


def reopen(session: Session, number: int, *, reason: str, by: str, pack: Pack, now: datetime) -> Concern:
    """Open it again. Raises NotFoundError, ConflictError if it is open, ReasonMissingError, ArmWordsError."""
    need_reason(reason)
    concern = take(session, number)
    if not is_over(concern):
        raise ConflictError(f"Concern {number} is not resolved.")
    facts, level = {"read_by": read_by(now, pack=pack).isoformat()}, Urgency(concern.level)
    if level.rank >= Urgency.URGENT.rank:
        facts["call_by"] = call_by(now, level, night=False, pack=pack).isoformat()
    again = dismissals(standing_of(session, concern).sae_clocks)
    if again:
        facts["events"] = ",".join(str(each.nth) for each in again)
    append(session, concern, Entry(Kind.REOPENED, by=by, facts=facts, words=reason), now=now)
    return concern
