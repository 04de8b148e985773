"""Writing down a call to the family: one that reached them ends the clock, one that did not lets it run on.

It may be written down late: what came after it was made, or was not on the page then, still waits for a call.
"""

from datetime import datetime

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.acknowledge import OverError, acknowledge
from backend.concerns.append import Entry, append, as_values, is_over, take
from backend.concerns.happened import Happened, knows_the_news
from backend.concerns.models import Concern, Kind
from backend.concerns.standing import standing
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
    seen: int | None = None,
) -> Concern:
    """`by` phoned the family; whoever phones has taken up what they knew of, at most the `seen` events of their page.

    Raises NotFoundError, OverError, ConflictError for a call in the future, ArmWordsError.
    """
    refuse_arm_words(note)
    if happened_at is not None and happened_at > now:
        raise ConflictError("A call cannot be recorded before it was made.")
    concern = take(session, number)
    if is_over(concern):
        raise OverError(f"Concern {number} is resolved; reopen it if something is new.")
    facts = {"reached": "yes" if reached else "no"} | ({} if seen is None else {"seen": str(seen)})
    events = as_values(queries.events_of(session, concern.id))
    call = Happened(len(events) + 1, Kind.CALLED, happened_at or now, by, facts)
    if standing(events).demand is not None and knows_the_news(events, call):
        acknowledge(session, number, by=by, way=way, pack=pack, now=now)
    append(session, concern, Entry(Kind.CALLED, by=by, facts=facts, words=note, happened_at=happened_at), now=now)
    return concern
