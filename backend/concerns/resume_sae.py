"""Taking back the judgement that an event is none: a person does, with the reason, and the time to report runs on."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from backend.concerns.append import Entry, append, standing_of, take
from backend.concerns.change_level import need_reason
from backend.concerns.models import Concern, Kind
from backend.concerns.sae_clocks import dismissals
from backend.errors import ConflictError


def resume_sae(
    session: Session, number: int, *, events: Collection[int], reason: str, by: str, now: datetime
) -> Concern:
    """The clocks that those `events` opened run again, from when staff knew; the judgement stays written down.

    Raises NotFoundError, ConflictError where one was not judged so, ReasonMissingError, ArmWordsError.
    """
    need_reason(reason)
    concern = take(session, number)
    judged = {each.nth for each in dismissals(standing_of(session, concern).sae_clocks)}
    if not events or not set(events) <= judged:
        raise ConflictError(f"Concern {number} has no judgement there to take back.")
    facts = {"events": ",".join(map(str, sorted(events)))}
    append(session, concern, Entry(Kind.SAE_RESUMED, by=by, facts=facts, words=reason), now=now)
    return concern
