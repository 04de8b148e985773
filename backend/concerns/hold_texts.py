"""After a family wrote that a child has died nothing cheerful leaves to it, until a person says: pause, or go on."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.concerns.append import Entry, append, take
from backend.concerns.change_level import need_reason
from backend.concerns.models import GO_ON, STAY, Concern, Kind
from backend.concerns.who_died import end_reminders, in_study, who_died
from backend.errors import ConflictError
from backend.families import queries as families
from backend.families.models import Child, Family, PauseFact
from backend.families.pause import hold, pause, resume
from backend.families.pause_queries import held_families, was_paused_before
from backend.families.take_whole import take_whole
from backend.outbox.decide import Because, note
from backend.outbox.models import Stage
from backend.protocol.blinding import refuse_arm_words

TOLD = "child-died"
WHY = f"{TOLD}: concern "


class UndecidedError(ConflictError):
    """The family's texts are held, and nobody has said whether they stay so."""

    type = "texts-held"


def hold_texts(session: Session, concern: Concern, *, now: datetime) -> None:
    """Stop whatever is cheerful for every family that the concern may be about, with the decision on record."""
    for family in _families(session, concern):
        taken_back = hold(session, family=family, reason=f"{WHY}{concern.number}", now=now)
        facts = {"concern": str(concern.number), "taken_back": str(taken_back)}
        on = now.astimezone(ZoneInfo(family.zone)).date()
        because = Because("hold-texts", "waiting", TOLD, facts)
        note(session, because, stream=family.code, about_on=on, stage=Stage.PLAN, now=now)


def held(session: Session, concern: Concern) -> list[Family]:
    """The families of a concern whose texts are held."""
    found = _families(session, concern)
    ids = held_families(session, [each.id for each in found])
    return [each for each in found if each.id in ids]


def told_in(fact: PauseFact) -> int:
    """The number of the concern for which the program paused a family."""
    return int(fact.reason.removeprefix(WHY))


def settle_texts(
    session: Session, number: int, *, texts: str, died: str = "", reason: str, by: str, now: datetime
) -> Concern:
    """A person says whether the texts stay stopped or go on; of several children also who has `died`, or NOBODY.

    That child's end. A family of which no child is left in the study stays paused; of several families on a phone
    only that of the child who has died, so it must be said to stay, too.

    Raises NotFoundError, ConflictError if none are held, WhichChildError, ReasonMissingError, ArmWordsError.
    """
    need_reason(reason)
    refuse_arm_words(reason)
    concern = take(session, number)
    waiting = held(session, concern)
    if not waiting:
        raise ConflictError(f"No texts are held for concern {number}: somebody has decided already.")
    take_whole(session, [each.id for each in waiting])
    asked = bool(died) or texts == GO_ON or len(waiting) > 1
    gone = who_died(session, waiting, died) if asked else None
    if gone is not None:
        end_reminders(session, gone, reason=f"{WHY}{number}: {reason}", by=by, now=now)
    staying = _staying(session, waiting, texts, gone)
    for family in waiting:
        act = pause if family.id in staying else resume
        act(session, family=family, reason=reason, by=by, now=now)
    going = {each.id for each in waiting} - staying
    facts = {"texts": GO_ON if not staying or concern.family_id in going else STAY}
    if gone is not None or died:
        facts["died"] = gone.code if gone is not None else died
    append(session, concern, Entry(Kind.NOTED, by=by, facts=facts, words=reason), now=now)
    return concern


def _staying(session: Session, waiting: Sequence[Family], texts: str, gone: Child | None) -> set[str]:
    """The ids of the families that stay paused: that of the child who has died, unless others of it go on.

    To stay is said of that one alone: another is as it was before the program paused it.
    """
    if gone is None:
        return set() if texts == GO_ON else {each.id for each in waiting}
    family = next(each for each in waiting if each.id == gone.family_id)
    if texts == STAY:
        return {family.id, *(each.id for each in waiting if was_paused_before(session, each.id))}
    return {family.id} if all(each.id == gone.id for each in in_study(session, [family])) else set()


def _families(session: Session, concern: Concern) -> list[Family]:
    """By id, so that two concerns lock them in the same order."""
    ids = {concern.family_id} if concern.family_id is not None else set()
    if concern.may_be:
        ids |= {families.child_by_code(session, each).family_id for each in concern.may_be.split("/")}
    return sorted(families.families_by_id(session, [each for each in ids if each]).values(), key=lambda each: each.id)
