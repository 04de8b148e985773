"""Safety texts and pages: short enough to arrive at once, complete with what is known, and safe to follow."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.languages import Language
from backend.protocol.check import check_pack
from backend.protocol.findings import Level
from backend.protocol.given import LEVEL_WORDS, PAGES, SAFETY
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.protocol.routes import Variant
from backend.segments import count

PACKS = [load_pack(Path("messages/nct06731192")), load_pack(Path("tests/packs/ear-study"))]
PACK = PACKS[0]
ANSWERS = [
    pytest.param(pack, kind, variant, language, id=f"{pack.study.key}-{kind}-{variant.value}-{language.value}")
    for pack in PACKS
    for kind in SAFETY
    for variant in Variant
    for language in Language
]
VALUES = {
    "emergency": "120",
    "phone": "",
    "by": "10:00",
    "number": "17",
    "level": "紧急",
    "code": "GZ-001",
    "day": "1",
    "stopped": "",
}
AFTER_DEATH = {"safety-death", "safety-perhaps-death", "promise-missed-death"}


def said(kind: str, language: Language, *, variant: Variant = Variant.TWO_WAY, pack: Pack = PACK, **more: str) -> str:
    return pack.render(kind, variant=variant, language=language, values={**VALUES, **more}, live=False).body


@pytest.mark.parametrize(("pack", "kind", "variant", "language"), ANSWERS)
def test_safety_text_is_short_even_at_its_longest_and_marked_as_a_draft(
    pack: Pack, kind: str, variant: Variant, language: Language
) -> None:
    longest = {name: pack.variables[name].longest.in_(language) for name in SAFETY[kind]}
    parts = count(said(kind, language, variant=variant, pack=pack, **longest)).parts
    assert parts <= (2 if "emergency" in kind or kind == "promise-missed" else 3)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", sorted(SAFETY.keys() - AFTER_DEATH))
def test_safety_text_names_the_emergency_number_where_the_family_is(kind: str, language: Language) -> None:
    assert "999" in said(kind, language, emergency="999")
    assert "120" not in said(kind, language, emergency="999")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", sorted(AFTER_DEATH))
def test_after_a_death_no_text_speaks_of_emergencies_symptoms_or_thanks(kind: str, language: Language) -> None:
    for variant in Variant:
        text = said(kind, language, variant=variant, emergency="999", phone="020 8133 0000", by="10:00")
        assert "020 8133 0000" in text
        assert not re.search(
            r"999|急[诊診]|不舒服|[给給][药藥]|[谢謝]|祝|unwell|emergency|dose|hospital|[Tt]hank", text
        )


@pytest.mark.parametrize("kind", ["safety-emergency", "promise-missed"])
def test_text_is_whole_without_the_number_that_the_site_has_yet_to_supply(kind: str) -> None:
    for language in Language:
        without = said(kind, language)
        assert not re.search(r"24|：。|: \.|  ", without)
        assert "020 8133 0000" in said(kind, language, phone="020 8133 0000")


@pytest.mark.parametrize("kind", ["safety-urgent", "safety-urgent-night"])
def test_urgent_text_says_to_ask_before_the_next_dose_and_never_to_stop(kind: str) -> None:
    chinese, english = said(kind, Language.ZH_HANS), said(kind, Language.EN)
    assert "下次给药前，请先在电话里问我们" in chinese
    assert "before giving the next dose" in english
    assert not re.search(r"停", chinese)
    assert not re.search(r"\bstop\b", english)


@pytest.mark.parametrize("kind", PAGES)
def test_page_holds_no_more_than_number_level_and_code(kind: str) -> None:
    assert PAGES[kind] <= {"number", "numbers", "level", "code", "by", "day", "stopped"}
    for variant in Variant:
        for language in Language:
            longest = {name: PACK.variables[name].longest.in_(language) for name in PAGES[kind]}
            assert count(said(kind, language, variant=variant, **longest)).parts == 1


def test_page_is_answered_by_text_only_where_the_route_can_reply() -> None:
    assert "Reply A 17" in said("page-concern", Language.EN)
    assert "回复“A 17”" in said("page-concern", Language.ZH_HANS)
    one_way = said("page-concern", Language.EN, variant=Variant.ONE_WAY)
    assert "Reply" not in one_way
    assert "Confirm on the console" in one_way


def test_levels_have_words_that_fit_where_they_are_measured() -> None:
    for words in LEVEL_WORDS.values():
        assert len(words.zh_hans) <= len(PACK.variables["level"].longest.zh_hans)
        assert len(words.en) <= len(PACK.variables["level"].longest.en)


@pytest.mark.parametrize(
    ("phone", "place", "dialled"),
    [
        ("+862081330000", "mainland", "020 8133 0000"),
        ("+862081330000", "hong-kong", "+86 20 8133 0000"),
        ("+85221230000", "hong-kong", "2123 0000"),
        ("+85221230000", "unknown", "+852 2123 0000"),
        (None, "mainland", ""),
    ],
)
def test_study_number_is_written_as_the_family_dials_it(phone: str | None, place: str, dialled: str) -> None:
    study = PACK.study.model_copy(update={"contact": PACK.study.contact.model_copy(update={"phone": phone})})
    assert study.phone_words(place) == dialled


def test_live_mode_waits_for_approved_safety_texts_and_pages() -> None:
    gaps = "\n".join(PACK.live_gaps())
    for kind in (*SAFETY, *PAGES):
        assert f"sms/{kind}.yaml" in gaps


Change = Callable[[str, str, str], Path]


def errors(folder: Path) -> list[str]:
    return [str(found) for found in check_pack(load_pack(folder)).findings if found.level is Level.ERROR]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("先停药，", ""), ("别再吃药了，", ""), ("", "Stop the medicine. "), ("", "Skip the next dose. ")],
)
def test_check_refuses_a_text_that_changes_a_medicine(change: Change, chinese: str, english: str) -> None:
    change("sms/help.yaml", '    zh-Hans: "复查', f'    zh-Hans: "{chinese}复查')
    folder = change("sms/help.yaml", '    en: "Check', f'    en: "{english}Check')
    assert [each for each in errors(folder) if "change a medicine" in each]


def test_check_refuses_an_emergency_answer_that_takes_more_than_two_seconds_to_send(change: Change) -> None:
    folder = change(
        "sms/safety-emergency-short.yaml", 'two-way:\n    zh-Hans: "', 'two-way:\n    zh-Hans: "' + "好" * 134
    )
    assert any("safety-emergency-short" in each and "3 segments" in each for each in errors(folder))
