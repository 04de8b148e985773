"""Writing down a call to the family: one that reached them ends the clock, one that did not lets it run on."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.acknowledge import OverError, acknowledge
from backend.concerns.append import Entry, append, is_over, standing_of, take
from backend.concerns.models import Concern, Kind
from backend.errors import ConflictError
from backend.protocol.blinding import refuse_arm_words
from backend.protocol.pack import Pack


def record_call(
    session: Session,
    number: int,
    *,
    reached: bool,
    note: str,
    by: str,
    way: str,
    pack: Pack,
    now: datetime,
    happened_at: datetime | None = None,
) -> Concern:
    """`by` phoned the family; whoever phones has taken the concern up.

    Raises NotFoundError, OverError, ConflictError for a call in the future, ArmWordsError.
    """
    refuse_arm_words(note)
    if happened_at is not None and happened_at > now:
        raise ConflictError("A call cannot be recorded before it was made.")
    concern = take(session, number)
    if is_over(concern):
        raise OverError(f"Concern {number} is resolved; reopen it if something is new.")
    if standing_of(session, concern).demand is not None:
        acknowledge(session, number, by=by, way=way, pack=pack, now=now)
    facts = {"reached": "yes" if reached else "no"}
    append(session, concern, Entry(Kind.CALLED, by=by, facts=facts, words=note, happened_at=happened_at), now=now)
    return concern
