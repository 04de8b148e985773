"""Which children a text calls by name."""

import pytest

from backend.families.models import Child
from backend.inbox.sender import named_in


def called(*names: str) -> list[Child]:
    return [Child(code=name, called=name) for name in names]


def codes(text: str, *names: str) -> list[str]:
    return [each.code for each in named_in(text, called(*names))]


@pytest.mark.parametrize("text", ["樂樂嘴唇发紫", "乐 乐发烧了", "今天Ann's fever is 39", "ＡＮＮ has a fever"])
def test_a_name_is_found_in_either_script_any_width_and_case(text: str) -> None:
    assert len(codes(text, "乐乐", "Ann")) == 1


@pytest.mark.parametrize("text", ["cannot breathe", "annoyed", "不安全", "快乐"])
def test_a_name_inside_another_word_names_nobody(text: str) -> None:
    assert codes(text, "Ann", "安", "乐") == []
