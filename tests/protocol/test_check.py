"""The report on a pack: clean as shipped, and sharp about words, digits and length."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.languages import Language
from backend.protocol.check import check_pack
from backend.protocol.findings import Level
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.protocol.routes import Variant

Change = Callable[[str, str, str], Path]


def errors(folder: Path) -> list[str]:
    return [str(found) for found in check_pack(load_pack(folder)).findings if found.level is Level.ERROR]


def test_the_shipped_pack_is_clean(shipped: Pack) -> None:
    report = check_pack(shipped)
    assert [str(found) for found in report.findings if found.level is Level.ERROR] == []
    assert report.clean


def test_the_second_pack_is_clean(ear: Pack) -> None:
    assert check_pack(ear).clean


def test_the_report_says_what_is_open(shipped: Pack) -> None:
    said = "\n".join(check_pack(shipped).lines())
    assert said.startswith("NCT06731192 (nct06731192), HUCMSC: schedule 1.0, 13 visits")
    assert "contact.phone is empty" in said
    assert "2027: no make-up workdays are known yet" in said
    assert f"{len(shipped.wordings)} of {len(shipped.wordings)} texts were never approved" in said
    assert "ask the site: " in said
    assert said.endswith("Clean: nothing to mend.")


@pytest.mark.parametrize("language", [Language.ZH_HANS, Language.ZH_HANT, Language.EN])
def test_no_shipped_text_but_joint_ones_urgent_answers_passages_and_the_diarys_questions_is_longer_than_two_segments(
    shipped: Pack, language: Language
) -> None:
    long = {
        size.kind
        for size in check_pack(shipped).sizes
        if size.language is language and not size.own_words and size.segments.parts > 2
    }
    several = {"diary-first", "diary-next", "diary-again", "diary-thanks", "answer", "answer-kept"}
    assert long <= {
        "visit-together",
        "diary-together",
        "safety-urgent",
        "safety-urgent-night",
        "safety-still-holds",
        *several,
    }


def test_an_english_text_with_a_chinese_name_is_counted_as_it_is_charged(shipped: Pack) -> None:
    found = {
        size.own_words: size.segments
        for size in check_pack(shipped).sizes
        if (size.kind, size.variant, size.language) == ("visit-confirm", Variant.ONE_WAY, Language.EN)
    }
    assert found[False].encoding == "GSM-7"
    assert found[True].encoding == "UCS-2"
    assert found[True].parts > found[False].parts


def test_the_signature_is_counted(ear: Pack) -> None:
    [size] = [
        size.segments
        for size in check_pack(ear).sizes
        if (size.kind, size.language) == ("ack-phone-confirmed", Language.EN)
    ]
    assert size.units == len("[Eryu] Phone confirmed.") + 2  # each bracket takes two septets


SHOWN = "号码核对好了。"
SHOWN_EN = "Phone confirmed."
FORBIDDEN = {
    "干细胞": "tells or hints at the arm",
    "盐水": "tells or hints at the arm",
    "您在对照组": "tells or hints at the arm",
    "输注后发烧很常见": "fever is the one sign",
    "肾": "names the disease",
    "尿蛋白": "names the disease",
    "结果正常": "speaks of a result",
    "看www.example": "looks like a web address",
    "號碼": "is Traditional",
}
FORBIDDEN_EN = {
    "stem cells": "tells or hints at the arm",
    "Placebo": "tells or hints at the arm",
    "fever is common": "fever is the one sign",
    "Alport": "names the disease",
    "your kidneys": "names the disease",
    "results": "speaks of a result",
    "reply YES": "stop or start texts",
    "reply Cancel": "stop or start texts",
    "see example.com": "looks like a web address",
    "https://a.b": "looks like a web address",
}


@pytest.mark.parametrize("word", FORBIDDEN)
def test_forbidden_chinese_words_are_found_with_their_line(word: str, change: Change) -> None:
    folder = change("sms/ack-phone-confirmed.yaml", SHOWN, f"{SHOWN}{word}。")
    assert any(
        each.startswith("error: sms/ack-phone-confirmed.yaml:8: ") and FORBIDDEN[word] in each
        for each in errors(folder)
    )


@pytest.mark.parametrize("word", FORBIDDEN_EN)
def test_forbidden_english_words_are_found_with_their_line(word: str, change: Change) -> None:
    folder = change("sms/ack-phone-confirmed.yaml", SHOWN_EN, f"{SHOWN_EN} {word}")
    assert any(
        each.startswith("error: sms/ack-phone-confirmed.yaml:9: ") and FORBIDDEN_EN[word] in each
        for each in errors(folder)
    )


@pytest.mark.parametrize(
    "word", ["Please cancel nothing", "The visit is canceled", "armchair", "excellent", "betterment"]
)
def test_ordinary_words_are_left_alone(word: str, change: Change) -> None:
    folder = change("sms/ack-phone-confirmed.yaml", SHOWN_EN, f"{SHOWN_EN} {word}.")
    assert len(errors(folder)) == (1 if " cancel " in word else 0)


def test_a_forbidden_word_in_a_visits_name_is_found(change: Change) -> None:
    folder = change(
        "schedule.yaml", "short: {zh-Hans: 验配, en: fitting}", "short: {zh-Hans: 验配, en: cell fitting}"
    )
    [said] = errors(folder)
    assert said.startswith("error: schedule.yaml:16: 'cell' tells or hints at the arm")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("我们会来电另约。", "请回2。"),
        ("我们会来电另约。", "请确认。"),
        ("我们会来电另约。", "请发短信告诉我们。"),
        ('we will call."\nline', 'reply 2."\nline'),
        ('we will call."\nline', 'please confirm."\nline'),
    ],
)
def test_a_one_way_text_that_asks_for_an_answer_is_refused(old: str, new: str, change: Change) -> None:
    [said] = errors(change("sms/visit-missed.yaml", old, new))
    assert "asks for an answer, but a one-way text gets none" in said


def test_a_providers_taboo_holds_on_its_route_alone(change: Change) -> None:
    change("sms/phone-check.yaml", "我们会来电核对号码", "我们会来电核对【号码】")
    folder = change("sms/ack-phone-confirmed.yaml", SHOWN, "【号码】核对好了。")
    [said] = errors(folder)
    assert said.startswith("error: sms/phone-check.yaml:11: '【' is refused by the provider on the route mainland")


@pytest.mark.parametrize(
    ("kind", "old", "new", "complaint"),
    [
        ("visit-ask", "改时间回2，要电话回3。", "要电话回3。", "offers 1, 3, but 1, 2, 3 is listened to"),
        ("visit-missed", "Reply 2 for another time, 3 for a call.", "Reply 1 to come.", "offers 1, but 2, 3 is"),
        ("ack-move", "we will call.", "we will call. Reply 2 to change.", "offers 2, but no digit is listened to"),
    ],
)
def test_digits_nobody_listens_to_are_refused(kind: str, old: str, new: str, complaint: str, change: Change) -> None:
    [said] = errors(change(f"sms/{kind}.yaml", old, new))
    assert complaint in said


def test_a_text_beyond_what_providers_take_is_an_error(change: Change) -> None:
    folder = change("sms/ack-phone-confirmed.yaml", SHOWN, "号码对了" * 150 + "。")
    assert any("segments" in each for each in errors(folder))


def test_a_worst_case_that_is_too_mild_is_an_error(change: Change) -> None:
    folder = change("sms/visit-eve.yaml", 'line:\n  zh-Hans: "', 'line:\n  zh-Hans: "' + "请记得带听力卡，" * 8)
    assert any("lines: two reminders make" in each for each in errors(folder))


def test_a_text_nothing_sends_is_a_warning(copied: Path) -> None:
    text = (copied / "sms" / "language-changed.yaml").read_text(encoding="utf-8")
    (copied / "sms" / "greeting.yaml").write_text(text.replace("language-changed", "greeting"), encoding="utf-8")
    report = check_pack(load_pack(copied))
    assert report.clean
    assert "warning: sms/greeting.yaml: nothing ever sends greeting" in map(str, report.findings)


def warnings(folder: Path) -> list[str]:
    """What is to be looked at in the texts; the pack must be clean all the same."""
    report = check_pack(load_pack(folder))
    assert report.clean
    return [str(found) for found in report.findings if found.level is Level.WARNING and found.file.startswith("sms/")]


@pytest.mark.parametrize(
    ("old", "new", "place", "complaint"),
    [
        (SHOWN_EN, "Phone’s confirmed.", 9, "’ makes the English text UCS-2"),
        (SHOWN_EN, "Phone confirmed — thanks.", 9, "— makes the English text UCS-2"),
        (SHOWN, "号码核对好了" * 6 + "。", 8, "a sentence of 36 characters (号码核对好了号码…)"),
        (SHOWN, "号码核对好了，共１个。", 8, "'１' inside a text; write half-width"),
        (SHOWN, "【好】号码核对好了。", 8, "'【' inside a text"),
    ],
)
def test_what_is_hard_to_read_or_dear_is_a_warning(
    old: str, new: str, place: int, complaint: str, change: Change
) -> None:
    [said] = warnings(change("sms/ack-phone-confirmed.yaml", old, new))
    assert said.startswith(f"warning: sms/ack-phone-confirmed.yaml:{place}: ")
    assert complaint in said


@pytest.mark.parametrize("pack", ["shipped", "ear"])
def test_no_text_of_either_pack_is_hard_to_read(pack: str, request: pytest.FixtureRequest) -> None:
    assert warnings(request.getfixturevalue(pack).root) == []


def test_the_report_prices_a_text_on_the_routes_that_carry_it(ear: Pack) -> None:
    lines = check_pack(ear).lines()
    table = [
        line.split() for line in lines[lines.index("Longest case: segments (units), and cost of one text by route") :]
    ]
    rows = {(row[0], row[1]): row[2:] for row in table if len(row) > 2}
    assert rows["text", "way"][-2:] == ["mainland", "default"]
    assert rows["visit-ask", "one-way"][-2:] == ["0.10", "USD"]
    assert rows["visit-ask", "two-way"][-2:] == ["0.12", "USD"]
    assert rows["visit-ask", "two-way"][:2] == ["1", "(54)"]
