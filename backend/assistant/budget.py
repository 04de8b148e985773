"""How often a language model may be asked, counted in this process: a day, a minute, and a rest after a failure."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from backend.assistant.whys import Why

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
A_MINUTE = 10
REST = timedelta(minutes=1)
"""How long nobody waits again for a model that failed just now."""


class Budget:
    """Counts calls in the last 24 hours and the last minute. Safe to use from several threads."""

    def __init__(self, a_day: int, a_minute: int = A_MINUTE) -> None:
        self.a_day, self.a_minute = a_day, a_minute
        self._asked: deque[datetime] = deque()
        self._rests_until: datetime | None = None
        self._lock = Lock()

    def take(self, now: datetime) -> Why | None:
        """Take one call; nothing if it may be made, else why not."""
        with self._lock:
            while self._asked and self._asked[0] <= now - DAY:
                self._asked.popleft()
            if self._rests_until is not None and now < self._rests_until:
                return Why.RESTS
            if len(self._asked) >= self.a_day:
                return Why.DAY_USED_UP
            if sum(1 for at in self._asked if at > now - MINUTE) >= self.a_minute:
                return Why.MINUTE_USED_UP
            self._asked.append(now)
            return None

    def failed(self, now: datetime) -> None:
        """Let it rest."""
        with self._lock:
            self._rests_until = now + REST
