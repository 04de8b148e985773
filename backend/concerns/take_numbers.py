"""The numbers by which people name tasks and concerns: given by one at a time, in the one order of locks."""

from collections.abc import Collection

from sqlmodel import Session

from backend.audit.record import hold
from backend.outbox.lock_queries import serialise


def take_numbers(session: Session, streams: Collection[str]) -> None:
    """Until we commit, nobody else numbers anything, nor writes into the audit of these families.

    Whoever acts writes into the audit and then asks for a person, so the audit comes first for everybody: of two who
    took the two in two orders each would wait for the other, and PostgreSQL would refuse one.
    """
    for stream in sorted(set(streams)):
        hold(session, stream)
    serialise(session, ["task-numbers"])
