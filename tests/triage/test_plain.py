"""A text made plain: one width, script and case, without marks, which are remembered as breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.triage.plain import COMMA, STOP, plain
from backend.triage.slips import Slips


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("嘴唇 發紫！！", "嘴唇发紫"),
        ("ＣＡＮ'Ｔ breathe", "cant breathe"),
        ("喘…不…上…气", "喘不上气"),
        ("38。5", "38.5"),
        ("烧了[流泪]😭39", "烧了39"),
        ("x3 6months", "x 3 6 months"),
    ],
)
def test_marks_width_script_and_case_go(text: str, expected: str) -> None:
    assert plain(text).text == expected


def test_breaks_remember_where_clauses_end() -> None:
    text = plain("没发烧，尿红。还好")
    assert text.breaks == ((3, COMMA), (5, STOP))
    assert (text.since(5, STOP + COMMA), text.until(3, STOP)) == (5, 5)


def test_slips_are_mended_as_whole_words_only() -> None:
    slips = Slips({"eys": "eyes", "发骚": "发烧"})
    assert plain("keys and eys", slips.mend).text == "keys and eyes"
    assert plain("發騷了", slips.mend).text == "发烧了"


@given(st.text(max_size=60))
def test_plain_text_stays_plain(text: str) -> None:
    once = plain(text).text
    assert plain(once).text == plain(plain(once).text).text
    assert all(0 < place <= len(plain(text).text) for place, _ in plain(text).breaks)
