"""After a family wrote that a child has died: which answer they get, and none that speaks of a child's symptoms."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.models import GO_ON, Concern, ConcernEvent, Kind
from backend.concerns.what_to_say import DEATH_ANSWER
from backend.families.models import Family
from backend.families.pause_queries import is_paused
from backend.protocol.pack import Pack
from backend.triage.understanding import Understanding, Urgency


def tells_of_death(signs: Iterable[str], pack: Pack) -> bool:
    """Whether one of these signs stops everything cheerful for the family."""
    pausing = {sign.key for sign in pack.listening.signs if sign.pauses}
    return not pausing.isdisjoint(signs)


def is_about_a_death(events: Sequence[ConcernEvent], pack: Pack) -> bool:
    """Whether a signal told of a child's death, and no person has let the reminders go on since."""
    signals: list[ConcernEvent] = []
    for row in events:
        if row.kind == Kind.SIGNAL.value:
            signals.append(row)
        elif row.kind == Kind.NOTED.value and row.facts.get("texts") == GO_ON:
            signals.clear()
    return any(tells_of_death(row.facts.get("signs", "").split(","), pack) for row in signals)


def is_mourning(session: Session, concern: Concern, pack: Pack) -> bool:
    """Whether this concern is about a death, and nobody has said since that the family's texts go on."""
    if concern.family_id is not None and not is_paused(session, concern.family_id):
        return False
    return is_about_a_death(queries.events_of(session, concern.id), pack)


def mourns(session: Session, family: Family, pack: Pack) -> bool:
    """Whether a family told of a child's death, in whichever concern, and is paused since."""
    if not is_paused(session, family.id):
        return False
    rows = queries.concerns_of(session, family.code)
    events = queries.events_of_many(session, [each.id for each in rows])
    return any(is_about_a_death(each, pack) for each in events.values())


def answer_for(session: Session, concern: Concern, understood: Understanding, *, pack: Pack) -> str:
    """The kind of safety text that a text asks for in place of its level's; empty if it is the level's own.

    Whoever tells of a death tells how it came: that is no emergency any more, and neither is what only a model holds
    to be one. Words of self-harm are, and so is what is said beside another child's name.
    """
    told = tells_of_death((sign.key for sign in understood.signs), pack)
    if not told and not is_mourning(session, concern, pack):
        return understood.answer
    pressing = [sign for sign in understood.signs if sign.level is Urgency.EMERGENCY]
    own = next((sign.answer for sign in pressing if sign.answer), "")
    if own or (pressing and (not told or _names_another(understood, pack))):
        return own
    return DEATH_ANSWER


def _names_another(understood: Understanding, pack: Pack) -> bool:
    living = {sign.key for sign in pack.listening.signs if sign.living}
    return any(sign.key in living for sign in understood.signs)
