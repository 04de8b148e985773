"""Patterns: gaps, either order, endings, the nearest of several, and slips that sound alike."""

from string import ascii_lowercase

import pytest

from backend.protocol.signs import Phrases
from backend.triage.elements import Elements, PatternError
from backend.triage.hear import Ear
from backend.triage.plain import plain
from backend.triage.slips import Slips

WORDS = {"lips": Phrases(zh=("嘴唇",), en=("lip*",)), "blue": Phrases(zh=("紫",), en=("blue",))}


def found(pattern: Phrases, text: str) -> list[str]:
    elements = Elements(WORDS)
    patterns = elements.of(pattern)
    written = plain(text)
    numbers = frozenset(number for each in patterns.all for number in each.elements)
    ear = Ear(elements, single=numbers, marks=frozenset(), slipping=numbers)
    places = [sorted(spans) for spans in patterns.find(written, ear.hits(written))]
    return [written.text[spans[0][0] : spans[-1][1]] for spans in places]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (Phrases(zh=("{lips}…{blue}",)), "嘴唇有点紫", ["嘴唇有点紫"]),
        (Phrases(zh=("{lips}…{blue}",)), "紫色的嘴唇", []),
        (Phrases(zh=("{lips}&{blue}",)), "紫色的嘴唇", ["紫色的嘴唇"]),
        (Phrases(zh=("{lips}…{blue}",)), "嘴唇，今天早上起来以后我们发现它变紫", []),
        (Phrases(en=("{lips}…{blue}",)), "her lips went blue", ["lips went blue"]),
        (Phrases(en=("{lips}…{blue}",)), "嘴唇紫", []),
        (Phrases(zh=("{lips}…{blue}",)), "lips 发紫", ["lips发紫"]),
        (Phrases(zh=("{lips}…{blue}",)), "嘴唇没事，嘴唇紫", ["嘴唇紫"]),
        (Phrases(en=("throw* up",)), "he is throwing up", ["throwing up"]),
        (Phrases(en=("cant breathe",)), "cantbreathe", ["cantbreathe"]),
        (Phrases(en=("blue",)), "blueberry", []),
        (Phrases(zh=("喘不上气",)), "川不上气", ["川不上气"]),
        (Phrases(zh=("喘不上气",)), "chuan bu shang qi le", ["chuan bu shang qi"]),
        (Phrases(zh=("喘不上气",)), "船步商旗", []),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: Phrases, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(PatternError, match="there is no class"):
        Elements(WORDS).patterns(["{nose}…{blue}"])


def test_a_phrase_with_a_slip_is_heard_in_a_text_that_was_mended() -> None:
    slips = Slips({"cannot": "cant"})
    elements = Elements({}, slips.mend)
    pattern = elements.of(Phrases(en=("cannot wake",)))
    text = plain("I cannot wake her", slips.mend)
    hits = Ear(elements, single=frozenset(), marks=frozenset(), slipping=frozenset()).hits(text)
    assert [text.text[start:end] for ((start, end),) in pattern.find(text, hits)] == ["cant wake"]


BIG = {
    "who": Phrases(
        zh=tuple(f"孩{char}" for char in "一二三四五六七八九十"),
        en=tuple(f"my {other}{letter}" for letter in ascii_lowercase for other in ascii_lowercase[:4]),
    ),
    "when": Phrases(zh=("昨天", "昨天晚上"), en=tuple(f"at {one}{two}" for one in "abcd" for two in ascii_lowercase)),
}


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("{who}{when}", "我的孩三昨天晚上", ["孩三昨天晚上"]),
        ("{who}{when}吐", "我的孩三昨天吐", ["孩三昨天吐"]),
        ("{who}{when}", "孩三的狗昨天", []),
        ("{who}{when}", "my ag at ah", []),
        ("{who} {when}", "my ag at ah", ["my ag at ah"]),
        ("{who} {when}", "my ag came at ah", []),
        ("{who}{when}…吐", "孩三昨天一直吐", ["孩三昨天一直吐"]),
        ("{who}{when}…吐", "孩三一直昨天吐", []),
    ],
)
def test_classes_too_big_to_be_multiplied_must_still_adjoin(pattern: str, text: str, expected: list[str]) -> None:
    elements = Elements(BIG)
    patterns = elements.patterns([pattern])
    assert len(elements.literals) < 300
    written = plain(text)
    hits = Ear(elements, single=frozenset(), marks=frozenset(), slipping=frozenset()).hits(written)
    assert [written.text[spans[0][0] : spans[-1][1]] for spans in patterns.find(written, hits)] == expected
