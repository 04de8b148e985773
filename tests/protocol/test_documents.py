"""Documents to read before anybody signs: one version, live only as approved, plain, and without hint or promise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backend.errors import NotFoundError
from backend.languages import Language
from backend.protocol.approvals import ApprovalState
from backend.protocol.approve import approve
from backend.protocol.check import check_pack
from backend.protocol.documents import Document
from backend.protocol.findings import Finding, Level
from backend.protocol.lint_documents import lint_documents
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.protocol.show_documents import Paragraph, show_document, show_documents
from backend.protocol.source import PackInvalid, parse, read_source
from tests.protocol.conftest import SHIPPED

Change = Callable[[str, str, str], Path]
FORM = "consent/consent-form.yaml"
ZH, EN = Language.ZH_HANS, Language.EN


def found(folder: Path, pack: Pack, name: str = "consent-form") -> list[Finding]:
    """What is said of one document of `folder`, which is quicker to read than all of it."""
    source = read_source(folder / "consent" / f"{name}.yaml", folder)
    alone = replace(pack, documents={name: parse(Document, source)})
    return list(lint_documents(alone, {source.name: source}))


def said(findings: list[Finding], level: Level) -> list[str]:
    return [str(each) for each in findings if each.level is level]


def test_the_shipped_documents_are_whole_and_plain(shipped: Pack) -> None:
    findings = [
        each for name in shipped.documents for each in found(SHIPPED, shipped, name) if each.file != "consent"
    ]
    assert said(findings, Level.ERROR) == []
    warnings = said(findings, Level.WARNING)
    assert all("was never approved" in each or "never approved" in each for each in warnings), warnings
    assert len(warnings) == len(shipped.documents) == 4
    assert len(said(findings, Level.NOTE)) == sum(len(each.site_decides) for each in shipped.documents.values())


def test_every_age_of_the_study_has_one_document_of_its_own(shipped: Pack) -> None:
    found_here = [each for each in check_pack(shipped).findings if each.file == "consent"]
    assert found_here == []
    fewer = replace(
        shipped, documents={key: each for key, each in shipped.documents.items() if key != "assent-young"}
    )
    gaps = [str(each) for each in check_pack(fewer).findings if each.file == "consent"]
    assert gaps[0] == "warning: consent: 0 documents are for children of 3"
    assert len(gaps) == 5


BROKEN = {
    "an arm word that is not exempt": ("- 一组用耳塞；", "- 一组用干细胞；", "zh-Hans: |", "'干细胞' tells or hints"),
    "fever": ("one has ear plugs;", "one has ear plugs, fever is common;", "en: |", "hints at the arm: fever"),
    "a promise": ("- 一组用耳塞；", "- 一组用耳塞，没有风险；", "zh-Hans: |", "'没有风险' promises"),
    "a promise in English": ("one has ear plugs;", "one has ear plugs that cure;", "en: |", "'cure' promises"),
    "Traditional": ("- 一组用耳塞；", "- 一組用耳塞；", "zh-Hans: |", "is Traditional"),
    "a point too few": ("        - one is a control group.\n", "", "en: |", "paragraph 3 of one language"),
    "another number": ("- 一组用耳塞；", "- 一组用耳塞14天；", "en: |", "the numbers of paragraph 2 differ: 14"),
    "a template": ("one has ear plugs;", "one has {{ plugs }};", "en: |", "it puts nothing in"),
    "an address": ("one has ear plugs;", "one has plugs, see www.ear.org;", "en: |", "looks like a web address"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_may_not_be_said_is_told_with_its_line(case: str, change: Change, copied: Path, ear: Pack) -> None:
    old, new, place, complaint = BROKEN[case]
    errors = said(found(change(FORM, old, new), ear), Level.ERROR)
    lines = (copied / FORM).read_text(encoding="utf-8").splitlines()
    [line] = [number for number, text in enumerate(lines, start=1) if place in text]
    assert len(errors) == 1, errors
    assert errors[0].startswith(f"error: {FORM}:{line}: consent-form, text: ")
    assert complaint in errors[0]


def test_a_text_too_hard_for_its_reader_is_a_warning(change: Change, ear: Pack) -> None:
    long = "- 一组用耳塞，耳塞很小很软也很舒服每天晚上睡觉以前都要由爸爸妈妈帮着戴上；"
    warnings = said(found(change(FORM, "- 一组用耳塞；", long), ear), Level.WARNING)
    assert any("a sentence of" in each and "up to 25 read easily" in each for each in warnings)


def test_an_exemption_that_nothing_needs_is_told(change: Change, ear: Pack) -> None:
    warnings = said(found(change(FORM, "speaks_of: [placebo]", "speaks_of: [placebo, cells]"), ear), Level.WARNING)
    assert any("does not speak of cells" in each for each in warnings)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("key: consent-form", "key: form", "the file is named consent-form, its key is form"),
        ("type: consent-form", "type: assent-young", "a document for children needs ages"),
        ("type: consent-form", "type: leaflet", "Input should be 'consent-form'"),
        (", en: Two groups", "", "sections.0.heading.en: Field required"),
    ],
)
def test_a_document_that_could_not_be_shown_is_refused(old: str, new: str, complaint: str, change: Change) -> None:
    with pytest.raises(PackInvalid, match=complaint):
        load_pack(change(FORM, old, new))


def test_both_languages_are_shown_with_points_and_the_derived_script(ear: Pack) -> None:
    shown = show_document(ear, "consent-form", language=EN, live=False)
    assert shown.sections[0].paragraphs[1] == Paragraph("one has ear plugs;", point=True)
    assert (shown.state, shown.is_draft, shown.reference) == (ApprovalState.DRAFT, True, None)
    hant = show_document(ear, "consent-form", language=Language.ZH_HANT, live=False)
    assert hant.sections[0].heading == "兩組"
    assert hant.version == shown.version


def test_live_mode_shows_what_was_approved_whatever_became_of_the_file(copied: Path, change: Change) -> None:
    assert show_documents(load_pack(copied), language=ZH, live=True) == ()
    with pytest.raises(NotFoundError):
        show_document(load_pack(copied), "consent-form", language=ZH, live=True)
    given = approve(copied, "document-consent-form", reference="EC 2027-014", by="EC", on=date(2027, 3, 2))
    edited = load_pack(change(FORM, "- 一组用耳塞；", "- 一组用新耳塞；"))
    shown = show_document(edited, "consent-form", language=ZH, live=True)
    assert shown.sections[0].paragraphs[1].text == "一组用耳塞；"
    assert (shown.version, shown.state, shown.reference) == (given.version, ApprovalState.APPROVED, "EC 2027-014")
    today = show_document(edited, "consent-form", language=EN, live=False)
    assert (today.state, today.reference) == (ApprovalState.STALE, None), "English alone did not change: still stale"
    assert any("changed since approval" in str(each) for each in check_pack(edited).findings)


def test_live_mode_does_not_start_while_an_approved_document_waits_for_the_site(ear: Pack, shipped: Pack) -> None:
    assert not any("consent/" in each for each in shipped.live_gaps()), "what is not approved is not shown"
    latest = {"document-consent-form": object()}
    approvals = type("Given", (), {"latest": lambda self, kind: latest.get(kind)})()
    gaps = replace(shipped, approvals=approvals).live_gaps()
    assert [each for each in gaps if each.startswith("consent/consent-form.yaml: consent-form is approved, but")]
    assert not any("consent/" in each for each in replace(ear, approvals=approvals).live_gaps())
