"""Fetching texts whose webhook never came, from the provider's own list (channels 1.2: webhooks are best-effort)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import Engine

from backend.channels.outcomes import Received
from backend.clock import Clock
from backend.db import transaction
from backend.inbox.receive import IncompleteTextError, store

log = structlog.get_logger()
LOOK_BACK = timedelta(days=2)
"""How long before the last look a text may lie that the provider lists late, or whose webhook is still tried."""


class Letterbox(Protocol):
    """What fetching needs of a channel."""

    def received(self, *, since: datetime) -> Iterator[Received]: ...


def fetch_missed(engine: Engine, channel: Letterbox, *, clock: Clock, last: datetime | None = None) -> int:
    """Store texts that never reached us, however long we were down; how many there were. Raises ChannelDown.

    `last` is when this last went well; without one, texts of the last two days are looked for.
    """
    found = list(channel.received(since=(last or clock.now()) - LOOK_BACK))
    return sum(_store(engine, received, clock) for received in found)


def _store(engine: Engine, received: Received, clock: Clock) -> bool:
    """Whether it was new; what is no text holds up no other."""
    try:
        with transaction(engine) as session:
            return store(session, received, found_by="look-up", now=clock.now()) is not None
    except IncompleteTextError:
        log.exception("fetched-no-text", provider_id=received.provider_id)
        return False
