"""Before the reminders of several children go on after a death: whose they were, for those end."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from backend.consent.gate import consent_state
from backend.consent.record_death import record_death
from backend.errors import ConflictError, NotFoundError
from backend.families.models import Child, Family
from backend.families.queries import children_of, children_of_many

NOBODY = "nobody"
"""In place of a child's code: it was misread, or the child is none of the study."""


class WhichChildError(ConflictError):
    """Several children are in the study, and nobody has said which of them has died."""

    type = "which-child"


def in_study(session: Session, families: Sequence[Family]) -> list[Child]:
    """The children of these families that have not left the study, by code."""
    found = children_of_many(session, [each.id for each in families]).values()
    children = [child for siblings in found for child in siblings]
    states = consent_state(session, [child.id for child in children], as_of=None)
    return sorted((each for each in children if states[each.id].ended_at is None), key=lambda each: each.code)


def who_died(session: Session, families: Sequence[Family], died: str) -> Child | None:
    """The child of that code; None if it is nobody, or nobody needs to say.

    Raises WhichChildError if it must be said, NotFoundError if it is no child of these families in the study.
    """
    children = in_study(session, families)
    if died == NOBODY or (not died and len(children) <= 1):
        return None
    if not died:
        codes = ", ".join(each.code for each in children)
        raise WhichChildError(f"Several children are in the study ({codes}): say which has died, or that nobody has.")
    child = next((each for each in children if each.code == died), None)
    if child is None:
        raise NotFoundError(f"No child {died} of this family is in the study.")
    return child


def died_since(session: Session, family: Family, since: datetime) -> list[Child]:
    """The children of this family whose death is on record, and was not before `since`."""
    children = children_of(session, family.id)
    states = consent_state(session, [child.id for child in children], as_of=None)
    deaths = ((child, states[child.id].died_at) for child in children)
    return [child for child, died_at in deaths if died_at is not None and died_at >= since]


def end_reminders(session: Session, child: Child, *, reason: str, by: str, now: datetime) -> None:
    """The death is on record, and with it the child's part in the study ends."""
    record_death(session, child=child, by=by, reason=reason, now=now)
