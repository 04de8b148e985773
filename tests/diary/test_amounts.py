"""Numbers as families type them, and what is told instead of guessed."""

import pytest

from backend.diary.amounts import UnreadableError, celsius_in, count_in, number_in, pair_in
from backend.diary.answers import Code

CELSIUS = {
    "36.8": "36.8",
    "３８．５": "38.5",
    "38。5": "38.5",
    "38·5": "38.5",
    "38.5℃": "38.5",
    "38.5 C": "38.5",
    "38度5": "38.5",
    "38點5": "38.5",
    "38度半": "38.5",
    "三十八度五": "38.5",
    "三十六点八": "36.8",
    "三七度五": "37.5",
    "腋下36.8": "36.8",
    "体温三十七度二": "37.2",
    "101.3F": "38.5",
    "大约37": "37",
    "-1": "-1",
    "−1": "-1",
    "395": "395",
    "1️⃣": "1",
}
NUMBERS = {
    "36斤": ("36", "斤"),
    "三十六斤半": ("36.5", "斤"),
    "18 kg": ("18", "kg"),
    "十八公斤": ("18", "公斤"),
    "八斤": ("8", "斤"),
    "约18.5公斤": ("18.5", "公斤"),
    "十八点五": ("18.5", ""),
    "三十六": ("36", ""),
}
COUNTS = {"2": 2, "２": 2, "两次": 2, "三": 3, "十二次": 12, "没有": 0, "冇": 0, "零": 0, "twice": 2, "3 times": 3}
PAIRS = ["110/70", "110 70", "１１０／７０", "110、70", "上压110下压70", "110 over 70", "一百一十/七十"]
NO_NUMBER = [
    "",
    "😀",
    "nan",
    "inf",
    "1e3",
    "很烫",
    "38.5 昨天39",
    "三十八九度",
    "1.8.5",
    "9" * 41,
    "٣٨",
    "\x00",
]


@pytest.mark.parametrize("typed", CELSIUS)
def test_a_temperature_is_read_as_it_is_written(typed: str) -> None:
    assert str(celsius_in(typed)).removesuffix(".0") == CELSIUS[typed]


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_number_is_read_with_the_unit_beside_it(typed: str) -> None:
    amount, unit = number_in(typed)
    assert (str(amount), unit) == NUMBERS[typed]


@pytest.mark.parametrize("typed", COUNTS)
def test_a_count_is_read_in_figures_and_words(typed: str) -> None:
    assert count_in(typed) == COUNTS[typed]


@pytest.mark.parametrize("typed", PAIRS)
def test_a_blood_pressure_is_read_however_it_is_parted(typed: str) -> None:
    assert pair_in(typed) == (110, 70)


@pytest.mark.parametrize("typed", NO_NUMBER)
def test_what_is_not_one_number_is_never_guessed(typed: str) -> None:
    for read in (celsius_in, number_in, count_in, pair_in):
        with pytest.raises(UnreadableError) as refused:
            read(typed)
        assert refused.value.code is Code.NOT_A_NUMBER


@pytest.mark.parametrize("typed", ["两三次", "一两次", "1.5", "很多次", "2天", "38号"])
def test_a_range_is_no_count(typed: str) -> None:
    with pytest.raises(UnreadableError):
        count_in(typed)


@pytest.mark.parametrize("typed", ["39,5", "３９，５", "39、5", "39, 5"])
def test_a_decimal_comma_is_told_with_what_was_meant(typed: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        celsius_in(typed)
    assert (refused.value.code, refused.value.better) == (Code.COMMA, "39.5")


def test_fahrenheit_without_its_unit_is_told_in_celsius() -> None:
    with pytest.raises(UnreadableError) as refused:
        celsius_in("101.3")
    assert (refused.value.code, refused.value.better) == (Code.FAHRENHEIT, "38.5")
