"""The calls to us on the agenda: what a fault does to them, and how each is tried again as its URL asks."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from threading import RLock

from backend.emulator.agenda import Agenda, Deliver
from backend.emulator.messages import VirtualMessage
from backend.emulator.webhooks import retries, should_retry, sign, status_form


class Callbacks:
    """Signed calls of one account; `calls` counts our answers by their status."""

    def __init__(self, agenda: Agenda, *, account_sid: str, auth_token: str, rng: Random, lock: RLock) -> None:
        self.calls: Counter[int] = Counter()
        self._agenda, self._account_sid, self._auth_token = agenda, account_sid, auth_token
        self._rng, self._lock = rng, lock

    def news(self, message: VirtualMessage, status: str, at: datetime) -> None:
        """Queue a status callback, with what the message's fault does to it."""
        if not message.status_callback or message.fault == "never":
            return
        if message.fault == "late":
            at += timedelta(hours=self._rng.randint(1, 6))
        form = status_form(message, status, self._account_sid, message.error_code)
        for _ in range(3 if message.fault == "doubled" else 1):
            self.call(message.status_callback, form, at)

    def tell_now(self, message: VirtualMessage, status: str, deliver: Deliver) -> None:
        """Tell a status at once, and once."""
        form = status_form(message, status, self._account_sid, None)
        deliver(sign(message.status_callback, form, self._auth_token))

    def call(self, url: str, form: dict[str, str], at: datetime) -> None:
        """Queue a call."""
        self._agenda.put_down(at, lambda when, deliver: self._try(url, form, 0, when, deliver))

    def _try(self, url: str, form: dict[str, str], tries: int, at: datetime, deliver: Deliver) -> None:
        status = deliver(sign(url, form, self._auth_token))
        most, policy = retries(url)
        with self._lock:
            self.calls[status] += 1
            if tries < most and should_retry(status, policy):
                again = at + timedelta(seconds=1)
                self._agenda.put_down(again, lambda when, deliver: self._try(url, form, tries + 1, when, deliver))
