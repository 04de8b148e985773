"""Who somebody of a family is to the child, which language they speak, and how their number stands, in words."""

from backend.console.reader import Reader
from backend.families.models import PhoneState
from backend.languages import marked

RELATIONS = {
    "mother": marked("mother"),
    "father": marked("father"),
    "grandmother": marked("grandmother"),
    "grandfather": marked("grandfather"),
    "aunt": marked("aunt"),
    "uncle": marked("uncle"),
    "sibling": marked("brother or sister"),
    "other": marked("another adult"),
}
PHONE_STATES = {
    PhoneState.CONFIRMED: marked("confirmed"),
    PhoneState.UNCONFIRMED: marked("not confirmed yet"),
    PhoneState.WRONG_NUMBER: marked("wrong number, do not use"),
}
SPOKEN = {"zh-Hans": marked("Chinese"), "zh-Hant": marked("Chinese, perhaps Cantonese"), "en": marked("English")}


def who_is(reader: Reader, relation: str, called: str) -> str:
    """`grandmother 奶奶`; once only where the family calls her by that very word."""
    words = reader.say(RELATIONS.get(relation, "another adult"))
    return words if called in (words, "") else f"{words} {called}"
