"""What a text that waits may be answered with, found before the transaction that acts on it."""

from datetime import datetime

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from backend.chat.choose import Asked, Chooser, choose
from backend.chat.consider import Considered, Reader, Shelf, consider
from backend.chat.follow_on import passage_before
from backend.chat.names import names_of
from backend.db import reading
from backend.inbox import queries
from backend.inbox.answer_question import may_speak
from backend.inbox.conversation import Conversation, open_conversation
from backend.inbox.keep_turn import before_this
from backend.inbox.meaning import context_of, language_of
from backend.protocol.pack import Pack
from backend.triage.short_reply import Reading, read
from backend.triage.understand import understand

log = structlog.get_logger()


def consider_text(
    engine: Engine, inbound_id: str, *, pack: Pack, live: bool, now: datetime, chooser: Chooser | None = None
) -> Considered | None:
    """What a family's question may get; None for anything else. No transaction is open while models are asked.

    `chooser`: the language model that may choose its sentences, where the answer would go out at all. What fails here
    holds no text up: the text is processed as one that nothing here answers.
    """
    try:
        return _consider(engine, inbound_id, pack=pack, live=live, now=now, chooser=chooser)
    except Exception:
        log.exception("consider-failed", inbound=inbound_id)
        return None


def _consider(
    engine: Engine, inbound_id: str, *, pack: Pack, live: bool, now: datetime, chooser: Chooser | None
) -> Considered | None:
    with reading(engine) as session:
        row = queries.text(session, inbound_id)
        if row is None or row.processed_at is not None or row.media:
            return None
        if read(row.body, opt_out_type=row.opt_out_type).reading is not Reading.FREE:
            return None
        talk = open_conversation(session, row, pack=pack, live=live, now=now)
        if talk is None:
            return None
        context = context_of(session, row, pack)
        asks_model = chooser is not None and may_speak(session, talk)
        names = _names(session, talk, pack) if asks_model else ()
        before = passage_before(before_this(session, talk), pack)
    first = understand(row.body, now, context)
    language, by_text = language_of(first, talk.language), talk.writer is None
    reader = Reader(talk.route.carries(language) if by_text else language, talk.family.place.value, by_text)
    considered = consider(row.body, first, reader, context, pack=pack, live=live, before=before)
    if considered is None or chooser is None or not asks_model:
        return considered
    with chooser.busy_with(inbound_id):
        return choose(considered, Asked(row.body, names, Shelf(pack, reader, live), context, now), chooser)


def _names(session: Session, talk: Conversation, pack: Pack) -> tuple[str, ...]:
    """What must not leave with a question: the family's names, and those of everybody on this phone."""
    return (*names_of(session, talk.family, pack), *(each.called for each in talk.caregivers))
