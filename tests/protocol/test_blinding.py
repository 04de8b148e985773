"""Staff may write what they saw and did, never the arm."""

import pytest

from backend.protocol.blinding import ArmWordsError, refuse_arm_words


@pytest.mark.parametrize(
    "text",
    [
        "she got the placebo",
        "他打的是干细胞",
        "fever is common here",
        "安慰剂组",
        "the control group",
        "unblinded today",
        "active arm",
    ],
)
def test_words_that_tell_the_arm_are_refused_by_name(text: str) -> None:
    with pytest.raises(ArmWordsError, match="write what was seen"):
        refuse_arm_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "left arm swollen",
        "红细胞偏高",
        "red blood cells in urine",
        "seen at 14:00, drinks well",
        "发烧，已看医生",
    ],
)
def test_what_is_seen_on_a_child_may_be_written(text: str) -> None:
    refuse_arm_words(text)
