"""After a family wrote that a child has died: which answer they get, and none that speaks of a child's symptoms."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import as_values
from backend.concerns.happened import as_they_count
from backend.concerns.models import GO_ON, Concern, ConcernEvent, Kind
from backend.concerns.what_to_say import ADVICE, DEATH_ANSWER, GENTLE, PERHAPS_DEATH, settles
from backend.concerns.who_lives import is_of_one_who_lives, may_be_of_a_living_child, telling
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
    return any(tells_of_death(signs, pack) for signs in _said(events))


def _said(events: Sequence[ConcernEvent]) -> list[list[str]]:
    """The signs of each signal since a person last let the reminders go on."""
    said: list[list[str]] = []
    for row in events:
        if row.kind == Kind.SIGNAL.value:
            said.append(row.facts.get("signs", "").split(","))
        elif row.kind == Kind.NOTED.value and row.facts.get("texts") == GO_ON:
            said.clear()
    return said


def is_mourning(session: Session, concern: Concern, pack: Pack) -> bool:
    """Whether this concern is about a death, and nobody has said since that the family's texts go on."""
    if concern.family_id is not None and not is_paused(session, concern.family_id):
        return False
    return is_about_a_death(queries.events_of(session, concern.id), pack)


def may_live(session: Session, concern: Concern) -> bool:
    """Whether the last answer that promised a call said what to do for a child until then: it may be in time."""
    said = ""
    for event in as_they_count(as_values(queries.events_of(session, concern.id))):
        if settles(event):
            said = ""
        elif event.kind is Kind.ANSWERED and event.facts.get("promise") and event.facts["kind"] in ADVICE | GENTLE:
            said = event.facts["kind"]
    return said in ADVICE


def mourns(session: Session, family: Family) -> bool:
    """Whether a child's death was told that may be this family's, by whomever, and it is paused since."""
    return mourns_since(session, family) is not None


def mourns_since(session: Session, family: Family) -> datetime | None:
    """When such a death was last told; None where none was, or texts went on since."""
    told = telling(session, family)
    return told.recorded_at if told is not None else None


def answer_for(session: Session, concern: Concern, understood: Understanding, *, pack: Pack) -> str:
    """The kind of safety text that a text asks for in place of its level's; empty if it is the level's own.

    Whoever tells of a death tells how it came: that is no emergency any more, and neither is what only a model holds
    to be one. Words of self-harm are, and so is what is said beside another child's name.

    Of a child that has died nothing is answered as of one that lives, however late; and once a person has said which
    it was, what is written of no one child is of those that live.
    """
    told = tells_of_death((sign.key for sign in understood.signs), pack)
    mourning = is_mourning(session, concern, pack)
    if not told and not mourning and may_be_of_a_living_child(session, concern):
        return understood.answer
    pressing = [sign for sign in understood.signs if sign.level is Urgency.EMERGENCY]
    own = next((sign.answer for sign in pressing if sign.answer), "")
    if own or (pressing and (not told or _names_another(understood, pack))):
        return own
    gentle = _gentle(session, concern, [sign.key for sign in understood.signs], pack)
    lives = (mourning and gentle == PERHAPS_DEATH) or is_of_one_who_lives(session, concern)
    if lives and not told and any(sign.level is Urgency.URGENT for sign in understood.signs):
        return understood.answer  # it may well live: what is said of it now is answered as ever
    return gentle if mourning or told else DEATH_ANSWER


def _gentle(session: Session, concern: Concern, signs: Sequence[str], pack: Pack) -> str:
    """Condolence only where these signs, or what was said before, can mean nothing else."""
    doubts = {sign.key for sign in pack.listening.signs if sign.unclear}
    said = [signs, *_said(queries.events_of(session, concern.id))]
    surely = any(tells_of_death(each, pack) and doubts.isdisjoint(each) for each in said)
    return DEATH_ANSWER if surely else PERHAPS_DEATH


def _names_another(understood: Understanding, pack: Pack) -> bool:
    living = {sign.key for sign in pack.listening.signs if sign.living}
    return any(sign.key in living for sign in understood.signs)
