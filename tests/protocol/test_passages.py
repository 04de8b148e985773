"""Guides of a pack: refused line by line if they could not be shown, one version, blind and plain."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from backend.errors import NotFoundError
from backend.languages import Language
from backend.protocol.approvals import ApprovalState
from backend.protocol.approve import approve
from backend.protocol.check import check_pack
from backend.protocol.findings import Level
from backend.protocol.guides import Guide, guide, guides
from backend.protocol.lint_filling import lint_filling
from backend.protocol.lint_passages import lint_passages
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.protocol.passages import GuideGroups, Passage, paragraphs
from backend.protocol.reading import common_share, flesch
from backend.protocol.signs import Topics
from backend.protocol.source import PackInvalid, Source, parse, read_source
from tests.protocol.conftest import EAR

Change = Callable[[str, str, str], Path]
VISIT, PLACEBO = "guides/visit.schedule.yaml", "guides/study.placebo.yaml"
TOPIC = "visit.schedule"
ON = date(2027, 3, 2)
SHORT_ZH, SHORT_EN = "zh-Hans: 我们会提前发短信告诉您日期。有急事打", "en: We text you the day in advance. In"
LONG_EN = "We text you the day in advance.\n"


def line_of(folder: Path, name: str, text: str) -> int:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackInvalid) as refused:
        load_pack(folder)
    return str(refused.value).splitlines()


@cache
def _ear() -> Pack:
    return load_pack(EAR)


def guided(folder: Path) -> tuple[Pack, dict[str, Source]]:
    """The second pack with the guides, headings and topics of `folder`, which are quicker to read than all of it."""
    names = ("triage/topics.yaml", "guides.yaml", VISIT, PLACEBO)
    sources = {name: read_source(folder / name, folder) for name in names}
    ear = _ear()
    pack = replace(
        ear,
        passages={each.topic: each for each in (parse(Passage, sources[name]) for name in (VISIT, PLACEBO))},
        guide_groups=parse(GuideGroups, sources["guides.yaml"]).groups,
        listening=ear.listening.model_copy(update={"topics": parse(Topics, sources["triage/topics.yaml"])}),
    )
    return pack, sources


def found(folder: Path, level: Level) -> list[str]:
    return [str(each) for each in lint_passages(*guided(folder)) if each.level is level]


def refused(folder: Path) -> list[str]:
    try:
        return [str(each) for each in lint_filling(*guided(folder))]
    except PackInvalid as invalid:
        return str(invalid).splitlines()


def shown(pack: Pack, *, live: bool, language: Language = Language.EN, topic: str = TOPIC) -> Guide:
    return guide(pack, topic, language=language, place="mainland", live=live)


BROKEN = {
    # what stands there, what is put in its place, a text on the line that is named, the complaint
    "no group": ("topic: visit.schedule", "topic: schedule", "topic: schedule", "topic: String should match"),
    "no English": (", en: When to come}", "}", "title:", "title.en: Field required"),
    "asked once": (
        "[下次什么时候来, 一共要来几次]",
        "[下次什么时候来]",
        "下次什么",
        "asked.zh-Hans: Tuple should have",
    ),
    "an exemption nobody knows": ("basis: site-default", "basis: x\nspeaks_of: [arms]", "speaks_of:", "'placebo' or"),
    "a key nobody knows": ("basis: site-default", "basis: x\nauthor: y", "author:", "Extra inputs"),
    "an unknown variable": ("找{{ contact }}", "找{{ nurse }}", "zh-Hans: |-", "it is never given nurse; a guide is"),
    "a variable in one language": (
        "In an emergency call {{ emergency }}.",
        "",
        SHORT_ZH,
        "emergency }} is in zh-Hans",
    ),
    "a statement": ("To change it, ask", "{% if hours %}Ask", "en: |-", "not a template"),
    "more than a name": (
        "打{{ emergency }}",
        "打{{ emergency.upper() }}",
        SHORT_ZH,
        "may put variables in, and nothing",
    ),
    "a variable in a title": ("en: When to come", "en: 'At {{ hours }}'", "title:", "a title holds no variables"),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN.keys())
def test_a_guide_that_could_not_be_shown_is_refused(case: tuple[str, str, str, str], change: Change) -> None:
    old, new, place, complaint = case
    folder = change(VISIT, old, new)
    said = problems(folder)
    assert any(
        each.startswith(f"{VISIT}:{line_of(folder, VISIT, place)}: ") and complaint in each for each in said
    ), said


def test_a_guide_is_named_as_its_file(change: Change) -> None:
    said = "topic: the file is named visit.schedule, its topic is visit.when"
    assert problems(change(VISIT, "topic: visit.schedule", "topic: visit.when")) == [f"{VISIT}:1: {said}"]


def test_guides_need_a_heading(change: Change, copied: Path) -> None:
    assert problems(change("guides.yaml", "key: study", "key: studies")) == [
        f"{PLACEBO}:1: study.placebo: guides.yaml has no heading 'study'"
    ]
    (copied / "guides.yaml").unlink()
    assert problems(copied) == ["guides.yaml:1: the file is missing"]


def test_a_pack_without_guides_needs_nothing_of_them(copied: Path) -> None:
    for path in (copied / "guides").iterdir():
        path.unlink()
    (copied / "guides.yaml").unlink()
    pack = load_pack(copied)
    assert pack.passages == {}
    assert check_pack(pack).clean
    assert guides(pack, language=Language.EN, place="mainland", live=False) == ()


def test_both_languages_and_traditional_are_one_version(ear: Pack, change: Change) -> None:
    before = ear.passages[TOPIC]
    assert before.sources["title.zh-Hant"] == "什麼時候來"
    after = guided(change(VISIT, "在用的耳药", "在滴的耳药"))[0].passages[TOPIC]
    assert before.version != after.version
    assert len(after.version) == 12


def test_another_way_to_ask_leaves_the_version(ear: Pack, change: Change) -> None:
    after = guided(change(VISIT, "一共要来几次]", "一共来几次]"))[0].passages[TOPIC]
    assert after.version == ear.passages[TOPIC].version


def test_a_guide_is_filled_in_for_the_family(ear: Pack) -> None:
    english = shown(ear, live=False)
    assert english.short == "We text you the day in advance. In an emergency call 120."
    assert english.long == (
        "We text you the day in advance. To change it, ask Dr Chan, phone +852 2123 0000.",
        "Somebody is here from 9:00 am to 5:00 pm on working days. Please bring:\n"
        "- the hearing card\n- the ear drops you use now",
    )
    hong_kong = guide(ear, TOPIC, language=Language.ZH_HANT, place="hong-kong", live=False)
    assert hong_kong.short == "我們會提前發短信告訴您日期。有急事打999。"
    assert hong_kong.long[0] == "我們會提前發短信告訴您日期。要改時間，可以找陳醫生，電話2123 0000。"
    assert "工作日上午9:00到下午5:00" in hong_kong.long[1]


def test_demo_shows_drafts_and_knows_them_as_such(ear: Pack) -> None:
    assert shown(ear, live=False).is_draft
    assert shown(ear, live=False).version == ear.passages[TOPIC].version


def test_live_shows_what_was_approved_as_it_was_approved_and_nothing_else(copied: Path, change: Change) -> None:
    with pytest.raises(NotFoundError):
        shown(load_pack(copied), live=True)
    given = approve(copied, "guide.visit.schedule", reference="EC-1", by="Committee", on=ON)
    pack = load_pack(copied)
    assert [each.topic for each in guides(pack, language=Language.EN, place="mainland", live=True)] == [TOPIC]
    now = shown(pack, live=True)
    assert (now.version, now.state, now.reference) == (given.version, ApprovalState.APPROVED, "EC-1")
    stale = load_pack(change(VISIT, SHORT_EN, "en: We may text you. In"))
    then = shown(stale, live=True)
    assert (then.version, then.short, then.is_draft) == (given.version, now.short, False)
    assert shown(stale, live=False).state is ApprovalState.STALE


def test_what_live_would_show_while_the_site_has_yet_to_decide_is_a_gap(copied: Path, change: Change) -> None:
    assert load_pack(copied).live_gaps() == tuple(
        each for each in load_pack(copied).live_gaps() if "park" not in each
    )
    approve(copied, "guide.visit.schedule", reference="EC-1", by="Committee", on=ON)
    [gap] = [each for each in load_pack(copied).live_gaps() if each.startswith("guides/")]
    assert (
        gap == "guides/visit.schedule.yaml: visit.schedule is approved, but the site has yet to decide: Where to park"
    )
    settled = change(VISIT, "site_decides:\n  - zh-Hans: 停车的地方\n    en: Where to park\n", "")
    assert not any(each.startswith("guides/") for each in load_pack(settled).live_gaps())


def test_guides_come_in_the_order_of_the_headings(ear: Pack) -> None:
    every = guides(ear, language=Language.EN, place="mainland", live=False)
    assert [each.topic for each in every] == ["visit.schedule", "study.placebo"]


def test_what_speaks_of_the_placebo_or_the_disease_never_goes_out_by_text(ear: Pack, shipped: Pack) -> None:
    assert shown(ear, live=False).by_text
    assert not shown(ear, live=False, topic="study.placebo").by_text
    for language in Language:
        found = guides(shipped, language=language, place="", live=False)
        pages_alone = {each.topic for each in found if not each.by_text}
        assert {"study.placebo", "study.stem_cells", "study.alport"} <= pages_alone
        assert len(pages_alone) < len(found) / 4


def test_every_shipped_guide_is_there_blind_and_easy_to_read(shipped: Pack) -> None:
    assert set(shipped.passages) == set(shipped.listening.topics.topics)
    names = ["triage/topics.yaml", "guides.yaml", *(f"guides/{topic}.yaml" for topic in shipped.passages)]
    sources = {name: read_source(shipped.root / name, shipped.root) for name in names}
    assert [str(each) for each in lint_passages(shipped, sources) if each.level is not Level.NOTE] == []


def test_the_line_breaks_of_a_file_are_not_those_of_a_page() -> None:
    text = "先洗手，\n再接尿。\n\nBring the\ncup.\n1. one\n2. two\nmore\n- 三"
    assert paragraphs(text) == ("先洗手，再接尿。", "Bring the cup.\n1. one\n2. two more\n- 三")


ERRORS = {
    # the file, what stands there, what is put in its place, the line's text, the complaint
    "a topic without": (
        "triage/topics.yaml",
        "  study.placebo:",
        "  visit.prepare: {}\n  study.placebo:",
        "visit.prepare",
        "visit.prepare has no guide",
    ),
    "no such topic": (
        "triage/topics.yaml",
        "  study.placebo:",
        "  study.saline:",
        "",
        "triage/topics.yaml has no topic study.placebo",
    ),
    "long Chinese": (
        VISIT,
        SHORT_ZH,
        "zh-Hans: " + "我们会发短信。" * 20 + "打",
        "zh-Hans: 我们会发",
        "visit.schedule, short: 142 characters; at most 120",
    ),
    "long English": (
        VISIT,
        SHORT_EN,
        "en: " + "We text you a week before. " * 12 + "In",
        "en: We text",
        "visit.schedule, short: 77 words; at most 70",
    ),
    "an arm word": (VISIT, SHORT_EN, "en: The saline is cold. In", "en: The saline", "'saline' tells or hints at"),
    "an arm word in Chinese": (
        VISIT,
        "    我们会提前",
        "    干细胞组先来。我们会提前",
        "zh-Hans: |-",
        "'干细胞' tells or hints",
    ),
    "an exemption for something else": (
        PLACEBO,
        "有没有用。",
        "有没有用，跟细胞无关。",
        "跟细胞无关",
        "'细胞' tells",
    ),
    "fever, exempted or not": (
        PLACEBO,
        "en: Some children get drops and some get saline. Nobody can choose.\nlong",
        "en: A fever is common.\nlong",
        "en: A fever",
        "fever is the one sign",
    ),
    "Traditional": (VISIT, "zh-Hans: 什么时候来", "zh-Hans: 什么時候来", "title:", "'時' is Traditional"),
    "an address": (VISIT, SHORT_EN, "en: See www.example.com. In", "en: See", "looks like a web address"),
    "a title twice": (PLACEBO, "en: Why there are two groups", "en: When to come?", "", "the title of study.placebo"),
    "a question twice": (
        PLACEBO,
        "Can we choose the group?",
        "how many visits are there",
        "",
        "'How many visits are there?' is also asked of study.placebo",
    ),
}


@pytest.mark.parametrize("case", ERRORS.values(), ids=ERRORS.keys())
def test_what_must_be_mended_is_an_error(case: tuple[str, str, str, str, str], change: Change) -> None:
    name, old, new, place, complaint = case
    folder = change(name, old, new)
    said = found(folder, Level.ERROR)
    where = f"error: {name}:{line_of(folder, name, place)}: " if place else "error: guides/"
    assert any(each.startswith(where) and complaint in each for each in said), said


WARNINGS = {
    "a long sentence": (
        VISIT,
        SHORT_ZH,
        "zh-Hans: " + "我们会发短信，" * 4 + "打",
        "zh-Hans: 我们会发",
        "a sentence of 29 cha",
    ),
    "a long English one": (
        VISIT,
        SHORT_EN,
        "en: " + "We text " * 12 + "you. In",
        "en: We text",
        "a sentence of 25 words",
    ),
    "rare characters": (
        VISIT,
        SHORT_ZH,
        "zh-Hans: 孩子呕哕。打",
        "zh-Hans: 孩子呕",
        "of the characters are everyday ones",
    ),
    "full-width digits": (VISIT, SHORT_ZH, "zh-Hans: 共３次。打", "zh-Hans: 共", "'３' inside a text"),
    "hard English": (
        VISIT,
        LONG_EN,
        "Notification communications anticipate appointments considerably.\n",
        "en: |-",
        "reads at school grade",
    ),
    "a medicine": (
        VISIT,
        SHORT_EN,
        "en: Stop the medicine at once. In",
        "en: Stop",
        "tells a family to change a medicine",
    ),
    "Simplified where Cantonese": (VISIT, "下次幾時覆診", "下次几时覆诊", "yue:", "'时诊' is Simplified"),
    "an idle exemption": (
        VISIT,
        "basis: site-default",
        "basis: x\nspeaks_of: [cells]",
        "speaks_of",
        "nothing here speaks of cells",
    ),
    "an idle heading": (
        "guides.yaml",
        "groups:",
        "groups:\n  - {key: urine, name: {zh-Hans: 尿, en: Urine}}",
        "key: urine",
        "no guide stands under urine",
    ),
}


@pytest.mark.parametrize("case", WARNINGS.values(), ids=WARNINGS.keys())
def test_what_a_person_should_look_at_is_a_warning(case: tuple[str, str, str, str, str], change: Change) -> None:
    name, old, new, place, complaint = case
    folder = change(name, old, new)
    where = f"warning: {name}:{line_of(folder, name, place)}: "
    assert any(each.startswith(where) and complaint in each for each in found(folder, Level.WARNING))


def test_a_warning_not_to_change_a_medicine_is_left_alone(change: Change) -> None:
    folder = change(VISIT, SHORT_EN, "en: Never double the dose. In")
    assert not any("medicine" in each for each in found(folder, Level.WARNING))


def test_the_report_lists_guides_and_what_to_ask_the_site(ear: Pack) -> None:
    said = "\n".join(check_pack(ear).lines())
    assert "note: guides/visit.schedule.yaml:26: ask the site: visit.schedule: Where to park" in said
    assert "2 of 2 guides were never approved; live mode does not show them" in said
    assert re.search(r"study\.placebo +为什么要分两组 +placebo +[0-9a-f]{12} +draft", said)


def test_reading_is_measured() -> None:
    assert flesch("The cat sat on the mat. It is a big red cat.")[1] < 2
    ease, grade = flesch("Immunological considerations necessitate comprehensive longitudinal evaluation.")
    assert ease < 0
    assert grade > 20
    assert common_share("孩子发烧") == (1.0, "")
    assert common_share("龘a龘1尿尿") == (0.5, "龘")
