"""Segments as the provider counts them."""

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from backend.segments import Encoding, count


@pytest.mark.parametrize(
    ("text", "encoding", "parts"),
    [("a" * 160, Encoding.GSM_7, 1), ("a" * 161, Encoding.GSM_7, 2), ("字" * 70, Encoding.UCS_2, 1),
     ("字" * 71, Encoding.UCS_2, 2), ("€" * 80, Encoding.GSM_7, 1), ("a" * 152 + "€" + "a" * 10, Encoding.GSM_7, 2),
     ("字" * 66 + "😀" + "字" * 10, Encoding.UCS_2, 2), ("’", Encoding.UCS_2, 1), ("", Encoding.GSM_7, 1)],
)  # fmt: skip
def test_known_sizes(text: str, encoding: Encoding, parts: int) -> None:
    assert (count(text).encoding, count(text).parts) == (encoding, parts)


@given(st.text(alphabet=st.sampled_from("aé€[]字。😀’ \n"), min_size=1, max_size=400))
def test_another_counter_agrees(text: str) -> None:
    assert count(text).parts == len(smsutil.split(text).parts)
