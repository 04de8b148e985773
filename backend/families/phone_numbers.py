"""Reading a phone number as people write it, and refusing those that cannot take a text."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from backend.errors import NuanxinError
from backend.languages import marked

_WRITTEN = re.compile(r"\+?[\d\s()\-.‐-―]{1,40}")
_SPREADSHEET = re.compile(r"\d+(\.\d+)?[eE]\+?\d+")
_SHORTHAND_DIGITS = 6
_SERVICE = re.compile(r"106\d{5,}")  # mainland short-message service numbers
_TEXTABLE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


class Why(StrEnum):
    """Why a number was refused; each stands for one sentence in every language."""

    EMPTY = marked("There is no number.")
    ROUNDED = marked("The spreadsheet has rounded this number; format the column as text and type it again.")
    SHORTHAND = marked("This is a short or service number; a family's mobile number is needed.")
    LANDLINE = marked("This is a landline, which cannot receive texts; a mobile number is needed.")
    NOT_MOBILE = marked("This kind of number cannot receive texts; a mobile number is needed.")
    INVALID = marked("This is not a valid number; write it with its country code, such as +86, +852 or +853.")


class PhoneRefusedError(NuanxinError):
    """A number we cannot text. `why` is the sentence to translate."""

    type = "phone-refused"
    status_code = 422

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Number:
    """A mobile number: `e164` such as +85251234567, `country` such as +852."""

    e164: str
    country: str


def parse(text: str, region: str = "CN") -> Number:
    """The mobile number in `text`; without a country code it is read as one of `region`, then of the mainland.

    Raises PhoneRefusedError.
    """
    written = unicodedata.normalize("NFKC", text).strip()
    _refuse_at_sight(written)
    number = _valid(written, region) or _valid(written, "CN")
    if number is None:
        raise PhoneRefusedError(Why.INVALID)
    kind = phonenumbers.number_type(number)
    if kind not in _TEXTABLE:
        raise PhoneRefusedError(Why.LANDLINE if kind == PhoneNumberType.FIXED_LINE else Why.NOT_MOBILE)
    return Number(phonenumbers.format_number(number, PhoneNumberFormat.E164), f"+{number.country_code}")


def _refuse_at_sight(written: str) -> None:
    digits = re.sub(r"\D", "", written)
    if not written:
        raise PhoneRefusedError(Why.EMPTY)
    if _SPREADSHEET.fullmatch(written):
        raise PhoneRefusedError(Why.ROUNDED)
    if not _WRITTEN.fullmatch(written):
        raise PhoneRefusedError(Why.INVALID)
    if len(digits) <= _SHORTHAND_DIGITS or _SERVICE.fullmatch(digits):
        raise PhoneRefusedError(Why.SHORTHAND)


def _valid(written: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def spaced(number: str) -> str:
    """An E.164 number as a person reads it aloud: `+852 6500 1111`."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number
