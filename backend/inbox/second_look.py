"""After the commit a model may look again: it raises a level or adds a wish, and takes nothing back.

What neither it nor the rules can tell comes to a person, and so does a text on which it fails. What the rules failed
on the first time they read now, and what they find beyond what was raised unread is raised like what a model finds.
"""

from dataclasses import replace

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from backend.clock import Clock
from backend.concerns.answer_family import Listener, answer_family
from backend.concerns.models import Source
from backend.concerns.mourning import answer_for
from backend.concerns.raise_concern import raise_concern
from backend.concerns.second_look import LATEST, YOUNG, Reconsider, look_at_each
from backend.db import is_database_fault, reading, transaction
from backend.inbox import queries
from backend.inbox.acted_on import acted_on
from backend.inbox.conversation import Conversation, open_conversation
from backend.inbox.hold_families import hold_families
from backend.inbox.keep import keep_for_person
from backend.inbox.leave_thanks import THANKED
from backend.inbox.meaning import context_of, keep_meaning, language_of
from backend.inbox.models import InboundMessage
from backend.inbox.read_by_hand import NOT_READ, let_read
from backend.inbox.sender import whom
from backend.inbox.wishes import hand_on_silently
from backend.inbox.with_person import is_with_person
from backend.inbox.worry import listener_of, show_here, signal_of
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.triage.understand import Context, understand
from backend.triage.understanding import Understanding, Urgency

log = structlog.get_logger()
BY_DIARY = "diary-"
"""How outcomes of texts begin that answered a diary's question: what is odd in them is read with the diary."""


def look_again_at_waiting(
    engine: Engine, reconsider: Reconsider, *, pack: Pack, live: bool, clock: Clock, limit: int = 20
) -> int:
    """Look again at texts nobody has looked at twice; how many."""
    with reading(engine) as session:
        ids = queries.seen_once(session, since=clock.now() - LATEST, limit=limit)
    return look_at_each(ids, lambda each: look_again(engine, each, reconsider, pack=pack, live=live, clock=clock))


def look_again(
    engine: Engine, inbound_id: str, reconsider: Reconsider, *, pack: Pack, live: bool, clock: Clock
) -> bool:
    """Ask the model about one text, with no transaction open, and act on what it adds, once; whether it added any.

    A text on which the program fails is given to a person instead. Raises if the database fails: it looks later.
    """
    try:
        return _look_again(engine, inbound_id, reconsider, pack=pack, live=live, clock=clock)
    except Exception as error:
        if is_database_fault(error):
            raise
        log.exception("second-look-failed", inbound=inbound_id)
    _give_to_person(engine, inbound_id, clock=clock)
    return False


def _give_to_person(engine: Engine, inbound_id: str, *, clock: Clock) -> None:
    """Look at it no more, so that it holds up no other; a person reads it, unless they have it."""
    with transaction(engine) as session:
        row = queries.take_seen_once(session, inbound_id)
        if row is None:
            return
        row.reconsidered_at = clock.now()
        session.add(row)
        if not is_with_person(session, row):
            let_read(session, row, now=clock.now())


def _look_again(
    engine: Engine, inbound_id: str, reconsider: Reconsider, *, pack: Pack, live: bool, clock: Clock
) -> bool:
    with reading(engine) as session:
        row = queries.text(session, inbound_id)
        if row is None or row.processed_at is None or row.reconsidered_at is not None:
            return False
        context = context_of(session, row, pack)
        is_raised = row.outcome != NOT_READ or row.concern_id is not None
        is_settled = row.processed_at < clock.now() - YOUNG and is_with_person(session, row) and is_raised
    first = understand(row.body, row.received_at, context)
    second = first if is_settled else _reconsidered(row, first, context, reconsider)
    with transaction(engine) as session:
        kept = queries.take_seen_once(session, inbound_id)
        if kept is None:
            return False
        kept.reconsidered_at = clock.now()
        acted = first if is_settled else acted_on(session, kept, first)
        if second != acted:
            keep_meaning(kept, second)
            _act(session, kept, acted, second, pack=pack, live=live, clock=clock)
        session.add(kept)
    return second != acted


def _reconsidered(
    row: InboundMessage, first: Understanding, context: Context, reconsider: Reconsider
) -> Understanding:
    try:
        return reconsider(row.body, first, context)
    except Exception:
        log.exception("reconsider-failed", inbound=row.id)
        return replace(first, unsure=True)


def _act(
    session: Session,
    row: InboundMessage,
    acted: Understanding,
    second: Understanding,
    *,
    pack: Pack,
    live: bool,
    clock: Clock,
) -> None:
    talk = open_conversation(session, row, pack=pack, live=live, now=clock.now())
    if talk is not None:
        hold_families(session, row, second)
    if second.urgency.rank > max(acted.urgency.rank, Urgency.ROUTINE.rank) or _is_serious_news(acted, second):
        _raise(session, row, talk, second, pack=pack, live=live, clock=clock)
        row.outcome = "concern" if row.outcome == THANKED else row.outcome
    elif talk is not None and row.outcome == THANKED:
        keep_for_person(session, talk, silently=True)  # no more than thanks to the rules, and more to the model
    if talk is not None:
        hand_on_silently(session, talk, set(second.intents) - set(acted.intents))
        if second.unsure:
            _let_read(session, talk)


def _is_serious_news(acted: Understanding, second: Understanding) -> bool:
    """Whether a sign that may be a serious adverse event has not been raised: its clock has to start."""
    return any(sign.sae and sign not in acted.signs for sign in second.signs)


def _let_read(session: Session, talk: Conversation) -> None:
    """Put the text on a person's list, unless they have it; what came of it stays as it was."""
    outcome = talk.row.outcome
    if not (outcome or "").startswith(BY_DIARY) and not is_with_person(session, talk.row):
        keep_for_person(session, talk, silently=True)
        talk.row.outcome = outcome


def _raise(
    session: Session,
    row: InboundMessage,
    talk: Conversation | None,
    understood: Understanding,
    *,
    pack: Pack,
    live: bool,
    clock: Clock,
) -> None:
    """Raise the concern and answer; an unknown phone is answered in an emergency only."""
    now, family = clock.now(), talk.family if talk is not None else None
    by = talk.actor if talk is not None else "unknown-phone"
    signal = signal_of(row, understood, by=by, about=whom(session, row), source=Source.MODEL)
    raised = raise_concern(session, signal, family=family, sender=row.number, pack=pack, now=now)
    row.concern_id = raised.concern.id
    if raised.event is None or (talk is None and understood.urgency is not Urgency.EMERGENCY):
        return
    stranger = Listener(row.number, "", "unknown", pack.study.zone, language_of(understood, Language.ZH_HANS))
    texted = answer_family(
        session,
        raised.concern,
        level=understood.urgency,
        reference=row.id,
        listener=listener_of(talk, understood) if talk is not None else stranger,
        pack=pack,
        live=live,
        now=now,
        instead=answer_for(session, raised.concern, understood, pack=pack),
    )
    if talk is not None:
        show_here(session, talk, understood, raised.concern, texted=texted is not None)
