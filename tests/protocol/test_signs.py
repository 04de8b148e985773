"""The lists of signs: read with file and line, held to both languages, approved as one thing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from backend.protocol.approve import approve
from backend.protocol.check import check_pack
from backend.protocol.findings import Level
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.protocol.source import PackInvalid

Change = Callable[[str, str, str], Path]
URGENT, EMERGENCY = "triage/urgent.yaml", "triage/emergency.yaml"


def problems(folder: Path) -> str:
    with pytest.raises(PackInvalid) as refused:
        load_pack(folder)
    return str(refused.value)


def errors(folder: Path) -> list[str]:
    return [str(found) for found in check_pack(load_pack(folder)).findings if found.level is Level.ERROR]


def warnings(folder: Path) -> str:
    return "\n".join(map(str, check_pack(load_pack(folder)).findings))


def approved(folder: Path) -> Pack:
    approve(folder, "triage", reference="EC 2027-020", by="Dr Lam", on=date(2027, 3, 2))
    return load_pack(folder)


def test_a_word_class_that_nobody_defined_is_told_with_its_line(change: Change) -> None:
    said = problems(change(URGENT, '"{ear}…痛"', '"{eer}…痛"'))
    assert said == f"{URGENT}:7: {{eer}}…痛: there is no word class {{eer}}"


def test_a_sign_may_only_ask_for_a_safety_text_there_is(change: Change) -> None:
    folder = change(EMERGENCY, "    level: emergency", "    level: emergency\n    answer: safety-nothing")
    assert any("there is no safety text 'safety-nothing'" in each for each in errors(folder))


def test_a_class_or_a_sign_that_is_there_twice_is_told(change: Change) -> None:
    change(URGENT, "key: earache", "key: ear-bleeding")
    said = problems(change(URGENT, "signs:", "words:\n  ear: {zh: [耳]}\nsigns:"))
    assert "the class 'ear' is in triage/words.yaml too" in said
    assert "the sign 'ear-bleeding' is in triage/emergency.yaml too" in said


def test_a_threshold_or_a_part_without_its_sign_is_told(change: Change) -> None:
    change("triage/thresholds.yaml", "sign: earache", "sign: fever")
    said = problems(change(URGENT, "    level: urgent", "    level: urgent\n    all_of: [[nowhere]]"))
    assert "triage/thresholds.yaml:3: there is no sign 'fever'" in said
    assert "there is no sign 'nowhere'" in said


def test_a_missing_list_is_told(copied: Path) -> None:
    (copied / "triage" / "markers.yaml").unlink()
    assert "triage/markers.yaml:1: the file is missing" in problems(copied)


def test_a_phrase_in_two_levels_is_an_error(change: Change) -> None:
    [found] = errors(change(EMERGENCY, "en: [", "en: [earache, "))
    assert found.startswith(f"error: {URGENT}:")
    assert "'earache' is emergency too, as ear-bleeding" in found


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('    en: [earache, "{ear}…hurt*"]\n', "", "earache has no English form"),
        ("    yue_as_zh: true\n", "", "earache has no Cantonese form"),
        ("en: earache}", "en: earache after the placebo}", "'placebo' tells or hints at the arm"),
        ("    level: urgent", "    level: part", "earache is a part of no sign"),
    ],
)
def test_a_sign_lacks_nothing(old: str, new: str, complaint: str, change: Change) -> None:
    assert any(complaint in found for found in errors(change(URGENT, old, new)))


def test_a_sign_that_nothing_can_find_is_an_error(change: Change) -> None:
    change("triage/thresholds.yaml", "sign: earache", "sign: ear-bleeding")
    change(URGENT, '    zh: ["{ear}…痛"]\n', "")
    assert any(
        "is never found" in found for found in errors(change(URGENT, '    en: [earache, "{ear}…hurt*"]\n', ""))
    )


def test_live_mode_does_not_start_before_the_lists_are_approved(copied: Path) -> None:
    assert any(gap.startswith("triage:") for gap in load_pack(copied).live_gaps())
    assert not any(gap.startswith("triage:") for gap in approved(copied).live_gaps())


def test_an_approval_keeps_the_approved_lists_themselves(copied: Path) -> None:
    pack = approved(copied)
    kept = pack.approvals.latest("triage")
    assert kept is not None
    assert dict(kept.sources) == dict(pack.listening.sources)
    assert "earache" in kept.sources["signs"]


def test_a_change_makes_the_approval_stale(copied: Path, change: Change) -> None:
    before = approved(copied).listening.version
    after = load_pack(change(URGENT, "[earache,", "[earache, sore ear,"))
    assert after.listening.version != before
    assert "the lists of signs changed since approval" in warnings(copied)


def test_lists_that_say_the_same_have_the_same_version(ear: Pack, copied: Path) -> None:
    assert load_pack(copied).listening.version == ear.listening.version
