"""Numbers as families write them, and those that cannot take a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.families.phone_numbers import Number, PhoneRefusedError, Why, parse


@pytest.mark.parametrize(
    ("text", "region", "e164", "country"),
    [
        ("13800138000", "CN", "+8613800138000", "+86"),
        ("138-0013-8000", "CN", "+8613800138000", "+86"),
        ("１３８００１３８０００", "CN", "+8613800138000", "+86"),
        ("008613800138000", "CN", "+8613800138000", "+86"),
        ("8613800138000", "CN", "+8613800138000", "+86"),
        ("＋86 192 0013 8000", "CN", "+8619200138000", "+86"),
        ("5123 4567", "HK", "+85251234567", "+852"),
        ("+852 5123 4567", "CN", "+85251234567", "+852"),
        ("6612 3456", "MO", "+85366123456", "+853"),
        ("13800138000", "HK", "+8613800138000", "+86"),
        ("(415) 555-2671", "US", "+14155552671", "+1"),
    ],
)
def test_a_mobile_number_is_read_as_people_write_it(text: str, region: str, e164: str, country: str) -> None:
    assert parse(text, region) == Number(e164, country)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.EMPTY),
        ("  ", Why.EMPTY),
        ("020-8123 4567", Why.LANDLINE),
        ("+852 2123 4567", Why.LANDLINE),
        ("120", Why.SHORTHAND),
        ("10086", Why.SHORTHAND),
        ("1069 0999 5566", Why.SHORTHAND),
        ("1.38E+10", Why.ROUNDED),
        ("138001380", Why.INVALID),
        ("+86 138 0013 80001", Why.INVALID),
        ("妈妈13800138000", Why.INVALID),
        ("13800138000 / 13900139000", Why.INVALID),
        ("1" * 200, Why.INVALID),
        ("400-810-8888", Why.NOT_MOBILE),
    ],
)
def test_a_number_that_cannot_take_a_text_is_refused_with_its_reason(text: str, why: Why) -> None:
    with pytest.raises(PhoneRefusedError) as refusal:
        parse(text)
    assert refusal.value.why is why


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        number = parse(text)
    except PhoneRefusedError:
        return
    assert parse(number.e164) == number
