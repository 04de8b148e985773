"""Fetching texts whose webhook never came, from the provider's own list (channels 1.2: webhooks are best-effort)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine

from backend.channels.outcomes import Received
from backend.clock import Clock
from backend.db import transaction
from backend.inbox.receive import store

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
    stored = 0
    for received in found:
        with transaction(engine) as session:
            stored += store(session, received, found_by="look-up", now=clock.now()) is not None
    return stored
