"""Which concerns want somebody now, and whom they have asked."""

from dataclasses import dataclass

from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.append import standing_of
from backend.concerns.page import pages_of


@dataclass(frozen=True)
class Wanted:
    """A concern that pages on; `paged` are the keys of whom it has paged since it last asked for a person."""

    number: int
    paged: frozenset[str]


def wanted(session: Session) -> list[Wanted]:
    """The concerns that page on until somebody takes them up, the most pressing first."""
    found = []
    for concern in queries.unresolved(session):
        demand = standing_of(session, concern).demand if concern.next_at is not None else None
        if demand is not None:
            pages = pages_of(queries.events_of(session, concern.id), demand)
            found.append(Wanted(concern.number, frozenset(key for each in pages for key in each.to)))
    return found
