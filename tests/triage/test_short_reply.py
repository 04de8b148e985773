"""Short answers are read as whole words, in any width and script; sentences are never taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.triage.short_reply import Reading, read


@pytest.mark.parametrize("text", ["1", "１", " 1 ", "1。", "回1", "回复 1", "一", "Reply 1", "①"])
def test_a_digit_is_read_in_every_width(text: str) -> None:
    assert read(text).reading is Reading.DIGIT
    assert read(text).value == "1"


@pytest.mark.parametrize(
    "text", ["T", "td", "ＴＤ", "退订", "退訂", "退", "不要发了", "唔好再send", "STOP", "Stop.", "cancel"]
)
def test_every_stop_word_opts_out(text: str) -> None:
    assert read(text).reading is Reading.OPT_OUT


def test_words_the_provider_heeds_are_marked() -> None:
    assert read("STOP").by_provider
    assert not read("退订").by_provider
    assert read("YES").reading is Reading.OPT_IN


@pytest.mark.parametrize("text", ["N", "取消", "OK", "好的", "好嘅", "收到"])
def test_ambiguous_words_are_asked_about(text: str) -> None:
    assert read(text).reading is Reading.UNSURE


@pytest.mark.parametrize(("text", "language"), [("English", "en"), ("繁體中文", "zh-Hant"), ("中文", "zh-Hans")])
def test_a_language_is_chosen_by_its_name(text: str, language: str) -> None:
    assert (read(text).reading, read(text).value) == (Reading.LANGUAGE, language)


@pytest.mark.parametrize(
    "text", ["please stop the bleeding", "孩子不要吃药怎么办", "我1点到", "第1次输注几点", "退烧了"]
)
def test_a_sentence_is_a_sentence(text: str) -> None:
    assert read(text).reading is Reading.FREE


@given(
    st.text(alphabet="停退订stopTD1", min_size=1, max_size=4),
    st.text(alphabet="发烧咳嗽孩子", min_size=3, max_size=8),
)
def test_no_word_inside_a_longer_text_opts_anyone_out(word: str, rest: str) -> None:
    assert read(f"{rest}{word}{rest}").reading is Reading.FREE
