"""The printed card: both languages, one address, and nothing that a visitor to the kitchen should read."""

import re
from datetime import UTC, datetime

import pytest

from backend.devices.keys import new_key
from backend.families.models import Caregiver, Family, Phone, Place, Role
from backend.languages import Language
from backend.mobile.card import card_address, card_page, printed_card
from tests.factories import NOON, PACK


def card(language: Language, place: Place = Place.HONG_KONG) -> str:
    person = Caregiver(
        id="c", family_id="f", nth=1, phone_id="p", called="外婆", relation="grandmother", role=Role.DELEGATE,
        language=language, gets_reminders=True, created_at=NOON,
    )  # fmt: skip
    family = Family(id="f", code="F-001", zone="Asia/Shanghai", place=place, site="gwcmc", created_at=NOON)
    phone = Phone(id="p", number="+85265001111", number_index="x", country="+852", created_at=NOON)
    now = datetime(2026, 12, 1, 17, tzinfo=UTC)
    made = printed_card(
        person, family, phone, key="0123456789abcdefghjk", base="https://a.example/", pack=PACK, now=now
    )
    return card_page([made])


@pytest.mark.parametrize(
    ("language", "heading"),
    [(Language.ZH_HANS, "您的家庭页面"), (Language.ZH_HANT, "您的家庭頁面"), (Language.EN, "您的家庭页面")],
)
def test_a_card_says_everything_in_the_readers_chinese_and_in_english(language: Language, heading: str) -> None:
    page = card(language)
    assert heading in page
    assert "Your family page" in page
    assert "外婆" in page
    assert "1111" in page
    assert "2026-12-02" in page, "the day in the family's zone"
    assert "https://a.example/f/01234-56789-abcde-fghjk" in page


def test_a_card_gives_the_emergency_number_of_the_place() -> None:
    assert "call 999." in card(Language.EN)
    assert "120 (mainland)" in card(Language.EN, Place.UNKNOWN)


def test_a_card_needs_nothing_from_elsewhere_and_names_no_illness() -> None:
    page = card(Language.EN)
    assert not re.findall(r"(?:src|href)=", page)
    assert not re.search("alport|肾|干细胞|stem cell|65001111|GZ-|NCT", page, re.IGNORECASE)


def test_keys_are_long_and_never_the_same() -> None:
    keys = {new_key() for _ in range(200)}
    assert len(keys) == 200
    assert {len(key) for key in keys} == {20}
    assert card_address("https://a.example", keys.pop()).startswith("https://a.example/f/")
