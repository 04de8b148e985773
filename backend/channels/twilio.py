"""Twilio by its official SDK: send, look up, receive, verify.

The sync client with an explicit timeout and no SDK retries: the async one ignores its timeout and repeats POSTs
(channels 1.8). Creating a message is not idempotent, so a timeout or a 5xx is ambiguous, never a failure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import local
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from backend.channels.outcomes import (
    Accepted,
    Ambiguous,
    Outcome,
    Outgoing,
    Received,
    Refused,
    Seen,
    StatusReport,
)
from backend.channels.twilio_codes import fault_of
from backend.errors import NuanxinError

SERVER_ERROR = 500
TOO_MANY = 429
LONGEST_VALIDITY = timedelta(seconds=36000)
SHORTEST_VALIDITY = timedelta(seconds=60)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class ForeignHostError(NuanxinError):
    """Outside live mode only the built-in phones may be spoken to."""

    type = "foreign-host"
    status_code = 500


class _KeepsHeaders(TwilioHttpClient):
    """The SDK's exceptions drop response headers; the last `Retry-After` is kept here for the sender's thread."""

    retry_after: str | None = None

    def request(self, *args: object, **kwargs: object) -> Response:
        response = super().request(*args, **kwargs)
        headers: Mapping[str, str] = response.headers or {}
        self.retry_after = headers.get("Retry-After")
        return response


@dataclass(frozen=True)
class TwilioAccount:
    """Where and as whom to send. `base_url` None means Twilio itself, allowed in live mode only.

    Each sender has a queue of its own at Twilio, emptied at about a segment a second (channels 1.7): `safety_sender`
    keeps urgent messages out of the queue of reminders.
    """

    account_sid: str
    auth_token: str
    sender: str
    callback_base: str
    base_url: str | None = None
    messaging_service_sid: str | None = None
    timeout: float = 10.0
    safety_sender: str | None = None
    safety_service_sid: str | None = None

    def origin(self, *, urgent: bool) -> dict[str, str]:
        """The SDK's words for who sends: a messaging service or a number."""
        if urgent and self.safety_service_sid:
            return {"messaging_service_sid": self.safety_service_sid}
        if urgent and self.safety_sender:
            return {"from_": self.safety_sender}
        service = self.messaging_service_sid
        return {"messaging_service_sid": service} if service else {"from_": self.sender}

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that phones may write to."""
        return tuple(dict.fromkeys(number for number in (self.sender, self.safety_sender) if number))


class Twilio:
    """Twilio's messages API. Safe to use from several threads, each with its own HTTP client."""

    def __init__(self, account: TwilioAccount, *, live: bool, http_client: HttpClient | None = None) -> None:
        in_process = http_client is not None
        if not live and not in_process and urlsplit(account.base_url or "").hostname not in LOOPBACK:
            raise ForeignHostError("Outside live mode messages go to the built-in phones only.")
        self.account = account
        self._given = http_client
        self._mine = local()

    def _client(self) -> Client:
        """One client a thread, so that each keeps its connection and its own `retry_after`."""
        client: Client | None = getattr(self._mine, "client", None)
        if client is None:
            http = self._given or _KeepsHeaders(timeout=self.account.timeout, max_retries=None)
            client = Client(self.account.account_sid, self.account.auth_token, http_client=http)
            if self.account.base_url:
                client.api.base_url = self.account.base_url
            self._mine.client = client
        return client

    def send(self, message: Outgoing) -> Outcome:
        """Hand over one message, once. Never raises for what the provider or the network did."""
        client = self._client()
        valid = max(SHORTEST_VALIDITY, min(message.valid_for, LONGEST_VALIDITY))
        try:
            made = client.messages.create(
                to=message.to,
                body=message.body,
                validity_period=int(valid.total_seconds()),
                status_callback=f"{self.account.callback_base}/twilio/status/{message.reference}#rc=5&rp=all",
                **self.account.origin(urgent=message.urgent),
            )
        except TwilioRestException as error:
            return _refusal(error, getattr(client.http_client, "retry_after", None))
        except (requests.RequestException, TwilioException) as error:
            return Ambiguous(type(error).__name__)
        return Accepted(provider_id=str(made.sid), status=str(made.status))

    def find(self, *, to: str, since: datetime) -> tuple[Seen, ...]:
        """What the provider's records hold for `to` since then. Raises ChannelDown."""
        try:
            rows = self._client().messages.list(to=to, date_sent_after=since, limit=200)
        except (requests.RequestException, TwilioException) as error:
            raise ChannelDown(type(error).__name__) from error
        return tuple(_seen(row) for row in rows if not str(row.direction).startswith("inbound"))

    def fetch(self, provider_id: str) -> Seen:
        """One message by the provider's id. Raises ChannelDown."""
        try:
            return _seen(self._client().messages(provider_id).fetch())
        except (requests.RequestException, TwilioException) as error:
            raise ChannelDown(type(error).__name__) from error

    def received(self, *, since: datetime) -> Iterator[Received]:
        """What phones sent us since then, from the provider's list: webhooks are best-effort. Raises ChannelDown."""
        try:
            messages = self._client().messages
            rows = [
                row
                for number in self.account.numbers
                for row in messages.list(to=number, date_sent_after=since, page_size=1000)
            ]
        except (requests.RequestException, TwilioException) as error:
            raise ChannelDown(type(error).__name__) from error
        for row in rows:
            if str(row.direction) == "inbound":
                yield _received(row)


