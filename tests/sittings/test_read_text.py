"""What a text says to a diary: the same in any width, script, numerals and order, and never guessed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.diary.known import Known
from backend.languages import Language, traditional
from backend.protocol.items import keys_of
from backend.segments import count
from backend.sittings.ask import question, questions, together
from backend.sittings.course import Course
from backend.sittings.read_text import read_text
from backend.sittings.told import Told, told_of
from tests.factories import PACK

DAILY = PACK.instruments["daily"]
ALL = {"temperature": "36.8", "urine-colour": "pale", "kidney-medicine": "all"}
WIDE = str.maketrans("0123456789. ", "０１２３４５６７８９．\u3000")
NUMERALS = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))


def course(key: str = "daily", told: Told | None = None, language: Language = Language.ZH_HANS) -> Course:
    known = Known(PACK.listening, language, 6, datetime(2026, 12, 10, 11, tzinfo=UTC))
    return Course(PACK.instruments[key], told or Told(), known)


@pytest.mark.parametrize(
    "text",
    [
        "36.8 1 1 1",
        "36.8，1，1，1",
        "36.8/1/1/1",
        "36,8 1 1 1",
        "３６．８　１　１　１",
        "36.8 1 1 是",
        "36.8 1 1 一样",
        "36.8 浅黄 都吃了 一样",
        "36.8 淺黃 都吃了 一樣",
        "三十六度八 一 一 是",
        "三十六点八 一 一 一",
        "36度8 1 1 对",
        "1 1 1 36.8",
        "体温36.8 尿1 药1 别的正常",
        "temp 36.8, pee 1, meds 1, rest fine",
        "36.8 1 1 yes",
        "36.8 1 1 as usual",
        "thirty six point eight 1 1 1",
    ],
)
def test_the_same_line_may_be_written_in_many_ways(text: str) -> None:
    whole = course()
    heard = read_text(text, whole, whole.line)
    read = Course(DAILY, heard.told, whole.known).read
    said = {answer.item: answer.meant for answer in read.answers if not answer.as_usual}
    assert said == {"temperature": 36.8, "urine-colour": "pale", "kidney-medicine": "all"}
    assert heard.told.usual is True
    assert not heard.words
    assert not heard.unclear


@pytest.mark.parametrize("text", ["腋下36.8 1 1 1", "36.8腋下 1 1 1", "36.8 腋下 1 1 1", "腋下 36.8 1 1 1"])
def test_where_it_was_measured_may_stand_before_or_after(text: str) -> None:
    whole = course()
    told = read_text(text, whole, whole.line).told
    answer = Course(DAILY, told, whole.known).read.answer("temperature")
    assert answer is not None
    assert (answer.meant, answer.place) == (36.8, "armpit")


@given(
    tenths=st.integers(355, 409),
    colour=st.integers(1, 7),
    medicine=st.integers(1, 5),
    usual=st.booleans(),
    wide=st.booleans(),
    numerals=st.booleans(),
    hant=st.booleans(),
    parted=st.sampled_from([" ", "，", "、", "\n", " / ", "; "]),
    degree=st.sampled_from(["{0}.{1}", "{0}度{1}", "{0}。{1}"]),
)
def test_width_script_numerals_and_what_parts_them_change_nothing(
    tenths: int,
    colour: int,
    medicine: int,
    usual: bool,
    wide: bool,
    numerals: bool,
    hant: bool,
    parted: str,
    degree: str,
) -> None:
    digits = [str(colour), str(medicine), "1" if usual else "2"]
    if numerals:
        digits = [NUMERALS[digit] if digit != "7" else digit for digit in digits]
    text = parted.join([degree.format(tenths // 10, tenths % 10), *digits])
    text = text.translate(WIDE) if wide else text
    whole = course()
    told = read_text(traditional(text) if hant else text, whole, whole.line).told
    answer = Course(DAILY, told, whole.known).read.answer("temperature")
    assert answer is not None
    assert answer.meant == tenths / 10
    assert told.answers["urine-colour"] == keys_of(DAILY.item("urine-colour").choices)[colour - 1]
    assert told.answers["kidney-medicine"] == keys_of(DAILY.item("kidney-medicine").choices)[medicine - 1]
    assert told.usual is usual


@given(text=st.text(max_size=300))
def test_reading_never_fails_whatever_is_written(text: str) -> None:
    whole = course()
    heard = read_text(text, whole, whole.line)
    assert told_of(heard.told.stored()) == heard.told
    assert Course(DAILY, heard.told, whole.known).open is not None


@pytest.mark.parametrize("text", ["1", "２", "是", "没有", "no", "一"])
def test_a_word_alone_answers_none_of_several_questions(text: str) -> None:
    whole = course()
    heard = read_text(text, whole, whole.line)
    assert not heard.gives


def test_a_bare_nothing_is_no_answer_to_whether_all_else_is_as_usual() -> None:
    whole = course(told=Told(ALL))
    assert not read_text("没有", whole, (".usual",)).gives


@pytest.mark.parametrize(
    ("text", "asked"),
    [("395 1 1 1", "39.5"), ("-1 1 1 1", "-1"), ("98.6 1 1 1", "37.0"), ("12 1 1 1", "12")],
)
def test_an_amount_that_cannot_be_is_asked_about_in_words(text: str, asked: str) -> None:
    whole = course()
    told = read_text(text, whole, whole.line).told
    after = course(told=told)
    assert after.to_mend
    assert asked in question(after, after.open[0], Language.ZH_HANS)


def test_a_digit_that_no_option_has_is_asked_again() -> None:
    whole = course()
    after = course(told=read_text("36.8 9 1 1", whole, whole.line).told)
    assert "1浅黄" in question(after, after.open[1], Language.ZH_HANS)


def test_a_weight_in_jin_is_kept_in_kilograms() -> None:
    whole = course()
    answer = course(told=read_text("36.8 1 1 1 36斤", whole, whole.line).told).read.answer("weight")
    assert answer is not None
    assert answer.meant == 18.0


@pytest.mark.parametrize(
    "text", ["改 37.8", "体温打错了是37.8", "change 37.8", "錯了，應該是37.8", "sorry, should be 37.8", "更正37度8"]
)
def test_a_correction_is_heard_by_its_words(text: str) -> None:
    heard = read_text(text, course(told=Told(ALL, usual=True)), ())
    answer = course(told=heard.told).read.answer("temperature")
    assert heard.corrects
    assert answer is not None
    assert answer.meant == 37.8


@pytest.mark.parametrize("text", ["改 3", "我想改时间", "change the visit please", "改到12月15日"])
def test_what_corrects_no_answer_is_no_correction(text: str) -> None:
    heard = read_text(text, course(told=Told(ALL, usual=True)), ())
    assert not (heard.corrects and heard.gives)


def test_only_what_is_not_as_usual_is_asked_and_the_rest_asserted() -> None:
    told = Told({**ALL, "temperature": "36.8腋下"}, usual=False, differs=("vomits",))
    assert course(told=told).open == ("vomits",)
    done = course(told=told.and_then(Told({"vomits": "2"}), DAILY))
    assert done.open == ()
    vomits, energy = done.read.answer("vomits"), done.read.answer("energy")
    assert vomits is not None
    assert not vomits.as_usual
    assert energy is not None
    assert energy.as_usual


@pytest.mark.parametrize("key", ["daily", "weekly", "hearing-vision"])
@pytest.mark.parametrize("usual", [None, False])
def test_no_question_costs_more_than_three_chinese_segments(key: str, usual: bool | None) -> None:
    for language in (Language.ZH_HANS, Language.ZH_HANT):
        asked = course(key, Told(usual=usual), language)
        for step in asked.open:
            text = PACK.signed(f"〔草稿〕记下了。还有：\n{question(asked, step, language)}", language)
            assert count(text).parts <= 3, step
        steps = together(asked, language)
        assert count(PACK.signed(f"〔草稿〕记下了。还有：\n{questions(asked, steps, language)}", language)).parts <= 3


@pytest.mark.parametrize("text", ["1 5", "36.9 2 3", "1 1 1 1"])
def test_more_numbers_than_questions_answer_none_by_their_order(text: str) -> None:
    asked = course(told=Told({**ALL, "temperature": "36.8腋下"}))
    heard = read_text(text, asked, asked.open)
    assert heard.told.usual is None
    assert heard.unclear


def test_the_whole_line_may_be_said_anew() -> None:
    asked = course(told=Told({**ALL, "temperature": "36.8腋下"}))
    heard = read_text("36.9腋下 2 5 不是", asked, asked.open)
    assert heard.told.usual is False
    assert heard.told.answers["kidney-medicine"] == "none"
