"""What happens by itself, in order of time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import RLock

from backend.emulator.webhooks import WebhookCall

Deliver = Callable[[WebhookCall], int]
"""Brings a call to us; the status we answer with, 0 if nobody does."""
Happening = Callable[[datetime, Deliver], None]


@dataclass(order=True)
class _Event:
    at: datetime
    order: int
    happen: Happening = field(compare=False)


class Agenda:
    """What is still to happen; of two things at one moment, what was put down first."""

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._events: list[_Event] = []
        self._order = count()

    def put_down(self, at: datetime, happen: Happening) -> None:
        """Let this happen then. The caller holds the lock."""
        heapq.heappush(self._events, _Event(at, next(self._order), happen))

    def next_at(self) -> datetime | None:
        """When something next happens."""
        with self._lock:
            return self._events[0].at if self._events else None

    def run_due(self, now: datetime, deliver: Deliver) -> int:
        """Let everything due happen, in order of time; how much did. Calls out without holding the lock."""
        happened = 0
        while True:
            with self._lock:
                if not self._events or self._events[0].at > now:
                    return happened
                event = heapq.heappop(self._events)
            event.happen(event.at, deliver)
            happened += 1
