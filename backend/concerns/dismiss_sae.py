"""Judging that what may have been a serious adverse event is none: a person does, with the reason."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from backend.concerns.append import Entry, append, standing_of, take
from backend.concerns.change_level import need_reason
from backend.concerns.models import Concern, Kind
from backend.errors import ConflictError


def dismiss_sae(
    session: Session, number: int, *, events: Collection[int], reason: str, by: str, now: datetime
) -> Concern:
    """End the countdown of the clocks that those `events` opened; no report is due.

    Raises NotFoundError, ConflictError where one does not run, ReasonMissingError, ArmWordsError.
    """
    need_reason(reason)
    concern = take(session, number)
    running = {each.nth for each in standing_of(session, concern).unreported}
    if not events or not set(events) <= running:
        raise ConflictError(f"Concern {number} has no such event that waits for a report.")
    facts = {"events": ",".join(map(str, sorted(events)))}
    append(session, concern, Entry(Kind.SAE_DISMISSED, by=by, facts=facts, words=reason), now=now)
    return concern
