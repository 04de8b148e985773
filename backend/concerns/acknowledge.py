"""Taking a concern up: paging stops, and the clock for phoning the family runs on."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.append import Entry, append, is_over, standing_of, take
from backend.concerns.models import Concern, Kind, State
from backend.concerns.promise import call_by
from backend.errors import ConflictError
from backend.protocol.pack import Pack


class TakenError(ConflictError):
    """Somebody else has it already, and nobody is wanted."""

    type = "already-taken"


class OverError(ConflictError):
    """The concern is resolved."""

    type = "resolved"


def acknowledge(session: Session, number: int, *, by: str, way: str, pack: Pack, now: datetime) -> Concern:
    """`by` has it from now on; `way` is sms, console or cli. Raises NotFoundError, TakenError, OverError.

    Acknowledging again what one already has changes nothing.
    """
    concern = take(session, number)
    if is_over(concern):
        raise OverError(f"Concern {number} is resolved; reopen it if something is new.")
    stands = standing_of(session, concern)
    if stands.demand is None and stands.state is not State.OPEN:
        if concern.holder == by:
            return concern
        raise TakenError(f"Concern {number} is with {concern.holder} already; hand it over instead.")
    facts = {"way": way}
    if stands.asks_for_call:
        night = stands.night and not pack_day(pack, now)
        facts["call_by"] = call_by(now, stands.level, night=night, pack=pack).isoformat()
    append(session, concern, Entry(Kind.ACKNOWLEDGED, by=by, facts=facts), now=now)
    return concern


def pack_day(pack: Pack, now: datetime) -> bool:
    """Whether urgent pages go out at this hour."""
    return pack.concerns.day.is_open(now, pack.study.zone_info)
