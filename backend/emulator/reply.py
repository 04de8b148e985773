"""An answer of the REST API, and the one that carries an error."""

from dataclasses import dataclass, field
from typing import Any

from backend.emulator.rules import ERRORS


@dataclass(frozen=True)
class Reply:
    """An answer of the REST API."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def error(code: int, headers: dict[str, str] | None = None) -> Reply:
    """The answer that carries one of the provider's error codes."""
    status, text = ERRORS[code]
    body = {
        "code": code,
        "message": text,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Reply(status, body, headers or {})
