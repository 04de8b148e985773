"""What a family and the study's contact are called, so that their names can be left out of what leaves."""

from sqlmodel import Session

from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Family
from backend.protocol.pack import Pack


def names_of(session: Session, family: Family, pack: Pack) -> tuple[str, ...]:
    """The names of its children and caregivers and the contact's, and its codes."""
    children = families.children_of(session, family.id)
    contact = pack.study.contact.name
    return (
        *(each.called for each in children),
        *(each.called for each in caregivers_of(session, family.id)),
        *(each.code for each in children),
        family.code,
        contact.zh_hans,
        contact.en,
    )
