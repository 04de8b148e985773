"""How people on call answer a page: short, at night, with a thumb."""

import pytest

from backend.inbox.contact_reply import Saying, read_reply
from backend.triage.short_reply import leading_digit


@pytest.mark.parametrize("text", ["A 17", "a17", "Ａ１７", "A-17", "ack 17", "收到17号", "A 17 on my way", "確認17"])
def test_a_number_behind_the_word_takes_that_concern_up(text: str) -> None:
    assert read_reply(text) == Saying(17)


@pytest.mark.parametrize("text", ["A", "a.", "收到", "OK", "A 0"])
def test_the_word_alone_answers_a_test(text: str) -> None:
    assert read_reply(text) == Saying(0)


@pytest.mark.parametrize("text", ["", "hello", "17", "about 17", "Anna 17", "孩子发烧", "A"[:0]])
def test_anything_else_is_no_acknowledgement(text: str) -> None:
    assert read_reply(text) is None


def test_a_bare_number_counts_from_a_phone_that_is_nobody_elses() -> None:
    assert read_reply("17", number_alone=True) == Saying(17)
    assert read_reply("17号", number_alone=True) == Saying(17)


@pytest.mark.parametrize(("text", "digit"), [("1, but she is vomiting", "1"), ("１。孩子发烧", "1")])
def test_a_digit_in_front_of_a_sentence_is_an_answer(text: str, digit: str) -> None:
    said = leading_digit(text)
    assert said is not None
    assert said.value == digit


@pytest.mark.parametrize("text", ["2次呕吐", "3 days of fever", "1岁半", "38.5", "vomited 2, twice"])
def test_a_digit_that_counts_something_is_none(text: str) -> None:
    assert leading_digit(text) is None
