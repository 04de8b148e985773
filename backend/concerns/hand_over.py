"""Handing a concern to somebody else of the rota: that person is paged first, and it is open until taken up."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.acknowledge import OverError
from backend.concerns.append import Entry, append, is_over, standing_of, take
from backend.concerns.models import Concern, Kind
from backend.concerns.promise import call_by
from backend.concerns.rota import person
from backend.protocol.blinding import refuse_arm_words
from backend.protocol.pack import Pack


def hand_over(session: Session, number: int, *, to: str, note: str, by: str, pack: Pack, now: datetime) -> Concern:
    """Page `to` (a key of the rota) and go on down the rota until somebody acknowledges.

    Raises NotFoundError, OverError, ArmWordsError.
    """
    refuse_arm_words(note)
    concern = take(session, number)
    if is_over(concern):
        raise OverError(f"Concern {number} is resolved; reopen it if something is new.")
    facts, stands = {"to": person(pack, to).key}, standing_of(session, concern)
    if stands.asks_for_call:
        facts["call_by"] = call_by(now, stands.level, night=False, pack=pack).isoformat()
    append(session, concern, Entry(Kind.HANDED_OVER, by=by, facts=facts, words=note), now=now)
    return concern
