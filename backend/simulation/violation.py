"""What a check after the fact reports."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """A broken promise: which, and of which message or concern."""

    promise: str
    message_id: str
    detail: str
