"""The language of a text is the one its writer would be answered in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.triage.language import wording_of
from backend.triage.understanding import Script, Wording

SAID = [
    ("我们周四能来，几点到合适", Wording.ZH_HANS, Script.HANS),
    ("孩子今天精神不错", Wording.ZH_HANS, Script.HANS),
    ("這個星期可以改到週五嗎", Wording.ZH_HANT, Script.HANT),
    ("我們和醫院的關係一直很好", Wording.ZH_HANT, Script.HANT),
    ("我哋聽日會準時到", Wording.YUE, Script.HANT),
    ("我们听日会准时到㗎", Wording.YUE, Script.HANS),
    ("佢今朝食咗药", Wording.YUE, Script.HANS),
    ("快d覆我", Wording.YUE, Script.HAN),
    ("成身起晒疹", Wording.YUE, Script.HAN),
    ("係呀，早上八點", Wording.YUE, Script.HANT),
    ("can we come on Friday instead", Wording.EN, Script.LATIN),
    ("thanks", Wording.EN, Script.LATIN),
    ("the 尿桶 lid is broken, can I get a new one", Wording.EN, Script.LATIN),
    ("我们 OK 的，Friday 见", Wording.ZH_HANS, Script.HANS),
    ("sorry 我哋 late 咗", Wording.YUE, Script.HAN),
    ("women mingtian yiding lai", Wording.ZH_HANS, Script.LATIN),
    ("ta jintian meiyou fashao", Wording.ZH_HANS, Script.LATIN),
    ("ngo dei ting jat m dak haan", Wording.YUE, Script.LATIN),
    ("36.8腋下 1 1", Wording.ZH_HANS, Script.HAN),
    ("36.8", Wording.ZH_HANS, Script.NONE),
    ("TD", Wording.ZH_HANS, Script.LATIN),
    ("👍", Wording.ZH_HANS, Script.NONE),
]


@pytest.mark.parametrize(("text", "wording", "script"), SAID)
def test_language_and_script(text: str, wording: Wording, script: Script) -> None:
    assert wording_of(text) == (wording, script)


@pytest.mark.parametrize(
    "text", ["衣服晒太阳晒热了", "咋办啊没人接电话", "挑食得很", "爸爸的后妈来了", "小米喇叭坏了"]
)
def test_mandarin_words_that_look_cantonese_stay_mandarin(text: str) -> None:
    assert wording_of(text)[0] is Wording.ZH_HANS


@given(
    said=st.sampled_from([each for each in SAID if each[2] is not Script.NONE]),
    marks=st.text(alphabet="🙏😭👍！!。. ，~…", max_size=6),
    before=st.booleans(),
)
def test_marks_and_emoji_change_nothing(said: tuple[str, Wording, Script], marks: str, before: bool) -> None:
    text, wording, script = said
    assert wording_of(marks + text if before else text + marks) == (wording, script)


@given(said=st.sampled_from(SAID))
def test_width_changes_nothing(said: tuple[str, Wording, Script]) -> None:
    text, wording, script = said
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    assert wording_of(wide) == (wording, script)