class ChannelDown(NuanxinError):  # noqa: N818 - reads as what happened
    """The provider could not be asked; ask again later."""

    type = "channel-down"
    status_code = 503


def _refusal(error: TwilioRestException, retry_after: str | None) -> Outcome:
    code = int(error.code or 0)
    if error.status >= SERVER_ERROR:
        return Ambiguous(f"HTTP {error.status}, code {code}")
    if error.status == TOO_MANY:
        seconds = int(retry_after) if retry_after and retry_after.isdigit() else 5
        return Refused(code or TOO_MANY, fault_of(TOO_MANY), timedelta(seconds=seconds))
    return Refused(code, fault_of(code))


def _seen(row: MessageInstance) -> Seen:
    created = row.date_created or row.date_sent or datetime.fromtimestamp(0, UTC)
    return Seen(
        provider_id=str(row.sid),
        to=str(row.to),
        body=str(row.body or ""),
        status=str(row.status),
        error_code=int(row.error_code) if row.error_code else None,
        created_at=created,
    )


def _received(row: MessageInstance) -> Received:
    """`date_sent` of an inbound message is when its webhook was called, which may have been days later."""
    return Received(
        provider_id=str(row.sid),
        sender=str(row.from_),
        to=str(row.to),
        body=str(row.body or ""),
        opt_out_type="",
        media=int(row.num_media or 0),
        raw={},
        sent_at=row.date_created or row.date_sent,
    )


def is_signed(*, url: str, form: object, signature: str | None, auth_token: str) -> bool:
    """Whether Twilio signed this request. `url` is the configured public one; `form` untouched, blanks included.

    Source: twilio.com/docs/usage/webhooks/webhooks-security; anything that makes the validator stumble is a no.
    """
    try:
        validator = RequestValidator(auth_token)
        return bool(validator.validate(url.split("#", 1)[0], form, signature or ""))
    except Exception:  # failing open would let anyone answer for a family
        return False


def read_inbound(form: Mapping[str, str]) -> Received:
    """An inbound webhook's fields; ones we do not know are kept in `raw` (Twilio adds them without notice)."""
    media = form.get("NumMedia", "0")
    return Received(
        provider_id=form.get("MessageSid", ""),
        sender=form.get("From", ""),
        to=form.get("To", ""),
        body=form.get("Body", ""),
        opt_out_type=form.get("OptOutType", ""),
        media=int(media) if media.isdigit() else 0,
        raw=dict(form),
    )


def read_status(form: Mapping[str, str]) -> StatusReport:
    """A status callback's fields."""
    code = form.get("ErrorCode", "")
    return StatusReport(
        provider_id=form.get("MessageSid", ""),
        status=form.get("MessageStatus", ""),
        error_code=int(code) if code.isdigit() and int(code) else None,
        raw=dict(form),
    )
