"""Virtual messages, and how the provider's API writes them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from backend.segments import count


@dataclass
class VirtualMessage:
    """One message as the provider knows it. `status` is the truth, whatever callbacks say."""

    sid: str
    direction: str
    from_: str
    to: str
    body: str
    created_at: datetime
    status: str = "queued"
    error_code: int | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    valid_until: datetime | None = None
    status_callback: str = ""
    service_sid: str | None = None
    fault: str = ""
    parts: int = 1
    history: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def phone(self) -> str:
        """The virtual phone's number, whichever way the message went."""
        return self.from_ if self.direction == "inbound" else self.to

    def move_to(self, status: str, at: datetime, error_code: int | None = None) -> None:
        """Take a status."""
        self.status, self.error_code = status, error_code
        self.history.append((at, status))


def as_json(message: VirtualMessage, account_sid: str) -> dict[str, Any]:
    """The message as the API answers it (schema api.v2010.account.message)."""
    uri = f"/2010-04-01/Accounts/{account_sid}/Messages/{message.sid}"
    sent = message.sent_at if message.direction != "inbound" else message.created_at
    return {
        "account_sid": account_sid,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": format_datetime(message.created_at),
        "date_sent": format_datetime(sent) if sent else None,
        "date_updated": format_datetime(message.history[-1][0] if message.history else message.created_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": None,
        "from": message.from_,
        "messaging_service_sid": message.service_sid,
        "num_media": "0",
        "num_segments": "0" if message.service_sid else str(message.parts),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def parts_of(body: str) -> int:
    """How many segments the provider counts."""
    return count(body).parts


def validity(form_value: str | None, now: datetime) -> datetime | None:
    """Until when the provider may try to deliver."""
    return now + timedelta(seconds=int(form_value)) if form_value and form_value.isdigit() else None
