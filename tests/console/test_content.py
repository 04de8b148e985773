"""The pages of wording: both languages side by side, as it arrives, what was approved, and what changed since."""

from dataclasses import replace
from datetime import date
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from backend.console.content_kinds import contents
from backend.console.content_page import content_page
from backend.console.reader import Reader
from backend.languages import Language
from backend.protocol.approvals import Approval, Approvals
from backend.protocol.instruments import Instrument
from backend.protocol.measure import example
from backend.protocol.pack import Pack
from backend.protocol.text import Bilingual
from backend.protocol.wording import version_of
from tests.console.conftest import Browser
from tests.factories import NOON, PACK

OLD = Bilingual(zh_hans="旧的话", en="The old words")


def approval(kind: str, sources: dict[str, str], on: date) -> Approval:
    return Approval(kind=kind, version=version_of(sources), reference="EC-7", by="Dr Gao", on=on, sources=sources)


@pytest.fixture
def pack(pack: Pack) -> Pack:
    """`help` is approved as it stands, `ack-call` was approved in other words; nothing else ever was."""
    help_text, changed = pack.wordings["help"], pack.wordings["ack-call"]
    before = dict(changed.sources)
    before |= {f"texts.two-way.{language.value}": OLD.in_(language) for language in Language}
    given = (
        approval("help", dict(help_text.sources), date(2026, 11, 2)),
        approval("ack-call", before, date(2026, 11, 3)),
    )
    return replace(pack, approvals=Approvals(approvals=given))


def test_the_list_holds_everything_that_can_be_approved_and_says_how_it_stands(lin: Browser) -> None:
    text = lin.get("/console/content").text
    names = {each.what.kind for each in contents(PACK)}
    assert names == set(PACK.approvable)
    assert all(f">{each.name}</code>" in text for each in contents(PACK))
    assert text.count("</svg>已批准</span>") == 1
    assert text.count("</svg>批准后改过</span>") == 1
    assert f"共{len(names)}项：按现在的文字批准的1项，批准后又改了的1项，从未批准的{len(names) - 2}项。" in text


def test_the_list_narrows_to_a_kind_and_to_what_waits_for_an_approval(zhou: Browser) -> None:
    text = zhou.get("/console/content?kind=replies&show=open").text
    assert ">ack-call</code>" in text
    assert ">help</code>" not in text, "approved as it stands"
    assert ">visit-confirm</code>" not in text, "no reply"
    assert "changed since approval" in text


def test_a_text_stands_in_both_languages_as_it_arrives_with_its_size(zhou: Browser, pack: Pack) -> None:
    text = unescape(zhou.get("/console/content/replies/ack-call").text)
    wording = pack.wordings["ack-call"]
    for language, template in (
        (Language.ZH_HANS, wording.sources["texts.two-way.zh-Hans"]),
        (Language.EN, wording.sources["texts.two-way.en"]),
    ):
        assert template in text
        assert example(pack, template, language) in text
    assert wording.sources["texts.two-way.zh-Hant"] in text
    assert wording.version in text
    assert "GSM-7" in text
    assert "UCS-2" in text
    assert "12月30日（星期三）上午11:30" in text, "the longest hour that may stand there"


def test_what_was_approved_stands_beside_what_it_has_become(zhou: Browser, pack: Pack) -> None:
    text = unescape(zhou.get("/console/content/replies/ack-call").text)
    assert OLD.zh_hans in text
    assert OLD.en in text
    assert "What changed since it was approved on 2026-11-03" in text
    assert "Dr Gao" in text
    assert "EC-7" in text
    assert pack.approvals.approvals[1].version in text
    assert "Live mode goes on with the version that was last approved." in text
    unchanged = zhou.get("/console/content/replies/help").text
    assert "it stands as it was approved, letter by letter" in unchanged


def test_an_older_approval_can_be_laid_beside_the_text(zhou: Browser, pack: Pack) -> None:
    old = pack.approvals.approvals[1].version
    assert OLD.en in zhou.get(f"/console/content/replies/ack-call?beside={old}").text
    assert zhou.get("/console/content/replies/ack-call?beside=000000000000").status_code == 404


def test_one_label_or_rule_of_a_diary_is_told_apart(pack: Pack) -> None:
    daily = pack.instruments["daily"]
    first = daily.items[0].model_copy(update={"text": OLD})
    before = Instrument.model_validate(
        {**daily.model_dump(by_alias=True), "items": (first, *daily.items[1:]), "call_after_missed": 5}
    )
    given = approval(daily.kind, dict(before.sources), date(2026, 11, 2))
    changed = replace(pack, approvals=Approvals(approvals=(given,)))
    [found] = [each for each in contents(changed) if each.what.kind == daily.kind]
    reader = Reader(Language.EN, ZoneInfo("Asia/Shanghai"), NOON)
    page = content_page(changed, reader, found, beside="")
    place = f"items.{first.key}.text"
    assert {(each.place, each.lang, each.was) for each in page.changed} == {
        ("call_after_missed", "", "5"),
        (place, "zh-Hans", OLD.zh_hans),
        (place, "en", OLD.en),
    }


@pytest.mark.parametrize("language", [Language.ZH_HANS, Language.EN])
def test_every_text_of_the_pack_has_its_page(pack: Pack, language: Language) -> None:
    reader = Reader(language, ZoneInfo("Asia/Shanghai"), NOON)
    for each in contents(pack):
        page = content_page(pack, reader, each, beside="")
        shown = {side.text for pair in page.pairs for side in (pair.zh, pair.en)}
        texts = {text for place, text in each.what.sources.items() if place.endswith((".zh-Hans", ".en"))}
        assert texts <= shown, each.what.kind
        assert shown, each.what.kind


def test_the_signs_come_before_the_words_that_they_are_made_of(zhou: Browser, pack: Pack) -> None:
    text = zhou.get("/console/content/lists/triage").text
    assert text.index("<b>Signs</b>") < text.index("<b>Word classes and slips</b>")
    assert all(f"signs.<wbr>{sign.key}.<wbr>name" in text for sign in pack.listening.signs)
    assert '<details class="part" open>' not in text, "hundreds of pieces begin folded"
    assert '<details class="part" open>' in zhou.get("/console/content/diaries/daily").text


def test_a_monitor_reads_it_and_nothing_of_it_can_be_changed(monitor: Browser) -> None:
    assert monitor.get("/console/content").status_code == 200
    assert monitor.get("/console/content/guides/urine.24h").status_code == 200
    assert monitor.post("/console/content/guides/urine.24h").status_code == 405


def test_what_the_pack_does_not_say_is_not_found(lin: Browser) -> None:
    assert lin.get("/console/content/replies/visit-confirm").status_code == 404
    assert lin.get("/console/content/guides/no.such").status_code == 404
