"""Linking a concern to the serious-adverse-event report that came of it."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.append import Entry, append, take
from backend.concerns.models import Concern, Kind
from backend.errors import ConflictError
from backend.protocol.blinding import refuse_arm_words


def link_sae(session: Session, number: int, *, reference: str, by: str, now: datetime) -> Concern:
    """Keep the report's reference; it ends the countdown. Raises NotFoundError, ConflictError, ArmWordsError."""
    refuse_arm_words(reference)
    if not reference.strip():
        raise ConflictError("Give the report's reference, such as SAE-2026-003.")
    concern = take(session, number)
    append(session, concern, Entry(Kind.SAE_LINKED, by=by, facts={"reference": reference.strip()}), now=now)
    return concern
