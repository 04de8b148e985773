"""The reasons of answers are codes, and staff read each in words of their own language."""

import re
from typing import get_args

import pytest

from backend.assistant.whys import Why, because
from backend.chat.consider import ASKS
from backend.explain.answer_words import WHYS, why_words
from backend.languages import Language
from backend.protocol.refusals import Personal


def test_every_reason_has_words() -> None:
    assert set(WHYS) == set(Why)
    assert set(ASKS) == set(get_args(Personal)), "every fact that a pack may name has a reason"


@pytest.mark.parametrize("reason", Why)
@pytest.mark.parametrize("language", [Language.ZH_HANS, Language.ZH_HANT])
def test_a_chinese_reader_reads_no_english(reason: Why, language: Language) -> None:
    words = why_words(reason.about("7"), language)
    assert re.search(r"[一-鿿]", words)
    assert re.findall(r"[A-Za-z]+", words) in ([], ["HTTP"])


def test_reasons_stand_in_the_order_in_which_they_came_up() -> None:
    why = because(Why.MODEL.about("d16ab9"), Why.UNUSED.about("tiny"), Why.STATUS.about(500))
    assert why_words(why, Language.EN) == (
        "as model d16ab9 understands it; nothing of language model tiny was used; it answered with HTTP 500"
    )
    assert why_words(why, Language.ZH_HANS) == "按模型d16ab9的理解；没有采用语言模型tiny的回答；它返回了HTTP 500"


def test_what_was_kept_before_there_were_codes_is_shown_as_it_was_kept() -> None:
    assert why_words("model d16ab9, 100% sure: a=b", Language.EN) == "model d16ab9, 100% sure: a=b"
