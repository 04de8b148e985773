"""Whose text it is, and which child it is about: the one it names, over all families on the phone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from backend.families import queries as families
from backend.families.caregiver_queries import caregiver_by_id
from backend.families.models import Child, Family
from backend.families.phone_queries import phone_by_index
from backend.inbox.models import InboundMessage
from backend.triage.plain import fold, is_han


@dataclass(frozen=True)
class Whom:
    """Whom a text is about; where that is not known, `may_be` are the codes if they are of several families."""

    child: Child | None = None
    may_be: str | None = None


def family_of(session: Session, row: InboundMessage) -> Family | None:
    """Whose text it is: the writer's family, the one on the phone whose child it names, or the first on the phone.

    None if no family has this number.
    """
    homes = households(session, row)
    if not homes:
        return None
    first, *others = homes
    if not others:
        return first
    named = {each.family_id for each in named_in(row.body, _children(session, homes))}
    return next((each for each in homes if {each.id} == named), first)


def whom(session: Session, row: InboundMessage) -> Whom:
    """The only child it can be about, or the only one called by name; a guess is none."""
    children = _children(session, households(session, row))
    meant = children if len(children) == 1 else named_in(row.body, children)
    if len(meant) == 1:
        return Whom(meant[0])
    meant = meant or children
    several = len({each.family_id for each in meant}) > 1
    return Whom(may_be="/".join(each.code for each in meant) if several else None)


def households(session: Session, row: InboundMessage) -> list[Family]:
    """The writer's family; of a text by SMS, every family on the phone, by code."""
    if row.caregiver_id is not None:
        return [families.family_by_id(session, caregiver_by_id(session, row.caregiver_id).family_id)]
    phone = phone_by_index(session, row.number_index)
    found = families.families_on_phone(session, phone.id) if phone is not None else []
    return list({each.id: each for each in found}.values())


def named_in(text: str, children: Iterable[Child]) -> list[Child]:
    """The children a text calls by name, in either script."""
    folded = fold(text)
    return [each for each in children if _calls(folded, fold(each.called).strip())]


def _calls(text: str, name: str) -> bool:
    """A single character is part of too many words, and letters of others, to be a name."""
    if not name or (len(name) == 1 and is_han(name)):
        return False
    if name.isascii():
        return re.search(rf"(?<![a-z]){re.escape(name)}s?(?![a-z])", text) is not None
    return name in re.sub(r"\s", "", text) or name in text


def _children(session: Session, homes: Iterable[Family]) -> list[Child]:
    found = families.children_of_many(session, [each.id for each in homes])
    return [child for children in found.values() for child in children]
