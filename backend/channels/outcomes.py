"""What can come of handing a message to a provider."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Fault(StrEnum):
    """Why a message did not arrive, by what is to be done about it (channels 1.6)."""

    BUSY = "busy"  # never processed; try again after a pause
    CONFIGURATION = "configuration"  # ours or the account's; stop the route, spend no attempts
    NUMBER = "number"  # this number can never be reached; a person must find another
    OPT_OUT = "opt-out"  # the provider holds a STOP for this number
    TRANSIENT = "transient"  # the handset was off; once or twice more over hours
    CONTENT = "content"  # the text was filtered; repeating it makes it worse
    EXPIRED = "expired"  # it came too late; whether it is still true is decided anew
    REVIEW = "review"  # unknown to us; a person looks


@dataclass(frozen=True)
class Outgoing:
    """One message as a provider needs it. `reference` returns in every status callback.

    `urgent` goes by the sender kept for safety texts and pages, where there is one.
    """

    to: str
    body: str
    reference: str
    valid_for: timedelta
    urgent: bool = False


@dataclass(frozen=True)
class Accepted:
    """The provider took it and named it."""

    provider_id: str
    status: str


@dataclass(frozen=True)
class Refused:
    """The provider said no, and certainly did not send it."""

    code: int
    fault: Fault
    retry_after: timedelta | None = None


@dataclass(frozen=True)
class Ambiguous:
    """Nobody can say whether it was taken: it may only be settled by evidence (Twilio error 20500)."""

    detail: str


Outcome = Accepted | Refused | Ambiguous


@dataclass(frozen=True)
class Seen:
    """A message as the provider's records show it."""

    provider_id: str
    to: str
    body: str
    status: str
    error_code: int | None
    created_at: datetime


@dataclass(frozen=True)
class Received:
    """A message from a phone, from a webhook or from the provider's list; only the list says when it was sent."""

    provider_id: str
    sender: str
    to: str
    body: str
    opt_out_type: str
    media: int
    raw: dict[str, str]
    sent_at: datetime | None = None


@dataclass(frozen=True)
class StatusReport:
    """One status callback, kept as it came."""

    provider_id: str
    status: str
    error_code: int | None
    raw: dict[str, str]
