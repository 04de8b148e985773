"""Bringing the provider's calls to us over HTTP, on this machine only."""

from threading import Event, Thread
from urllib.parse import urlsplit

import requests

from backend.clock import Clock
from backend.emulator.webhooks import WebhookCall
from backend.emulator.world import Emulator

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PAUSE = 0.2
TIMEOUT = 15.0


class ForeignTarget(Exception):  # noqa: N818 - what went wrong
    """The emulator calls nobody outside this machine."""


def post(call: WebhookCall, session: requests.Session) -> int:
    """POST one call; the status, 0 if nobody answers. Raises ForeignTarget."""
    if urlsplit(call.url).hostname not in LOOPBACK:
        raise ForeignTarget(call.url)
    try:
        return session.post(call.url, data=dict(call.form), headers=call.headers, timeout=TIMEOUT).status_code
    except requests.RequestException:
        return 0


class Deliverer:
    """A thread that lets the emulator's time pass."""

    def __init__(self, emulator: Emulator, clock: Clock) -> None:
        self._emulator, self._clock = emulator, clock
        self._done = Event()
        self._thread = Thread(target=self._run, name="virtual-phones", daemon=True)

    def start(self) -> None:
        """Begin delivering."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the call under way, then stop."""
        self._done.set()
        self._thread.join(TIMEOUT)

    def _run(self) -> None:
        with requests.Session() as session:
            while not self._done.wait(PAUSE):
                self._emulator.run_due(self._clock.now(), lambda call: post(call, session))
