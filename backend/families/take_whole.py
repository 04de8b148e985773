"""Taking families whole, before anything is written down of them: every lock in the one order."""

from collections.abc import Collection

from sqlmodel import Session

from backend.families import queries
from backend.outbox.lock_queries import serialise


def take_whole(session: Session, family_ids: Collection[str]) -> None:
    """Until we commit nobody else changes these families, or decides about them or a child of theirs.

    A reminder locks the family and then its children, and who acts for a child writes into the audit last: whoever
    pauses a family, or may have to, comes in that order too. The subjects come all at once, as for whoever sends.
    """
    wanted = sorted(set(family_ids))
    for each in wanted:
        queries.lock_family(session, each)
    children = queries.children_of_many(session, wanted).values()
    theirs = [f"child:{child.id}" for siblings in children for child in siblings]
    serialise(session, [*(f"family:{each}" for each in wanted), *theirs])
