"""Reading a stored text and doing what it asks, all in one transaction; safe from several workers at once.

A worry comes first: the concern is raised and the family answered before anything else the text asks is done. What
a question may get is found before the transaction, since models take their time. What fails is taken back whole and
tried once more; after that only the worry is kept and the text is a person's, so that nothing else waits for it.
Where it is the database that fails, nothing is given up: the text waits and is read whole later.
"""

from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from backend.chat.choose import Chooser
from backend.chat.consider import Considered
from backend.clock import Clock
from backend.concerns.rota import person_of
from backend.db import is_database_fault, reading, transaction
from backend.inbox import queries
from backend.inbox.consider import consider_text
from backend.inbox.contact_reply import take_contact_reply
from backend.inbox.conversation import open_conversation
from backend.inbox.converse import converse
from backend.inbox.hold_families import hold_families
from backend.inbox.keep import keep_for_person, keep_from_stranger
from backend.inbox.meaning import is_short, read_meaning
from backend.inbox.models import InboundMessage
from backend.inbox.read_by_hand import keep_alarm, keep_unread, keep_worry
from backend.inbox.sample import raise_sample_problem
from backend.inbox.worry import raise_strangers_worry, raise_worry
from backend.protocol.pack import Pack

log = structlog.get_logger()
Way = Callable[[Session, InboundMessage], None]


def process_waiting(
    engine: Engine, *, pack: Pack, live: bool, clock: Clock, limit: int = 50, chooser: Chooser | None = None
) -> int:
    """Process texts that wait; how many went well. Where several do, none waits while a language model is asked."""
    with reading(engine) as session:
        waiting = queries.waiting(session, limit=limit)
    ids = [each for each in waiting if chooser is None or each not in chooser.asking]
    done = 0
    for inbound_id in ids:
        asked = chooser if len(ids) == 1 else None
        considered = consider_text(engine, inbound_id, pack=pack, live=live, now=clock.now(), chooser=asked)
        done += process_or_leave(engine, inbound_id, considered, pack=pack, live=live, clock=clock)
    return done


def process_or_leave(
    engine: Engine,
    inbound_id: str,
    considered: Considered | None,
    *,
    pack: Pack,
    live: bool,
    clock: Clock,
    wait: bool = False,
) -> bool:
    """As `process_text`; what raises there is logged, and the text waits for the next tick. Whether it went well."""
    try:
        process_text(engine, inbound_id, considered, pack=pack, live=live, clock=clock, wait=wait)
    except Exception:
        log.exception("text-left-waiting", inbound=inbound_id)
        return False
    return True


def process_text(
    engine: Engine,
    inbound_id: str,
    considered: Considered | None,
    *,
    pack: Pack,
    live: bool,
    clock: Clock,
    wait: bool = False,
) -> None:
    """Process one text, unless somebody else did, or is at it; if we `wait` for them, it is processed afterwards.

    `considered` is what `consider_text` found for it. Raises only if the database fails twice, or if not even its
    words could be kept for a person: then it still waits.
    """
    whole = partial(_act, considered=considered, pack=pack, live=live, clock=clock)
    worry = partial(keep_worry, pack=pack, live=live, now=clock.now())
    unread = partial(keep_unread, now=clock.now())
    alarm = partial(keep_alarm, pack=pack, live=live, now=clock.now())
    for failed, way in enumerate((whole, whole, worry, alarm)):
        try:
            return _process(engine, inbound_id, way, clock=clock, wait=wait)
        except Exception as error:
            log.exception("text-failed", inbound=inbound_id, way=way.func.__name__)
            if failed and is_database_fault(error):  # once may be a deadlock, which is over
                raise
    return _process(engine, inbound_id, unread, clock=clock, wait=wait)


def _process(engine: Engine, inbound_id: str, way: Way, *, clock: Clock, wait: bool) -> None:
    with transaction(engine) as session:
        row = queries.take(session, inbound_id, wait=wait)
        if row is None:
            return
        way(session, row)
        row.processed_at = clock.now()
        if row.reading is not None and is_short(row):
            row.reconsidered_at = row.processed_at  # digits and single words hold nothing for a second look
        session.add(row)


def _act(
    session: Session, row: InboundMessage, *, considered: Considered | None, pack: Pack, live: bool, clock: Clock
) -> None:
    now = clock.now()
    talk = open_conversation(session, row, pack=pack, live=live, now=now)
    contact = person_of(pack, row.number) if row.caregiver_id is None else None
    if contact is not None and take_contact_reply(
        session, row, contact, has_family=talk is not None, pack=pack, live=live, now=now
    ):
        return
    understood = read_meaning(session, row, pack=pack, now=now)
    if talk is None:
        raised = raise_strangers_worry(session, row, understood, pack=pack, live=live, now=now)
        if raised is None:
            keep_from_stranger(session, row, now=now)
        else:
            row.outcome, row.stream = "concern", raised.concern.stream
        return
    row.stream = talk.family.code
    hold_families(session, row, understood)
    raised = raise_worry(session, talk, understood)
    if raised is None:
        raise_sample_problem(session, talk, understood)
    elif raised.is_overlooked:
        keep_for_person(session, talk, silently=True)
    converse(session, talk, understood, raised, considered)
