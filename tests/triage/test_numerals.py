"""Numerals become digits where they can be an amount, and stay words where they cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.triage.numerals import chinese_number, with_digits

SIGNS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number under a hundred as people write it."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else SIGNS[tens]) + "十" + (SIGNS[ones] if ones else "")


@given(st.integers(10, 99))
def test_every_number_of_two_digits_is_read_as_it_is_written(number: int) -> None:
    assert chinese_number(in_chinese(number)) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [("卅八", 38), ("廿二", 22), ("一百零四", 104), ("一百三", 130), ("一百三十八", 138), ("三八六", 386), ("两", 2)],
)
def test_other_ways_to_write_a_number_are_read(words: str, number: int) -> None:
    assert chinese_number(words) == number


def test_what_is_no_number_is_none() -> None:
    assert chinese_number("发烧") is None


@pytest.mark.parametrize("text", ["一直吐", "万一", "周一下午", "拜三", "第一泡", "统一", "一下子"])
def test_words_that_only_hold_a_numeral_stay_words(text: str) -> None:
    assert with_digits(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("三十八度五", "38度5"),
        ("三十八点五", "38点5"),
        ("周一二十点三", "周一20点3"),
        ("吐了三次", "吐了3次"),
        ("thirty eight point five", "38 point 5"),
        ("one forty over ninety", "140 over 90"),
        ("a hundred and two", "102"),
        ("one boy", "one boy"),
    ],
)
def test_amounts_become_digits(text: str, said: str) -> None:
    assert with_digits(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("血压九十六六十", "血压96/60"),
        ("一百三十五八十五", "135/85"),
        ("一百三十八十", "130/80"),
        ("三十八九度", "39度"),
    ],
)
def test_two_numbers_side_by_side_are_a_pressure(text: str, said: str) -> None:
    assert with_digits(text) == said
