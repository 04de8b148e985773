"""What the provider allows by country (channels 2.1), and what it says when it refuses."""

import re
from dataclasses import dataclass

import phonenumbers

STOP_WORDS = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
START_WORDS = frozenset({"start", "yes", "unstop"})
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
LONGEST_BODY = 1600

ERRORS = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service Unavailable"),
    21211: (400, "Invalid 'To' Phone Number"),
    21602: (400, "Message body is required"),
    21606: (400, "The 'From' phone number is not valid for this account"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The message body exceeds the 1600 character limit"),
    30409: (409, "The message can no longer be changed"),
}


@dataclass(frozen=True)
class CountryRule:
    """One country's limits; None means no limit of that kind."""

    prefix: str
    can_reply: bool = True
    can_link: bool = True
    identical_per_24h: int | None = None
    different_per_24h: int | None = None


DEFAULT_RULES = (
    CountryRule("+86", can_reply=False, can_link=False, identical_per_24h=2, different_per_24h=4),
    CountryRule(""),
)


def rule_for(rules: tuple[CountryRule, ...], number: str) -> CountryRule:
    """The rule with the longest matching prefix."""
    matching = [rule for rule in rules if number.startswith(rule.prefix)]
    return max(matching, key=lambda rule: len(rule.prefix), default=CountryRule(""))


def number_error(number: str) -> int | None:
    """The provider's code for a number that cannot get texts; None if it can."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return 21211
    if not phonenumbers.is_valid_number(parsed):
        return 21211
    landline = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.FIXED_LINE
    return 21614 if landline else None


def body_error(body: str) -> int | None:
    """The provider's code for a body it does not take."""
    if not body:
        return 21602
    return 21617 if len(body) > LONGEST_BODY else None
