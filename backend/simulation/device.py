"""What a keeper of a diary has in hand, whichever way it sends. A way by text would be another such thing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from backend.simulation.diary_book import Answered, Writing

SIGN_IN = "sign-in-needed"


class Device(Protocol):
    """It comes in by a card and a code, and sends what was written; each is answered."""

    def ask_for_code(self, card: str) -> None: ...

    def enter(self, code: str, *, phone: str = "") -> bool: ...

    def send(self, writings: Sequence[Writing], now: datetime) -> list[Answered]: ...
