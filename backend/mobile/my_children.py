"""A caregiver's own children, and nobody else's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.consent.gate import consent_state
from backend.devices.signed_in import SignedIn
from backend.errors import NotFoundError
from backend.families import queries as families
from backend.families.models import Child
from backend.mobile.door_shapes import ChildShown


def my_children(session: Session, me: SignedIn, *, now: datetime) -> list[ChildShown]:
    """The children of the caregiver's family, in the order of enrolment."""
    children = families.children_of(session, me.family.id)
    consents = consent_state(session, [child.id for child in children], as_of=None)
    today = now.astimezone(ZoneInfo(me.family.zone)).date()
    return [
        ChildShown(id=child.id, called=child.called, age=age(child, today), in_study=consents[child.id].active)
        for child in children
    ]


def my_child(session: Session, me: SignedIn, child_id: str) -> Child:
    """One of the caregiver's own. Raises NotFoundError, the same for another family's child as for none."""
    for child in families.children_of(session, me.family.id):
        if child.id == child_id:
            return child
    raise NotFoundError("There is no such child.")


def age(child: Child, on: date) -> int:
    """Completed years (周岁)."""
    born = date.fromisoformat(child.birth_on)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
