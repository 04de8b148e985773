"""Every shipped text renders, in every language and variant, and holds what it must and nothing it must not."""

import re
from pathlib import Path

import pytest

from backend.languages import Language
from backend.protocol.given import PAGES, PROMISE, REPLIES, SAFETY, SCHEDULED, VISIT, reminder_kinds
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack, WordingBroken, WordingMissing
from backend.protocol.routes import Variant

SHIPPED = Path(__file__).parents[2] / "messages" / "nct06731192"
VALUES = {
    Language.ZH_HANS: {
        "child": "恩恩",
        "visit": "第8周随访",
        "day": "5月25日（星期二）",
        "hour": "上午9:00",
        "place": "珠江新城院区",
        "start_day": "5月24日（星期一）",
        "by": "5月18日（星期二）下午4:00",
        "emergency": "120",
        "phone": "020 8133 0000",
        "number": "17",
        "numbers": "17、12",
        "level": "紧急",
        "code": "GZ-001",
        "stopped": "yes",
        "passcode": "042917",
        "count": "2",
        "choices": "都能来回1",
        "lines": "1. 恩恩第8周随访",
        "diary": "每日日记",
        "until": "5月19日（星期三）中午12:00",
        "questions": "在哪里量的？1腋下 2耳朵",
        "answers": "36.8°C，腋下",
        "thanks": "谢谢您，收到了。",
        "answer": "早上第一次尿要倒进马桶，从第二次开始留。",
        "rate": "有帮助请回1，没帮助请回2。",
    },
    Language.EN: {
        "child": "Yanyan",
        "visit": "week 8 visit",
        "day": "Tue 25 May",
        "hour": "9:00 am",
        "place": "Zhujiang New Town campus",
        "start_day": "Mon 24 May",
        "by": "Tue 18 May, 4:00 pm",
        "emergency": "120",
        "phone": "020 8133 0000",
        "number": "17",
        "numbers": "17, 12",
        "level": "Emergency",
        "code": "GZ-001",
        "stopped": "yes",
        "passcode": "042917",
        "count": "2",
        "choices": "1 if all can come",
        "lines": "1. Yanyan, week 8 visit",
        "diary": "Daily diary",
        "until": "Wed 19 May, 12:00 pm",
        "questions": "Where did you measure? 1 Armpit 2 Ear",
        "answers": "36.8 C, Armpit",
        "thanks": "Thank you. It is kept.",
        "answer": "The first urine of the morning goes into the toilet; keep from the second on.",
        "rate": " Reply 1 if this helps, 2 if not.",
    },
}
PACK = load_pack(SHIPPED)
TEXTS = [(kind, variant) for kind, wording in PACK.wordings.items() for variant in wording.texts]
GIVEN = {
    **dict.fromkeys(reminder_kinds(PACK.schedules), VISIT),
    **dict.fromkeys(PACK.refusals.wordings, PROMISE),
    **SCHEDULED,
    **REPLIES,
    **SAFETY,
    **PAGES,
}


def values_for(kind: str, language: Language) -> dict[str, str]:
    """Exactly what the program hands to this kind."""
    source = VALUES[Language.EN if language is Language.EN else Language.ZH_HANS]
    return {name: source[name] for name in GIVEN[kind]}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("kind", "variant"), TEXTS)
def test_shipped_text_renders_with_what_the_program_gives(kind: str, variant: Variant, language: Language) -> None:
    body = PACK.render(kind, variant=variant, language=language, values=values_for(kind, language), live=False).body
    assert body.startswith({"en": "[Nuanxin] (draft) "}.get(language.value, "【暖信】〔草稿〕"))
    assert "{" not in body
    assert body == body.strip()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", [kind for kind, wording in PACK.wordings.items() if wording.line])
def test_shipped_line_renders_for_a_joint_text(kind: str, language: Language) -> None:
    line = PACK.render_line(kind, language=language, values=values_for(kind, language), live=False)
    assert line
    assert "\n" not in line
    assert line[-1] not in "。."


def test_traditional_chinese_is_derived_and_simplified_is_left_alone() -> None:
    values = values_for("visit-confirm", Language.ZH_HANS)

    def body(language: Language) -> str:
        return PACK.render(
            "visit-confirm", variant=Variant.TWO_WAY, language=language, values=values, live=False
        ).body

    assert "家長，您好" in body(Language.ZH_HANT)
    assert "家长，您好" in body(Language.ZH_HANS)


def test_confirming_two_way_offers_digits_and_a_way_to_stop() -> None:
    body = PACK.render(
        "visit-confirm",
        variant=Variant.TWO_WAY,
        language=Language.EN,
        values=values_for("visit-confirm", Language.EN),
        live=False,
    ).body
    assert re.findall(r"\b([123])\b (?:if|to|for)", body) == ["1", "2", "3"]
    assert body.endswith("T stops texts.")


def test_the_phone_check_says_nothing_of_a_child() -> None:
    wording = PACK.wordings["phone-check"]
    assert not wording.child_specific
    assert wording.variables == ()


