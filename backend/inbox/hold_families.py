"""Holding all families on a phone before anything is raised: one text may act in the one and answer another."""

from sqlmodel import Session

from backend.audit.record import hold
from backend.concerns.append import lock
from backend.families.queries import children_of_many
from backend.inbox.models import InboundMessage
from backend.inbox.sender import households
from backend.inbox.worry import is_worrying
from backend.outbox.lock_queries import serialise
from backend.schedule.happen import subject
from backend.triage.understanding import Intent, Understanding


def hold_families(session: Session, row: InboundMessage, understood: Understanding) -> None:
    """If the text raises a concern, nobody else acts in these families until we commit.

    In the order that everybody keeps: concerns, children, the audit, and only then a number. A worry takes them all
    at once, and the digit beside it may be for a visit, or another family's question, and would begin again.
    """
    if not is_worrying(understood) and Intent.SAMPLE_PROBLEM not in understood.intents:
        return
    homes = households(session, row)
    lock(session, *(each.code for each in homes))
    children = children_of_many(session, [each.id for each in homes]).values()
    serialise(session, [subject(child.id) for siblings in children for child in siblings])
    for code in sorted(each.code for each in homes):
        hold(session, code)
