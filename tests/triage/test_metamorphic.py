"""What must not change the level of a text: width, script, marks, spaces, emoji, politeness, an errand in front."""

from datetime import UTC, datetime
from pathlib import Path

import opencc
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.protocol.load import load_pack
from backend.triage.reconsider import reconsider
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand

CONTEXT = Context(compile_rules(load_pack(Path("messages/nct06731192")).listening))
NOW = datetime(2027, 3, 2, tzinfo=UTC)
CHINESE = (
    "孩子嘴唇发紫",
    "喘不上气",
    "刚才抽搐了一分钟",
    "叫不醒他",
    "他说不想活了",
    "发烧了",
    "一天没尿",
    "没力气，右手抬不起来",
    "眼皮肿了",
    "流鼻涕",
    "唞气好辛苦",
    "佢成日冇尿",
    "孩子昏迷了",
    "一动不动",
)
ENGLISH = (
    "his lips are blue",
    "she cant breathe",
    "he had a seizure",
    "wont wake up",
    "he wants to die",
    "baby limp",
    "he has a fever",
    "blood in urine",
    "runny nose",
)
DENIALS = {"没有": ("发烧", "呼吸困难", "抽搐", "胸口疼"), "no ": ("fever", "seizure", "chest pain", "vomiting")}
to_traditional = opencc.OpenCC("s2t")
texts = st.sampled_from(CHINESE + ENGLISH)
chinese = st.sampled_from(CHINESE)
few = settings(max_examples=60, deadline=None)


def level(text: str) -> int:
    return understand(text, NOW, CONTEXT).urgency.rank


def in_the_end(text: str) -> int:
    """After the model, too."""
    return reconsider(text, understand(text, NOW, CONTEXT), CONTEXT).urgency.rank


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def test_every_example_has_a_level() -> None:
    assert [text for text in CHINESE + ENGLISH if level(text) == 0] == []


@few
@given(texts)
def test_width_lowers_nothing(text: str) -> None:
    assert in_the_end(wide(text)) >= level(text)


@few
@given(texts)
def test_capitals_lower_nothing(text: str) -> None:
    assert in_the_end(text.upper()) >= level(text)


@few
@given(chinese)
def test_traditional_characters_lower_nothing(text: str) -> None:
    assert in_the_end(str(to_traditional.convert(text))) >= level(text)


@few
@given(chinese, st.integers(1, 8), st.sampled_from([" ", "  ", "…", "~", "😭"]))
def test_a_space_or_an_emoji_inside_lowers_nothing(text: str, place: int, mark: str) -> None:
    assert in_the_end(text[:place] + mark + text[place:]) >= level(text)


@few
@given(texts, st.sampled_from(["!", "！！", "。", "...", "?", " 😭😭", "🙏", "\n"]))
def test_marks_at_the_end_lower_nothing(text: str, mark: str) -> None:
    assert in_the_end(text + mark) >= level(text)


@few
@given(texts, st.sampled_from(["医生您好，", "不好意思打扰了，", "Hello nurse, ", "Sorry to bother you. ", "唔该，"]))
def test_politeness_in_front_lowers_nothing(text: str, polite: str) -> None:
    assert in_the_end(polite + text) >= level(text)


@few
@given(texts, st.sampled_from(["谢谢", "，麻烦您了", " thanks a lot", "，唔该晒"]))
def test_thanks_at_the_end_lower_nothing(text: str, thanks: str) -> None:
    assert in_the_end(f"{text} {thanks}") >= level(text)


@few
@given(
    texts,
    st.sampled_from(
        ["明天九点我们会准时到。", "发票已经收到了。", "We will be there at 9 tomorrow. ", "听日九点到。"]
    ),
)
def test_an_errand_in_front_lowers_nothing(text: str, errand: str) -> None:
    assert in_the_end(errand + text) >= level(text)


@few
@given(
    texts,
    st.sampled_from(
        ["，需要打120吗", "，要不要去医院", "，吃点什么药好", "怎么办", ", should we come in?", " what do I do"]
    ),
)
def test_asking_what_to_do_lowers_nothing(text: str, asked: str) -> None:
    assert in_the_end(text + asked) >= level(text)


@few
@given(st.sampled_from([(denial, sign) for denial, signs in DENIALS.items() for sign in signs]))
def test_a_denial_raises_nothing_and_takes_back_the_sign(pair: tuple[str, str]) -> None:
    denial, sign = pair
    assert level(denial + sign) <= level(sign)
    assert level(denial + sign) == 0


@few
@given(st.sampled_from(["一天没尿", "成日冇尿", "没力气，手抬不起来", "喘不上气", "叫唔醒"]))
def test_signs_that_are_denials_themselves_count(text: str) -> None:
    assert level(text) >= 2
