"""The provider's calls to us: signed, in time order, repeated as the URL's fragment asks (channels 1.1–1.4)."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag

from twilio.request_validator import RequestValidator

from backend.emulator.messages import VirtualMessage

DEFAULT_RETRIES = 1
MOST_RETRIES = 5


@dataclass(frozen=True)
class WebhookCall:
    """One POST of the provider's, with its signature among the headers."""

    url: str
    form: tuple[tuple[str, str], ...]
    headers: dict[str, str]


def sign(url: str, form: dict[str, str], auth_token: str) -> WebhookCall:
    """The call to `url`, its fragment stripped, signed over every field, blank ones too."""
    plain, _ = urldefrag(url)
    signature = RequestValidator(auth_token).compute_signature(plain, form)
    headers = {"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"}
    return WebhookCall(plain, tuple(form.items()), headers)


def retries(url: str) -> tuple[int, str]:
    """How often to repeat, and after what (`ct`, `5xx`, `all`, …), as the URL's fragment overrides it."""
    asked = parse_qs(urldefrag(url)[1])
    count = int(asked.get("rc", [str(DEFAULT_RETRIES)])[0])
    return min(count, MOST_RETRIES), asked.get("rp", ["ct"])[0]


def should_retry(status: int, policy: str) -> bool:
    """Whether a response asks for another try under that policy; 0 is a failed connection."""
    if status == 0:
        return True
    wanted = {word.strip() for word in policy.split(",")}
    if "all" in wanted:
        return status >= 400
    family = "4xx" if 400 <= status < 500 else "5xx" if status >= 500 else ""
    return family in wanted


def status_form(message: VirtualMessage, status: str, account_sid: str, error_code: int | None) -> dict[str, str]:
    """The fields of a status callback."""
    form = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": status,
        "SmsStatus": status,
        "AccountSid": account_sid,
        "ApiVersion": "2010-04-01",
        "From": message.from_,
        "To": message.to,
    }
    return form | ({"ErrorCode": str(error_code)} if error_code else {})


def inbound_form(message: VirtualMessage, account_sid: str) -> dict[str, str]:
    """The fields of an inbound webhook, blank ones included."""
    return {
        "ToCountry": "HK", "ToState": "", "SmsMessageSid": message.sid, "NumMedia": "0", "ToCity": "", "FromZip": "",
        "SmsSid": message.sid, "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": message.body,
        "FromCountry": "", "To": message.to, "ToZip": "", "NumSegments": str(message.parts),
        "MessageSid": message.sid, "AccountSid": account_sid, "From": message.from_, "ApiVersion": "2010-04-01",
    }  # fmt: skip
