"""Linking a concern to the serious-adverse-event report that came of it."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from backend.concerns.append import Entry, append, standing_of, take
from backend.concerns.models import Concern, Kind
from backend.errors import ConflictError
from backend.protocol.blinding import refuse_arm_words


def link_sae(
    session: Session, number: int, *, reference: str, by: str, now: datetime, events: Collection[int] | None = None
) -> Concern:
    """Keep the report's reference; it ends the countdown of the clocks that those `events` opened.

    None: of all that run, or where none does, the last reference is corrected. No event: the report is of something
    else. Raises NotFoundError, ConflictError, ArmWordsError.
    """
    refuse_arm_words(reference)
    if not reference.strip():
        raise ConflictError("Give the report's reference, such as SAE-2026-003.")
    concern = take(session, number)
    stands = standing_of(session, concern)
    if events is None:
        events = [each.nth for each in stands.unreported or stands.sae_clocks[-1:]]
    unknown = set(events) - {each.nth for each in stands.sae_clocks}
    if unknown:
        raise ConflictError(f"Concern {number} has no serious event {min(unknown)}.")
    facts = {"reference": reference.strip(), "events": ",".join(map(str, sorted(events)))}
    append(session, concern, Entry(Kind.SAE_LINKED, by=by, facts=facts), now=now)
    return concern
