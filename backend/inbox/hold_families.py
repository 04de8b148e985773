"""Holding all families on a phone before anything is done: one text may act in the one and answer another."""

from sqlmodel import Session

from backend.audit.record import hold
from backend.concerns.append import lock
from backend.families.take_whole import take_whole
from backend.inbox.models import InboundMessage
from backend.inbox.sender import households
from backend.inbox.worry import is_worrying
from backend.triage.understanding import Intent, Understanding


def hold_families(session: Session, row: InboundMessage, understood: Understanding) -> None:
    """Nobody else acts on concerns of these families until we commit; if the text raises one, nor in the families.

    In the order that everybody keeps: concerns, the family, its children, the audit, and only then a number. The
    answer to any text may name a call that is owed, and is written down with that concern. A worry takes all at once,
    and the digit beside it may be for a visit, or another family's question, and would begin again.
    """
    homes = households(session, row)
    lock(session, *(each.code for each in homes))
    if not is_worrying(understood) and Intent.SAMPLE_PROBLEM not in understood.intents:
        return
    take_whole(session, [each.id for each in homes])
    for code in sorted(each.code for each in homes):
        hold(session, code)