@pytest.mark.parametrize("language", [Language.ZH_HANS, Language.EN])
def test_the_collection_is_told_with_its_first_and_last_urine(language: Language) -> None:
    text = PACK.wordings["urine-tomorrow"].texts[Variant.ONE_WAY].in_(language)
    said = (
        ("第一次尿，尿进马桶不要留", "开始时间", "白天夜里", "同一时间", "别倒掉")
        if language is Language.ZH_HANS
        else ("flush", "the start", "day and night", "same time", "Do not tip out")
    )
    assert all(each in text for each in said)


@pytest.mark.parametrize("kind", ["ack-kept", "ack-call", "no-prompt", "help"])
def test_a_text_kept_for_a_person_always_gives_the_emergency_number(kind: str) -> None:
    for language in (Language.ZH_HANS, Language.EN):
        text = PACK.wordings[kind].texts[Variant.TWO_WAY].in_(language)
        assert "{{ emergency }}" in text
        assert "{{ by }}" in text


def test_opting_out_is_not_leaving_the_study() -> None:
    text = PACK.wordings["opt-out-confirmed"].texts[Variant.TWO_WAY]
    assert "不等于退出研究" in text.zh_hans
    assert "does not mean leaving the study" in text.en


def said(pack: Pack, options: dict[str, list[str]], language: Language) -> str:
    return pack.choices_in_words(options, language, live=False)


def test_open_choices_are_said_in_words(shipped: Pack) -> None:
    options = {"1": ["confirm", "a"], "2": ["move", "a"], "3": ["move", "b"], "4": ["call"]}
    assert said(shipped, options, Language.ZH_HANS) == "能来回1，改第1项回2，改第2项回3，要电话回4"
    alone = {"1": ["confirm", "a"], "2": ["move", "a"], "3": ["call"]}
    assert said(shipped, alone, Language.EN) == "1 if you can come, 2 to change the time, 3 for a call"


def test_diaries_of_several_children_are_told_apart_by_their_place(shipped: Pack) -> None:
    options = {"1": ["diary", "a/daily/2026-12-08"], "2": ["diary", "b/daily/2026-12-08"]}
    assert said(shipped, options, Language.ZH_HANS) == "写第1份日记回1，写第2份日记回2"
    assert said(shipped, options, Language.EN) == "1 for diary no. 1, 2 for diary no. 2"
    assert said(shipped, {"1": options["1"]}, Language.ZH_HANS) == "写日记回1"


def test_a_question_about_the_phone_is_said_in_words(shipped: Pack) -> None:
    options = {"1": ["phone-ok"], "2": ["phone-wrong"]}
    assert said(shipped, options, Language.ZH_HANS) == "是您本人回1，打错了回2"
    assert said(shipped, options, Language.EN) == "1 if this is you, 2 if it is a wrong number"


@pytest.mark.parametrize("language", [Language.ZH_HANS, Language.EN])
def test_a_lost_urine_is_told_by_text_only_where_a_text_arrives(language: Language) -> None:
    texts = PACK.wordings["urine-tomorrow"].texts
    at_the_visit = "来院时告诉我们" if language is Language.ZH_HANS else "at the visit"
    assert at_the_visit in texts[Variant.ONE_WAY].in_(language)
    assert at_the_visit not in texts[Variant.TWO_WAY].in_(language)


def test_a_joint_text_without_a_question_offers_no_digits(shipped: Pack) -> None:
    body = shipped.render(
        "visit-together",
        variant=Variant.TWO_WAY,
        language=Language.EN,
        values={"lines": "1. a\n2. b", "choices": "", "count": "2"},
        live=False,
    ).body
    assert "Reply" not in body


def test_a_missing_value_is_an_error_and_never_a_blank(shipped: Pack) -> None:
    with pytest.raises(WordingBroken, match="child"):
        shipped.render("visit-confirm", variant=Variant.TWO_WAY, language=Language.EN, values={}, live=False)


def test_an_unknown_kind_or_variant_is_named(shipped: Pack) -> None:
    with pytest.raises(WordingMissing, match="no wording 'visit-soon'"):
        shipped.render("visit-soon", variant=Variant.TWO_WAY, language=Language.EN, values={}, live=False)
    with pytest.raises(WordingMissing, match=r"help has no texts\.one-way in en"):
        shipped.render("help", variant=Variant.ONE_WAY, language=Language.EN, values={}, live=False)


@pytest.mark.parametrize("kind", ["safety-urgent", "safety-urgent-night"])
def test_it_is_the_child_who_is_given_small_drinks(kind: str) -> None:
    for text in PACK.wordings[kind].texts.values():
        assert "让孩子小口多喝几次水" in text.zh_hans


def test_no_text_speaks_as_one_person_where_a_program_answers() -> None:
    for kind, wording in PACK.wordings.items():
        for text in wording.texts.values():
            assert "我" not in text.zh_hans.replace("我们", ""), kind
