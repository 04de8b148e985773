"""Fetching texts whose webhook never came, from the provider's own list (channels 1.2: webhooks are best-effort)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine

from backend.channels.outcomes import Received
from backend.channels.twilio import ChannelDown
from backend.clock import Clock
from backend.db import transaction
from backend.inbox.receive import store

LOOK_BACK = timedelta(days=2)


class Letterbox(Protocol):
    """What fetching needs of a channel."""

    def received(self, *, since: datetime) -> Iterator[Received]: ...


def fetch_missed(engine: Engine, channel: Letterbox, *, clock: Clock) -> int:
    """Store texts of the last two days that never reached us; how many there were."""
    try:
        found = list(channel.received(since=clock.now() - LOOK_BACK))
    except ChannelDown:
        return 0
    stored = 0
    for received in found:
        with transaction(engine) as session:
            stored += store(session, received, found_by="look-up", now=clock.now()) is not None
    return stored
