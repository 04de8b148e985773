"""What is never answered is read from the pack, and every kind must have words to be told in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.protocol.load import load_pack
from backend.protocol.source import PackInvalid

Change = Callable[[str, str, str], Path]
FILE = "assistant/refusals.yaml"


def problems(folder: Path) -> str:
    with pytest.raises(PackInvalid) as refused:
        load_pack(folder)
    return str(refused.value)


def test_a_kind_without_a_wording_is_told(change: Change) -> None:
    assert "the pack needs the wording sms/refuse-drops.yaml" in problems(change(FILE, "  dose:", "  drops:"))


def test_a_wording_that_no_kind_is_told_with_is_told(change: Change) -> None:
    assert "refuse-dose: no kind of" in problems(change(FILE, "  dose:", "  drops:"))


def test_a_word_class_that_nobody_defined_is_told_with_its_line(change: Change) -> None:
    said = problems(change(FILE, "滴几滴", '"滴{amount}"'))
    assert "there is no word class {amount}" in said
    assert f"{FILE}:" in said


def test_a_wish_that_is_not_listened_for_is_told(change: Change) -> None:
    said = problems(change(FILE, "  dose:\n", "  dose:\n    intents: [naps]\n"))
    assert "no phrases are listed for the wish 'naps'" in said


def test_a_refusal_is_a_reply(change: Change) -> None:
    assert "its class must be reply" in problems(change("sms/refuse-arm.yaml", "class: reply", "class: safety"))


def test_any_change_of_a_list_is_a_new_version(change: Change) -> None:
    before = load_pack(change(FILE, "滴几滴", "滴几滴")).refusals.version
    assert load_pack(change(FILE, "滴几滴", "滴多少滴")).refusals.version != before
