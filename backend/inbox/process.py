"""Reading a stored text and doing what it asks, all in one transaction; safe from several workers at once."""

from sqlalchemy import Engine
from sqlmodel import Session

from backend.clock import Clock
from backend.db import reading, transaction
from backend.inbox import queries
from backend.inbox.answer import answer_prompt
from backend.inbox.conversation import Conversation, open_conversation
from backend.inbox.keep import keep_for_person, keep_from_stranger
from backend.inbox.models import InboundMessage
from backend.inbox.preferences import give_help, opt_in, opt_out, switch_language
from backend.protocol.pack import Pack
from backend.triage.short_reply import Reading, ShortReply, read


def process_waiting(engine: Engine, *, pack: Pack, live: bool, clock: Clock, limit: int = 50) -> int:
    """Process texts that wait; how many there were."""
    with reading(engine) as session:
        ids = queries.waiting(session, limit=limit)
    for inbound_id in ids:
        process_text(engine, inbound_id, pack=pack, live=live, clock=clock)
    return len(ids)


def process_text(engine: Engine, inbound_id: str, *, pack: Pack, live: bool, clock: Clock) -> None:
    """Process one text, unless somebody else did or is at it."""
    with transaction(engine) as session:
        row = queries.take(session, inbound_id)
        if row is None:
            return
        _act(session, row, pack=pack, live=live, clock=clock)
        row.processed_at = clock.now()
        session.add(row)


def _act(session: Session, row: InboundMessage, *, pack: Pack, live: bool, clock: Clock) -> None:
    talk = open_conversation(session, row, pack=pack, live=live, now=clock.now())
    if talk is None:
        keep_from_stranger(session, row, now=clock.now())
        return
    said = read(row.body, opt_out_type=row.opt_out_type)
    row.reading, row.stream = said.reading.value, talk.family.code
    match said.reading:
        case Reading.DIGIT | Reading.UNSURE:
            answer_prompt(session, talk, said)
        case Reading.OPT_OUT:
            opt_out(session, talk, said)
        case Reading.OPT_IN:
            _opt_in_or_answer(session, talk, said.value, by_provider=said.by_provider)
        case Reading.HELP:
            give_help(session, talk)
        case Reading.LANGUAGE:
            switch_language(session, talk, said.value)
        case Reading.FREE:
            keep_for_person(session, talk)


def _opt_in_or_answer(session: Session, talk: Conversation, word: str, *, by_provider: bool) -> None:
    """The word YES opts in at the provider; from a phone that never stopped it is a word to ask about."""
    if not opt_in(session, talk, by_provider=by_provider):
        answer_prompt(session, talk, ShortReply(Reading.UNSURE, word))
