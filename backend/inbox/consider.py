"""What a text that waits may be answered with, found before the transaction that acts on it."""

from datetime import datetime

from sqlalchemy import Engine

from backend.chat.consider import Considered, Reader, consider
from backend.db import reading
from backend.inbox import queries
from backend.inbox.conversation import open_conversation
from backend.inbox.meaning import context_of, language_of
from backend.protocol.pack import Pack
from backend.triage.short_reply import Reading, read
from backend.triage.understand import understand


def consider_text(engine: Engine, inbound_id: str, *, pack: Pack, live: bool, now: datetime) -> Considered | None:
    """What a family's question may get; None for anything else. No transaction is open while models are asked."""
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
    first = understand(row.body, now, context)
    language, by_text = language_of(first, talk.language), talk.writer is None
    reader = Reader(talk.route.carries(language) if by_text else language, talk.family.place.value, by_text)
    return consider(row.body, first, reader, context, pack=pack, live=live)
