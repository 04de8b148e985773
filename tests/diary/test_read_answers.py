"""An entry read against its instrument: nothing guessed, nothing lost, every worry found."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.diary.answers import Answer, Code, Given, Read, answer_of
from backend.diary.known import Earlier, Known
from backend.diary.meaning import meaning_of
from backend.diary.read_answers import read_answers
from backend.diary.spoken import option_numbered
from backend.languages import Language
from backend.protocol.items import keys_of
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context
from backend.triage.understanding import Urgency
from tests.factories import NOON, PACK

DAILY, WEEKLY, EVENT = (PACK.instruments[key] for key in ("daily", "weekly", "event"))
FACES = PACK.instruments["child-faces"]
WELL: dict[str, Any] = {
    "temperature": {"amount": "36.8", "place": "armpit"},
    "urine-colour": "pale",
    "kidney-medicine": "all",
}
LAST_WEEK = {"weight": Earlier(18.2, NOON - timedelta(days=6))}


def known(language: Language = Language.EN, **more: Any) -> Known:
    return Known(PACK.listening, language, age=6, now=NOON, **more)


def read(answers: dict[str, Any], *, usual: bool = True, sure: tuple[str, ...] = (), **more: Any) -> Read:
    """A daily entry on an otherwise usual day."""
    return read_answers(DAILY, Given({**WELL, **answers}, usual, frozenset(sure)), known(**more))


def problem(answers: dict[str, Any], language: Language = Language.ZH_HANS, **more: Any) -> tuple[Code, str]:
    [found] = [each for each in read(answers, language=language, **more).problems if each.code is not Code.MISSING]
    assert found.item in answers
    return found.code, found.sentence


def signs(answers: dict[str, Any], **more: Any) -> set[str]:
    return {sign.key for sign in read(answers, **more).signs}


def test_a_well_day_is_three_answers_and_as_usual() -> None:
    entry = read({})
    assert entry.complete
    assert entry.urgency is Urgency.NONE
    assert not entry.wants_call
    assert entry.answer("temperature") == Answer("temperature", 36.8, unit="C", place="armpit", typed="36.8")
    assert entry.answer("swelling") == Answer("swelling", ("none",), as_usual=True)
    assert {answer.item for answer in entry.answers if answer.as_usual} == {
        item.key for item in DAILY.items if item.usual is not None
    }


def test_nothing_is_taken_for_usual_unless_the_family_says_so() -> None:
    entry = read({}, usual=False)
    assert not entry.complete
    assert {each.item for each in entry.problems} == {item.key for item in DAILY.items if item.usual is not None}
    assert {each.code for each in entry.problems} == {Code.MISSING}


def test_an_answer_wins_over_as_usual() -> None:
    entry = read({"vomits": 2})
    assert entry.answer("vomits") == Answer("vomits", 2, typed="2")
    assert signs({"vomits": 2}) == {"repeated-vomiting"}


REFUSED = {
    "a comma": ({"temperature": "39,5"}, Code.COMMA, "请用小数点，不用逗号：39.5。"),
    "no point": ({"temperature": "395"}, Code.OUT_OF_LIMITS, "395不对，请写34到43°C之间的数。是不是39.5？"),
    "below nothing": ({"temperature": "-1"}, Code.OUT_OF_LIMITS, "-1不对，请写34到43°C之间的数。"),
    "an emoji": ({"temperature": "🤒"}, Code.NOT_A_NUMBER, "请只写一个数，像36.8。"),
    "Fahrenheit": ({"temperature": 101}, Code.FAHRENHEIT, "请用摄氏度。101华氏度是38.3摄氏度。"),
    "no place": ({"temperature": "36.8"}, Code.PLACE_MISSING, "请选在哪里量的：腋下、耳朵、额头、口腔。"),
    "no unit": ({"weight": "18"}, Code.UNIT_MISSING, "请选单位：公斤、斤。"),
    "two units": (
        {"weight": {"amount": "36斤", "unit": "kg"}},
        Code.UNITS_DIFFER,
        "您写的是斤，选的是公斤。是哪一个？",
    ),
    "too heavy": ({"weight": "400斤"}, Code.OUT_OF_LIMITS, "400斤不对，请写16到200斤之间的数。"),
    "no option": (
        {"drinking": "lots"},
        Code.NOT_AN_OPTION,
        "请从这些里面选：跟平时差不多、吃得少，水照常喝、几乎不喝水。",
    ),
    "none with another": ({"swelling": ["none", "face"]}, Code.NOT_ALONE, "选了“没有肿”，就不能再选别的。请重新选。"),
    "upside down": ({"pressure": "65/105"}, Code.UPPER_AND_LOWER, "上压比下压大，请再看一下。"),
    "a list for words": ({"note": ["a"]}, Code.NOT_TEXT, "请用文字写。"),
    "ten megabytes": ({"note": "吐" * 10_000_000}, Code.TOO_LONG, "太长了，请不要超过2000个字。"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_value_is_refused_with_a_clear_sentence(case: str) -> None:
    answers, code, sentence = REFUSED[case]
    assert problem(answers) == (code, sentence)


def test_the_sentence_is_in_the_familys_language() -> None:
    assert problem({"temperature": "395"}, Language.EN)[1] == (
        "395 cannot be right. Please give a number from 34 to 43 °C. Is it 39.5?"
    )
    assert problem({"temperature": "39,5"}, Language.ZH_HANT)[1] == "請用小數點，不用逗號：39.5。"


def test_a_question_nobody_asked_is_refused() -> None:
    assert problem({"blood-group": "A"})[0] is Code.UNKNOWN_ITEM


def test_an_unlikely_value_is_asked_about_once() -> None:
    [question] = read({"temperature": {"amount": "42.3", "place": "ear"}, "fever-since": "today"}).asks
    assert question.sentence == "42.3 °C: is this right?"
    again = read({"temperature": {"amount": "42.3", "place": "ear"}, "fever-since": "today"}, sure=(question.mark,))
    assert again.complete
    other = read({"temperature": {"amount": "42.8", "place": "ear"}, "fever-since": "today"}, sure=(question.mark,))
    assert not other.complete


def test_a_worry_counts_before_the_question_about_it_is_answered() -> None:
    assert read({"temperature": "42.3"}).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("weight", "earlier", "sentence"),
    [
        ("36kg", {}, None),
        ("40kg", {}, "40公斤，对吗？如果是斤，请改一下单位。"),
        ("36kg", LAST_WEEK, "上次是18.2公斤，这次是36公斤，对吗？如果是斤，请改一下单位。"),
        ("36斤", LAST_WEEK, None),
        ("21kg", LAST_WEEK, "上次是18.2公斤，这次是21公斤，对吗？"),
    ],
)
def test_jin_written_as_kilos_are_noticed(weight: str, earlier: dict[str, Earlier], sentence: str | None) -> None:
    asks = read({"weight": weight}, language=Language.ZH_HANS, earlier=earlier).asks
    assert [each.sentence for each in asks] == ([sentence] if sentence else [])


def test_a_weight_in_jin_is_kept_in_kilos_beside_what_was_typed() -> None:
    kept = Answer("weight", 18.0, unit="kg", typed="三十六斤", typed_unit="jin")
    assert read({"weight": "三十六斤"}).answer("weight") == kept
    assert read({"weight": {"amount": "三十六", "unit": "jin"}}).answer("weight") == Answer(
        "weight", 18.0, unit="kg", typed="三十六", typed_unit="jin"
    )


def test_a_gain_within_days_is_a_sign_and_growth_over_weeks_is_none() -> None:
    assert signs({"weight": "19.3kg"}, earlier=LAST_WEEK) == {"weight-gain"}
    assert signs({"weight": "18.9kg"}, earlier=LAST_WEEK) == set()
    assert signs({"weight": "19.3kg"}, earlier={"weight": Earlier(18.2, NOON - timedelta(days=30))}) == set()


def test_what_was_not_measured_may_be_said() -> None:
    for words in ("没有量", "没量", "冇量", "Not measured", {"skipped": True}):
        entry = read({"temperature": words})
        assert entry.complete
        assert entry.answer("temperature") is not None
        assert entry.answer("temperature").meant is None  # type: ignore[union-attr]


def test_an_answer_to_a_question_that_was_not_asked_is_dropped() -> None:
    entry = read({"fever-since": "today", "fever-medicine": "ibuprofen"})
    assert entry.dropped == ("fever-since", "fever-medicine")
    assert entry.complete
    assert entry.urgency is Urgency.NONE


def test_a_branch_follows_the_threshold_of_the_lists() -> None:
    lists = {
        each.sign: each.at_least for each in PACK.listening.thresholds.thresholds if each.reading == "temperature"
    }
    for amount, asked in ((lists["fever"], True), (lists["fever"] - 0.1, False)):
        missing = {each.item for each in read({"temperature": {"amount": f"{amount:.1f}", "place": "ear"}}).problems}
        assert ("fever-since" in missing) is asked


WORRIES = {
    "fever by the lists' own limit": ({"temperature": "38.0"}, "fever"),
    "forty": ({"temperature": "40"}, "fever-of-40"),
    "red urine": ({"urine-colour": "red"}, "bloody-urine"),
    "cola": ({"urine-colour": "可乐"}, "bloody-urine"),
    "no urine": ({"urine-amount": "none"}, "no-urine"),
    "clots and blocked": ({"urine-colour": "clots", "urine-amount": "blocked"}, "clots-and-blocked"),
    "hives with one vomit": ({"skin": ["hives"], "vomits": 1}, "hives-and-worse"),
    "seizure": ({"emergency": ["seizure"]}, "seizure"),
    "missed doses": ({"kidney-medicine": "more"}, "kidney-medicine-stopped"),
    "ibuprofen": ({"other-medicines": ["fever"], "fever-medicine": "ibuprofen"}, "nsaid-given"),
    "cooling tea": ({"other-medicines": ["tea"]}, "herbal-medicine"),
    "a parent's unease": ({"feeling": "uneasy"}, "not-right"),
    "a high pressure": ({"pressure": "135/70"}, "high-pressure"),
    "a high lower pressure": ({"pressure": "110/90"}, "high-pressure"),
}


@pytest.mark.parametrize("case", WORRIES)
def test_a_worrying_answer_is_a_sign_of_the_lists(case: str) -> None:
    answers, sign = WORRIES[case]
    assert sign in signs(answers)


@pytest.mark.parametrize(("days", "soon"), [(0, True), (1, True), (2, False)])
def test_a_fever_soon_after_an_infusion_is_more_than_a_fever(days: int, soon: bool) -> None:
    found = signs({"temperature": "38.4"}, days_since={"infusion-2": days})
    assert ("fever-after-infusion" in found) is soon
    assert "fever" in found


def test_a_child_who_hurts_a_lot_is_a_worry() -> None:
    for face, worry in ((1, set()), (2, {"vague-mild-pain"}), (5, {"strong-pain"})):
        entry = read_answers(FACES, Given({"pain": face}), known())
        assert {sign.key for sign in entry.signs} == worry
        assert entry.complete


def test_a_call_is_asked_for() -> None:
    assert read({"contact": "yes"}).wants_call
    assert read({"contact": True}).wants_call
    assert not read({"contact": False}).wants_call


def test_an_emergency_alone_is_a_whole_event() -> None:
    entry = read_answers(EVENT, Given({"emergency": ["breathing"]}), known())
    assert entry.complete
    assert entry.urgency is Urgency.EMERGENCY


def test_a_part_of_an_entry_misses_nothing() -> None:
    entry = read_answers(DAILY, Given({"emergency": ["blue"]}), known(), whole=False)
    assert entry.complete
    assert entry.urgency is Urgency.EMERGENCY


def test_the_familys_own_words_count_with_the_answers() -> None:
    context = Context(compile_rules(PACK.listening))
    entry = read({"note": "刚才抽搐了，叫不醒", "urine-colour": "pink"})
    meaning = meaning_of(entry, known(), context)
    assert meaning.urgency is Urgency.EMERGENCY
    assert {"seizure", "bloody-urine"} <= {sign.key for sign in meaning.signs}
    assert meaning.version == PACK.listening.version
    quiet = meaning_of(read({}), known(), context)
    assert (quiet.urgency, quiet.signs, quiet.reason) == (Urgency.NONE, (), "no sign found")


def test_even_words_too_long_to_keep_are_read_for_a_worry() -> None:
    entry = read({"note": "孩子抽搐了。" + "啊" * 5000})
    assert entry.answer("note") is None
    assert meaning_of(entry, known(), Context(compile_rules(PACK.listening))).urgency is Urgency.EMERGENCY


def test_characters_that_nobody_typed_are_left_out() -> None:
    assert read({"note": "好\x00的\ud83d"}).answer("note") == Answer("note", "好的")


@pytest.mark.parametrize(
    ("words", "key"), [("3", "pink"), ("三", "pink"), ("７", "unseen"), ("浓茶", "brown"), ("8", None)]
)
def test_in_a_numbered_form_a_digit_is_the_option_of_that_place(words: str, key: str | None) -> None:
    assert option_numbered(DAILY.item("urine-colour").choices, words) == key


def test_yes_and_no_are_heard_in_many_words() -> None:
    choices = DAILY.item("contact").choices
    assert {option_numbered(choices, words) for words in ("1", "是", "要", "Yes", "系", "嗯")} == {"yes"}
    assert {option_numbered(choices, words) for words in ("2", "不用", "没有", "no", "冇", "唔系")} == {"no"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)
SENT: list[Any] = [
    "36.8",
    "39,5",
    "395",
    -1,
    "38度5",
    "三十八度五",
    "腋下38.5",
    "none",
    ["none"],
    "yes",
    "no",
    True,
    "1",
]
SENT += [
    "red",
    ["eyes", "face"],
    "36斤",
    {"amount": 40, "unit": "kg"},
    {"amount": "38.6", "place": "ear"},
    "抽筋了",
    3,
]
likely = st.sampled_from(SENT)
keys = st.sampled_from([item.key for item in (*DAILY.items, *WEEKLY.items, *EVENT.items)]) | st.text(max_size=8)


@given(
    st.sampled_from([DAILY, WEEKLY, EVENT, FACES]),
    st.dictionaries(keys, json_values | likely, max_size=12),
    st.booleans(),
    st.sampled_from(Language),
)
def test_whatever_is_sent_is_read_answered_and_stored(
    instrument: Any, answers: dict[str, Any], usual: bool, language: Language
) -> None:
    entry = read_answers(instrument, Given(answers, usual), known(language))
    assert entry == read_answers(instrument, Given(dict(reversed(answers.items())), usual), known(language))
    for answer in entry.answers:
        assert answer_of(json.loads(json.dumps(answer.stored()).encode())) == answer
        choices = keys_of(instrument.item(answer.item).choices)
        if choices and isinstance(answer.meant, tuple):
            assert set(map(str, answer.meant)) <= set(choices)
    for said in (*entry.problems, *entry.asks):
        assert said.sentence
        assert "%(" not in said.sentence
        assert len(said.sentence) < 400
    assert not {answer.item for answer in entry.answers} & set(entry.dropped)


@given(st.dictionaries(keys, likely, max_size=10))
def test_an_emergency_is_one_whatever_stands_beside_it(answers: dict[str, Any]) -> None:
    entry = read_answers(DAILY, Given({**answers, "emergency": ["blue"]}, usual=True), known())
    assert entry.urgency is Urgency.EMERGENCY


def test_an_entry_reads_the_same_at_any_hour() -> None:
    early = Known(PACK.listening, Language.EN, age=6, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert read_answers(DAILY, Given(WELL, usual=True), early) == read({})
