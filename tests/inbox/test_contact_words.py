"""How people on call answer a page: short, at night, with a thumb."""

import pytest

from backend.inbox.contact_words import Saying, read_reply
from backend.triage.short_reply import leading_digit


@pytest.mark.parametrize("text", ["A 17", "a17", "Ａ１７", "A-17", "ack 17", "收到17号", "A no. 17.", "確認17"])
def test_a_number_behind_the_word_takes_that_concern_up(text: str) -> None:
    assert read_reply(text) == Saying(17, alone=True, clear=True)


@pytest.mark.parametrize("text", ["A 17 on my way", "收到17号，等下班打", "ok 17 calling the mother"])
def test_a_number_inside_a_sentence_is_known_for_one(text: str) -> None:
    assert read_reply(text) == Saying(17)


@pytest.mark.parametrize(
    "text",
    [
        "收到，1分钟后打",
        "ok 10 minutes",
        "OK 10min",
        "收到，10点打",
        "ack 2 小时",
        "接手，2個小時後打",
        "ok 8pm",
        "ok 10:30",
    ],
)
def test_a_number_that_counts_time_is_no_concern(text: str) -> None:
    assert read_reply(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "好的，A 15，谢谢",
        "15号我接了",
        "A15 收到马上打",
        "收到，15号我来处理",
        "15 接手",
        "唔该，15號我接咗",
        "没问题，15号我接",
        "ok 15, thanks",
        "15 got it, calling now",
        "I'll take 15",
    ],
)
def test_one_number_and_a_word_of_taking_up_among_polite_words_are_clear(text: str) -> None:
    assert read_reply(text, number_alone=True) == Saying(15, clear=True)


@pytest.mark.parametrize(
    "text",
    [
        "A 15不是我的",
        "15号是什么",
        "A 15?",
        "15号我接了吗",
        "15号我接不了",
        "A 15 not mine",
        "who has 15? ok",
        "15号谁接",
        "can't take 15",
        "15号叫小李接",
        "15号我接班",
        "15、16号我接",
        "15分钟后我接手",
        "好的，收到，3床的孩子我去看",
        "好的，接 38.5",
    ],
)
def test_a_question_a_refusal_and_what_is_about_something_else_take_nothing_up(text: str) -> None:
    assert read_reply(text, number_alone=True) is None


def test_from_a_phone_of_a_family_only_a_text_that_begins_with_the_word_counts() -> None:
    assert read_reply("好的，15，收到") is None
    assert read_reply("15号我接了") is None


@pytest.mark.parametrize("text", ["A", "a.", "收到", "OK", "A 0"])
def test_the_word_alone_answers_a_test(text: str) -> None:
    found = read_reply(text)
    assert found is not None
    assert found.number == 0


@pytest.mark.parametrize("text", ["", "hello", "17", "about 17", "Anna 17", "孩子发烧", "A"[:0]])
def test_anything_else_is_no_acknowledgement(text: str) -> None:
    assert read_reply(text) is None


def test_a_bare_number_counts_from_a_phone_that_is_nobody_elses() -> None:
    assert read_reply("17", number_alone=True) == Saying(17, alone=True, clear=True)
    assert read_reply("17号", number_alone=True) == Saying(17, alone=True, clear=True)


@pytest.mark.parametrize(("text", "digit"), [("1, but she is vomiting", "1"), ("１。孩子发烧", "1")])
def test_a_digit_in_front_of_a_sentence_is_an_answer(text: str, digit: str) -> None:
    said = leading_digit(text)
    assert said is not None
    assert said.value == digit


@pytest.mark.parametrize("text", ["2次呕吐", "3 days of fever", "1岁半", "38.5", "vomited 2, twice"])
def test_a_digit_that_counts_something_is_none(text: str) -> None:
    assert leading_digit(text) is None
