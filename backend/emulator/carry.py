"""A text's way from the sending number's queue to the phone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from threading import RLock

from backend.emulator.agenda import Agenda
from backend.emulator.callbacks import Callbacks
from backend.emulator.messages import VirtualMessage


@dataclass(frozen=True)
class Waits:
    """How long a text takes, as ranges in seconds: until it is sent, and from there to the phone."""

    sending: tuple[float, float] = (1, 4)
    carrying: tuple[float, float] = (1, 15)


class Carrier:
    """Sends and delivers texts, and tells their news.

    `pace` is how many segments a second each sending number lets out; each has a queue of its own.
    """

    def __init__(
        self, agenda: Agenda, callbacks: Callbacks, *, pace: float | None, waits: Waits, rng: Random, lock: RLock
    ) -> None:
        self.delivered: list[VirtualMessage] = []
        self._agenda, self._callbacks = agenda, callbacks
        self._pace, self._waits, self._rng, self._lock = pace, waits, rng, lock
        self._free_at: dict[str, datetime] = {}

    def carry(self, message: VirtualMessage, failure: str | None, now: datetime) -> None:
        """Put down when the text is sent, and when it reaches the phone or fails with that code."""
        sent_at = self._leaves_at(message, now) + timedelta(seconds=self._rng.uniform(*self._waits.sending))
        ends_at = sent_at + timedelta(seconds=self._rng.uniform(*self._waits.carrying))
        self._agenda.put_down(sent_at, lambda at, _: self._send(message, at))
        self._agenda.put_down(ends_at, lambda at, _: self._end(message, failure, at))

    def _leaves_at(self, message: VirtualMessage, now: datetime) -> datetime:
        """When the last segment leaves: each sender lets out one after the other."""
        if not self._pace:
            return now
        leaves = max(now, self._free_at.get(message.from_, now)) + timedelta(seconds=message.parts / self._pace)
        self._free_at[message.from_] = leaves
        return leaves

    def _send(self, message: VirtualMessage, at: datetime) -> None:
        with self._lock:
            if message.status == "canceled":
                return
            if message.valid_until is not None and at > message.valid_until:
                message.move_to("failed", at, 30036)
                self._callbacks.news(message, "failed", at)
                return
            message.sent_at = at
            message.move_to("sent", at)
            if message.fault != "disordered":
                self._callbacks.news(message, "sent", at)

    def _end(self, message: VirtualMessage, failure: str | None, at: datetime) -> None:
        with self._lock:
            if message.status != "sent":
                return
            if failure:
                message.move_to("undelivered", at, int(failure))
                self._callbacks.news(message, "undelivered", at)
                return
            message.delivered_at = at
            message.move_to("delivered", at)
            self.delivered.append(message)
            self._callbacks.news(message, "delivered", at)
            if message.fault == "disordered":
                self._callbacks.news(message, "sent", at + timedelta(seconds=1))
