"""After a death was told: which of the children that words may be of have died, as far as a person has said."""

from collections.abc import Sequence
from itertools import takewhile

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.hold_texts import told_in
from backend.concerns.models import Concern, Kind
from backend.concerns.who_died import NOBODY
from backend.consent.gate import consent_state
from backend.families import queries as families
from backend.families.models import Child, Family, PauseFact, PauseKind
from backend.families.pause_queries import PROGRAM, is_held, pause_facts


def telling(session: Session, family: Family) -> PauseFact | None:
    """The pause with which such a death was last told; None where none was, or texts went on since."""
    lately = takewhile(lambda each: each.kind is PauseKind.PAUSED, reversed(pause_facts(session, family.id)))
    return next((each for each in lately if each.by == PROGRAM), None)


def may_be_of_a_living_child(session: Session, concern: Concern) -> bool:
    """Whether what was told last may be of a living child; an unknown phone's always may."""
    children = _meant(session, concern)
    return not children or any(not has_died(session, each) for each in children)


def is_of_one_who_lives(session: Session, concern: Concern) -> bool:
    """Whether one of the children that were meant last lives, and a person has said which of them or theirs died."""
    meant = _meant(session, concern)
    kin = [each for family in {child.family_id for child in meant} for each in families.children_of(session, family)]
    states = consent_state(session, [each.id for each in kin], as_of=None)
    lives = any(states[each.id].ended_at is None for each in meant)
    return lives and any(state.died_at is not None for state in states.values())


def _meant(session: Session, concern: Concern) -> Sequence[Child]:
    """The one child, the children of several families, or all of the family; an episode may be about each in turn."""
    if concern.family_id is None:
        return []
    signals = [row for row in queries.events_of(session, concern.id) if row.kind == Kind.SIGNAL.value]
    codes = signals[-1].facts.get("child") or signals[-1].facts.get("may_be")
    if codes:
        return [families.child_by_code(session, each) for each in codes.split("/")]
    return families.children_of(session, concern.family_id)


def has_died(session: Session, child: Child) -> bool:
    """Its death is on record; or its family stays paused after one, and it is the only child that can be meant."""
    siblings = families.children_of(session, child.family_id)
    states = consent_state(session, [each.id for each in siblings], as_of=None)
    if states[child.id].died_at is not None:
        return True
    family = families.family_by_id(session, child.family_id)
    told = telling(session, family)
    if len(siblings) > 1 or told is None or is_held(session, family.id):
        return False
    return not _is_of_nobody(session, told_in(told))


def _is_of_nobody(session: Session, number: int) -> bool:
    """Whether a person said of that concern that no child of the study has died."""
    concern = queries.concern_number(session, number)
    events = queries.events_of(session, concern.id) if concern is not None else []
    said = [row.facts for row in events if row.kind == Kind.NOTED.value and "texts" in row.facts]
    return bool(said) and said[-1].get("died") == NOBODY
