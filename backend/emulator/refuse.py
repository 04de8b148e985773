"""What the provider refuses: a send at once, and a text on the way to a country that does not let it through."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from backend.emulator.messages import VirtualMessage
from backend.emulator.reply import Reply, error
from backend.emulator.rules import LINK, CountryRule, body_error, number_error

DAY = timedelta(hours=24)
FILTERED = "30007"


def refusal(
    form: Mapping[str, str], fault: str, *, numbers: Collection[str], stopped: Collection[str]
) -> Reply | None:
    """Why a send from one of `numbers` is refused at once; None if it is taken."""
    if fault == "429":
        return error(20429, {"Retry-After": "5"})
    if fault in ("500", "503"):
        return error(20500 if fault == "500" else 20503)
    to = form.get("To", "")
    if not form.get("MessagingServiceSid") and form.get("From") not in numbers:
        return error(21606)
    code = number_error(to) or body_error(form.get("Body", ""))
    if code is None and to in stopped:
        code = 21610
    return error(code) if code else None


def country_problem(
    rule: CountryRule, message: VirtualMessage, thread: Sequence[VirtualMessage], now: datetime
) -> str | None:
    """The code with which the phone's country keeps a text back, by what else its `thread` holds."""
    if not rule.can_link and LINK.search(message.body):
        return FILTERED
    recent = [
        each.body
        for each in reversed(thread)
        if each.direction == "outbound-api" and each.created_at > now - DAY and each.status != "failed"
    ]
    if rule.identical_per_24h is not None and recent.count(message.body) >= rule.identical_per_24h:
        return FILTERED
    if rule.different_per_24h is not None and len(set(recent) | {message.body}) > rule.different_per_24h:
        return FILTERED
    return None
