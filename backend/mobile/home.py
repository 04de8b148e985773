"""The first page: for one child, what is due and what is next; for all of them, how to reach a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.families import queries as families
from backend.families.pause_queries import is_paused
from backend.mobile.care_shapes import VisitShown
from backend.mobile.door_shapes import ChildShown
from backend.mobile.my_children import my_children
from backend.mobile.my_visits import my_visits, next_visit
from backend.mobile.page_reader import FamilyReader


@dataclass(frozen=True)
class Home:
    """`child` is whose page it is, None without children in the study."""

    children: Sequence[ChildShown]
    child: ChildShown | None
    paused: bool
    visit: VisitShown | None


def home_of(session: Session, reader: FamilyReader, *, child_id: str) -> Home:
    """The first page for one child; for the first of them if none, or another family's, is named."""
    me, looking = reader.signed_in, reader.looking
    children = [each for each in my_children(session, me, now=reader.now) if each.in_study]
    chosen = next((each for each in children if each.id == child_id), next(iter(children), None))
    visits = my_visits(session, looking, families.children_of(session, me.family.id))
    return Home(
        children=children,
        child=chosen,
        paused=is_paused(session, me.family.id),
        visit=next_visit(visits, chosen.id, today=reader.today) if chosen else None,
    )
