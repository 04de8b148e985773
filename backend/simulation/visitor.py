"""A family of the story that a visitor of the demo may look into: whose page, and which phone gets its codes."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.devices.issue_card import issue_card
from backend.diary.standings import standings
from backend.diary.state import WindowState
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Caregiver, Family, PhoneState, Role
from backend.families.phone_queries import phone_by_id, phone_state
from backend.mobile.card import card_address
from backend.protocol.pack import Pack
from backend.schedule.plan import course_of


@dataclass(frozen=True)
class Invitation:
    """A card's address, and the number of the virtual phone on which its code arrives."""

    address: str
    number: str


def invite(session: Session, *, base: str, pack: Pack, now: datetime) -> Invitation:
    """A card of a parent whose phone can answer and whose child has a diary to fill in; siblings first."""
    chosen = max(families.families(session), key=lambda family: _shows(session, family, pack, now))
    parent = _parent(session, chosen, pack) or caregivers_of(session, chosen.id)[0]
    key = issue_card(session, caregiver=parent, family=chosen, by="demo", now=now)
    return Invitation(card_address(base, key), phone_by_id(session, parent.phone_id).number)


def _shows(session: Session, family: Family, pack: Pack, now: datetime) -> tuple[bool, bool, bool, bool, int]:
    """How much there is to do and to see: a diary open tonight, some that were kept, a visit ahead, siblings."""
    children = families.children_of(session, family.id)
    stands = [each for child in children for each in standings(session, child, now=now)]
    due = any(each.standing.state is WindowState.OPEN and not each.window.optional for each in stands)
    kept = any(each.entries for each in stands)
    states = [state for child in children for state in course_of(session, child.id).states.values()]
    ahead = any(state.is_open and state.appointment_at and state.appointment_at > now for state in states)
    return (_parent(session, family, pack) is not None, due, kept, ahead, len(children))


def _parent(session: Session, family: Family, pack: Pack) -> Caregiver | None:
    for each in caregivers_of(session, family.id):
        phone = phone_by_id(session, each.phone_id)
        confirmed = phone_state(session, phone.id) is PhoneState.CONFIRMED
        if each.role is Role.GUARDIAN and confirmed and pack.study.route_for(phone.number).can_reply:
            return each
    return None
