"""What was stored about worries, read at once after the fact, and what every check of it allows."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from backend.concerns import queries as concerns
from backend.concerns.models import Concern, ConcernEvent
from backend.db import reading
from backend.inbox import queries as inbox
from backend.inbox.models import InboundMessage
from backend.outbox import queries as outbox
from backend.outbox.models import Message
from backend.protocol.pack import Pack
from backend.simulation.ledger import Ledger, read_ledger

SLACK = timedelta(minutes=10)  # of a simulated step, a worker's lease, a killed worker's successor
NUMBER = re.compile(r"(\d+)[号號]|no\. (\d+)")


@dataclass(frozen=True)
class Records:
    """What was stored about worries: texts by the provider's id, concerns with their events, messages, pages."""

    texts: dict[str, InboundMessage]
    concerns: dict[str, Concern]
    events: dict[str, list[ConcernEvent]]
    messages: list[Message]
    ledger: Ledger

    def pages(self, concern: Concern) -> list[Message]:
        """The pages about a concern, as they were written, the first first."""
        return [row for row in self.messages if row.kind == "page-concern" and _number(row.body) == concern.number]


def read_records(engine: Engine) -> Records:
    """Everything at once."""
    with reading(engine) as session:
        rows = {row.id: row for row in concerns.all_concerns(session)}
        return Records(
            texts={row.provider_id: row for row in inbox.all_texts(session) if row.provider_id},
            concerns=rows,
            events=concerns.events_of_many(session, list(rows)),
            messages=outbox.all_messages(session),
            ledger=read_ledger(session),
        )


def is_day(moment: datetime, pack: Pack) -> bool:
    """Whether urgent pages go out at that moment."""
    local = moment.astimezone(ZoneInfo(pack.study.zone)).time()
    return pack.concerns.day.from_ <= local < pack.concerns.day.until


def _number(body: str) -> int | None:
    found = NUMBER.search(body)
    return int(found[1] or found[2]) if found else None
