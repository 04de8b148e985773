"""What says nothing but thanks is known to its last letter; what worries, asks or leaves a doubt is for a person."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backend.protocol.load import load_pack
from backend.protocol.signs import Listening
from backend.triage.labelled import Row, read_rows
from backend.triage.plain import fold
from backend.triage.reconsider import reconsider
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand
from backend.triage.understanding import Intent, Urgency

PACK = Path("messages/nct06731192")
UNSEEN = Path("tests/triage/unseen")
NOW = datetime(2026, 12, 1, tzinfo=UTC)

THANKS = """\
收到
收到！
收到👍🏻
已收到，谢谢护士姐姐
好的谢谢
好的，收到
好，知道了
多謝姑娘
謝謝醫生，辛苦了
你们辛苦了
辛苦大家了🌹
谢谢你们的提醒
唔該曬
有心喇🙏
知道喇，多謝曬
明白了
Thank you!
THANKS!!
ok noted, thanks
Got it, thanks
Thank you so much doctor
thanks for the reminder
received with thanks
m goi saai
谢谢[玫瑰]
""".splitlines()

FOR_A_PERSON = """\
好
好的
OK
👍
🙏
嗯
唔該
没事
没事，谢谢
好了，谢谢
好喇，多謝曬
可以，谢谢
不用了谢谢
no thanks
thanks for nothing
辛苦
好辛苦
谢谢，佢好辛苦
孩子辛苦了，谢谢
收到，辛苦
收到？
谢谢?
谢谢…
谢谢...
谢谢。。。
谢谢 但是
thanks but
thank you, one more thing
谢谢😭
谢谢🆘
收到 1
1 谢谢
谢谢，39度
谢谢，明天去
收到，换个时间行吗
谢谢，没有发烧
thanks, she has no fever
谢谢，他在哪一组
谢谢，退订
谢谢，请给我打电话
thankstty
""".splitlines()


@cache
def listening() -> Listening:
    return load_pack(PACK).listening


@cache
def context() -> Context:
    return Context(compile_rules(listening()))


def waits_for_nobody(text: str) -> bool:
    return understand(text, NOW, context()).waits_for_nobody


@cache
def labelled() -> list[Row]:
    files = [*sorted((PACK / "triage" / "labelled").glob("*.jsonl")), *sorted(UNSEEN.glob("*.jsonl"))]
    return [row for file in files for row in read_rows(file.read_bytes().splitlines())]


def _is_more(row: Row) -> bool:
    return row.urgency is not Urgency.NONE or bool(row.intents - {Intent.THANKS})


@pytest.mark.parametrize("text", THANKS)
def test_thanks_alone_waits_for_nobody_and_the_model_agrees(text: str) -> None:
    understood = understand(text, NOW, context())
    assert understood.waits_for_nobody
    assert reconsider(text, understood, context()).waits_for_nobody


@pytest.mark.parametrize("text", FOR_A_PERSON)
def test_what_is_more_or_other_or_unclear_is_for_a_person(text: str) -> None:
    assert not waits_for_nobody(text)


def test_of_all_that_families_are_known_to_write_only_an_acknowledgement_is_taken_for_thanks() -> None:
    more = [row.text for row in labelled() if _is_more(row)]
    assert len(more) > 20_000
    assert [text for text in more if context().rules.only_thanks.is_all(text)] == ["ok知道喇", "收到啦"]


def test_no_phrase_of_any_sign_is_taken_for_thanks_nor_beside_it() -> None:
    phrases = [each.rstrip("*") for sign in listening().signs for each in sign.patterns if not set(each) & set("{…&")]
    assert len(phrases) > 1000
    said = context().rules.only_thanks
    assert [each for each in phrases if said.is_all(each) or said.is_all(f"{each}，谢谢")] == []


@given(st.sampled_from(THANKS), st.data(), st.sampled_from(["", "，", "。", "\n", " "]), st.booleans())
@settings(max_examples=300, deadline=None)
def test_thanks_before_or_after_anything_else_is_not_thanks_alone(
    thanks: str, data: st.DataObject, between: str, first: bool
) -> None:
    more = data.draw(
        st.sampled_from([row.text for row in labelled() if _is_more(row) and len(row.text) in range(8, 40)])
    )
    parts = (thanks, more) if first else (more, thanks)
    assert not waits_for_nobody(between.join(parts))


@given(st.sampled_from(THANKS), st.integers(0, 30), st.characters(categories=["L", "N", "Po", "So", "Sm"]))
@settings(max_examples=300, deadline=None)
def test_one_letter_digit_or_sign_too_many_leaves_a_doubt(thanks: str, place: int, char: str) -> None:
    known = fold(listening().intents.courtesies.model_dump_json()) + ".!,~、。"
    assume(fold(char).strip() and not set(fold(char)) <= set(known))
    place = min(place, len(thanks))
    assert not context().rules.only_thanks.is_all(thanks[:place] + char + thanks[place:])


def test_a_text_in_doubt_after_the_second_look_waits_for_a_person() -> None:
    understood = understand("谢谢", NOW, context())
    assert understood.waits_for_nobody
    assert not replace(understood, unsure=True).waits_for_nobody
    assert not replace(understood, urgency=Urgency.ROUTINE).waits_for_nobody
    assert not replace(understood, intents=(Intent.QUESTION, Intent.THANKS)).waits_for_nobody
