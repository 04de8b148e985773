"""Instruments of a pack: refused line by line if they could not be answered, one version in both languages."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.errors import NotFoundError
from backend.languages import Language
from backend.protocol.approve import approve
from backend.protocol.check import check_pack
from backend.protocol.due import Due
from backend.protocol.findings import Level
from backend.protocol.instruments import instrument_of
from backend.protocol.items import ColourCard
from backend.protocol.load import load_pack
from backend.protocol.offered import InstrumentUnapproved, all_offered, offered
from backend.protocol.pack import Pack
from backend.protocol.schedule import Offset
from backend.protocol.source import PackInvalid

Change = Callable[[str, str, str], Path]
EAR = "instruments/ear-diary.yaml"
ON = date(2027, 3, 2)


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackInvalid) as refused:
        load_pack(folder)
    return str(refused.value).splitlines()


def found(folder: Path, level: Level) -> list[str]:
    return [
        str(each)
        for each in check_pack(load_pack(folder)).findings
        if each.level is level and each.file == EAR and each.line is not None
    ]


BROKEN = {
    # what stands there, what is put in its place, a text on the line that is named, the complaint
    "a kind of question nobody knows": ("type: choice", "type: chioce", "- key: ear\n", "any of the expected tags"),
    "no English": ("痒, en: Itching}", "痒}", "key: itching", "items.1.options.1.label.en: Field required"),
    "another name than its file": ("key: ear-diary", "key: ear", "key: ear\n", "its key is ear"),
    "no such anchor": ("anchor: fitting", "anchor: fitted", "fitted", "there is no anchor 'fitted' in schedule A"),
    "no end": ("    last: {days: 6}\n", "", "anchor: fitting", "write `every` and `last` together"),
    "late before it closes": (
        'closes: {at: "21',
        'closes: {day: 2, at: "21',
        "hours:",
        "a window opens, then closes",
    ),
    "never due again": ("every: {days: 2}", "every: {days: 0}", "anchor: fitting", "`every` needs days"),
    "no hours": ("late_until: {day: 1,", "late: {day: 1,", "hours:", "hours.late_until: Field required"),
    "an hour to choose while it is closed": (
        'opens: {at: "17:00"}',
        'opens: {at: "18:30"}',
        "nudge_days",
        "a window has 18:00 on 0 days only",
    ),
    "a branch to nothing": ("item: ear, is", "item: eer, is", "when:", "there is no earlier item 'eer'"),
    "a branch to no option": ("is: hurting", "is: burning", "when:", "ear has no option 'burning'"),
    "a branch of the wrong kind": ("is: hurting", "has: hurting", "when:", "ear has one answer"),
    "two tests in a branch": ("is: hurting", "is: hurting, at_least: 1", "when:", "write exactly one of"),
    "no threshold for a branch": (
        "ear, is: hurting",
        "temperature, reaches: ear-bleeding",
        "when:",
        "no threshold finds the sign 'ear-bleeding' in temperature",
    ),
    "a branch that waits for a window": (
        "ear, is: hurting",
        "temperature, reaches: earache",
        "when:",
        "temperature is not for any time",
    ),
    "no such sign": ("itching: ear-itching", "itching: ear-itch", "worry: {itching", "there is no sign 'ear-itch'"),
    "a worry about no option": ("worry: {itching:", "worry: {itchy:", "worry: {itchy", "there is no option 'itchy'"),
    "a worry that is usual": ("value: fine", "value: itching", "usual: {", "'itching' is a worry, never usual"),
    "usual is no option": ("value: fine", "value: good", "usual: {", "there is no option 'good'"),
    "an option twice": ("{key: itching, label", "{key: fine, label", "options:", "the option 'fine' is there twice"),
    "an item twice": ("- key: bleeding", "- key: ear  # again", "# again", "the item 'ear' is there twice"),
    "limits the wrong way round": ("34, most: 43", "43, most: 34", "limits:", "must not be more than"),
    "a question by SMS of nothing": (
        "{item: temperature, called",
        "{item: temp, called",
        "temp, called",
        "no item 'temp'",
    ),
    "a form by SMS that never ends": (
        '  - {item: temperature, called: [体温, temp], ask: {zh-Hans: 体温多少？, en: "Temperature?"}}\n',
        "",
        "key: temperature",
        "a form by SMS without this item would never be complete",
    ),
}


def line_of(folder: Path, text: str) -> int:
    lines = (folder / EAR).read_text(encoding="utf-8").splitlines(keepends=True)
    return next(number for number, line in enumerate(lines, start=1) if text in line)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_instrument_is_refused_with_file_and_line(broken: str, change: Change) -> None:
    old, new, marked, complaint = BROKEN[broken]
    folder = change(EAR, old, new)
    said = problems(folder)
    place = f"{EAR}:{line_of(folder, marked)}: "
    assert any(each.startswith(place) and complaint in each for each in said), said


def test_windows_that_would_overlap_are_refused(change: Change) -> None:
    change(EAR, "late_until: {day: 1,", "late_until: {day: 9,")
    said = problems(change(EAR, "closes: {at:", "closes: {day: 2, at:"))
    assert said == [f"{EAR}:8: its windows would overlap: it is due again before the last one closes"]


FORBIDDEN = {
    "the arm": ("耳朵怎么样？", "细胞怎么样？", "tells or hints at the arm"),
    "the arm in English": ("How is the ear?", "How is the placebo?", "tells or hints at the arm"),
    "fever told to be common": ("问的是今天。", "发烧很常见。", "fever is the one sign"),
    "changing a medicine": ("问的是今天。", "请停药。", "tells a family to change a medicine"),
    "Traditional": ("耳朵怎么样？", "耳朵怎樣？", "is Traditional"),
    "the disease in an SMS": ("别的都好吗？", "肾好吗？", "names the disease"),
    "a result in an SMS": ("All else fine?", "All normal?", "speaks of a result"),
}


@pytest.mark.parametrize("case", FORBIDDEN)
def test_words_that_no_family_may_read_are_errors(case: str, change: Change) -> None:
    old, new, complaint = FORBIDDEN[case]
    [said] = found(change(EAR, old, new), Level.ERROR)
    assert complaint in said


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("耳朵怎么样？", "耳朵" * 13 + "？", "a sentence of 26 characters"),
        ("How is the ear?", "How " + "very " * 22 + "fine?", "a sentence of 24 words"),
        ("耳朵怎么样？", "左１耳？", "write half-width"),
        ("别的都好吗？", "别的" * 30, "a question by SMS has room for 60"),
    ],
)
def test_what_is_hard_to_read_is_a_warning(old: str, new: str, complaint: str, change: Change) -> None:
    [said] = found(change(EAR, old, new), Level.WARNING)
    assert complaint in said


def test_an_instrument_that_takes_too_many_taps_is_an_error(copied: Path) -> None:
    path = copied / EAR
    more = "".join(f"  - {{key: q{n}, type: yes-no, text: {{zh-Hans: 好吗？, en: Well?}}}}\n" for n in range(6))
    path.write_text(path.read_text(encoding="utf-8").split("sms:")[0] + more, encoding="utf-8")
    [said] = found(copied, Level.ERROR)
    assert "9 taps and 1 typed when all is well" in said


@pytest.mark.parametrize("pack", ["shipped", "ear"])
def test_no_instrument_of_either_pack_is_hard_to_read(pack: str, request: pytest.FixtureRequest) -> None:
    report = check_pack(request.getfixturevalue(pack))
    assert [
        str(each) for each in report.findings if each.file.startswith("instruments/") and each.line is not None
    ] == []


def test_a_well_day_takes_at_most_eight_taps_and_one_typed_temperature(shipped: Pack) -> None:
    for instrument in shipped.instruments.values():
        taps, typed = instrument.when_well
        assert (taps <= 8, typed <= 1) == (True, True), instrument.key
    assert shipped.instruments["daily"].when_well == (5, 1)


def test_everything_as_usual_says_in_words_what_it_asserts(shipped: Pack) -> None:
    daily = shipped.instruments["daily"]
    words = daily.as_usual(Language.EN)
    assert "no vomiting" in words
    assert len(words) == len(daily.as_usual(Language.ZH_HANT)) == sum(item.usual is not None for item in daily.items)
    assert "沒有吐" in daily.as_usual(Language.ZH_HANT)


def test_neither_the_urine_colour_nor_the_medicine_is_taken_for_usual(shipped: Pack) -> None:
    for key in ("daily", "weekly"):
        items = {item.key: item for item in shipped.instruments[key].items}
        assert items["urine-colour"].usual is None
        assert items["kidney-medicine"].usual is None


def test_the_colour_card_has_a_colour_for_every_answer_but_not_seen(shipped: Pack) -> None:
    card = shipped.instruments["daily"].item("urine-colour")
    assert isinstance(card, ColourCard)
    assert [option.key for option in card.options if option.colour is None] == ["unseen"]


def test_every_emergency_a_form_lists_is_an_emergency_of_the_lists(shipped: Pack) -> None:
    levels = {sign.key: sign.level for sign in shipped.listening.signs}
    for key in ("daily", "weekly", "event"):
        worries = shipped.instruments[key].item("emergency").worry
        assert worries
        assert {levels[sign] for signs in worries.values() for sign in signs} == {"emergency"}


def test_only_the_child_answers_how_strong_a_pain_is(shipped: Pack) -> None:
    assert shipped.instruments["child-faces"].reporter == "child"
    assert shipped.instruments["child-faces"].age_from == 8
    assert all(
        item.type != "faces"
        for instrument in shipped.instruments.values()
        if instrument.reporter == "caregiver"
        for item in instrument.items
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("耳朵怎么样？", "耳朵好吗？"),
        ("How is the ear?", "How are the ears?"),
        ("{least: 34, most: 43}", "{least: 34, most: 42}"),
        ("worry: {itching: ear-itching, hurting: earache}", "worry: {hurting: earache}"),
    ],
)
def test_any_change_of_words_or_rules_is_another_version(old: str, new: str, ear: Pack, change: Change) -> None:
    assert load_pack(change(EAR, old, new)).instruments["ear-diary"].version != ear.instruments["ear-diary"].version


def test_live_mode_asks_only_what_was_approved_and_as_it_was_approved(copied: Path, change: Change) -> None:
    pack = load_pack(copied)
    assert all_offered(pack, live=True) == {}
    assert offered(pack, "ear-diary", live=False) == pack.instruments["ear-diary"]
    with pytest.raises(InstrumentUnapproved, match="nuanxin pack approve instrument-ear-diary"):
        offered(pack, "ear-diary", live=True)
    approve(copied, "instrument-ear-diary", reference="EC 2027-021", by="Dr Lam", on=ON)
    before = load_pack(copied).instruments["ear-diary"]
    after = load_pack(change(EAR, "How is the ear?", "How are the ears?"))
    assert after.instruments["ear-diary"].version != before.version
    assert offered(after, "ear-diary", live=True) == before
    assert all_offered(after, live=True)["ear-diary"].version == before.version


def test_an_instrument_comes_back_whole_from_what_an_approval_keeps(shipped: Pack) -> None:
    for instrument in shipped.instruments.values():
        again = instrument_of(instrument.sources["instrument"])
        assert again == instrument
        assert again.version == instrument.version
    with pytest.raises(NotFoundError, match="There is no instrument 'dialy'"):
        offered(shipped, "dialy", live=False)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(1, 3), st.integers(1, 12))
def test_monthly_days_are_counted_from_the_anchor_so_a_short_month_shifts_no_later_one(
    anchor: date, every: int, last: int
) -> None:
    due = Due(anchor="x", first=Offset(months=1), every=Offset(months=every), last=Offset(months=last))
    days = list(due.days(anchor))
    assert days == [Offset(months=months).add(anchor) for months in range(1, last + 1, every)]


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_days_end_before_the_anchor_they_last_until(anchor: date, later: int) -> None:
    due = Due(anchor="x", first=Offset(days=13), every=Offset(days=7), last=Offset(weeks=8), until="y")
    until = anchor + timedelta(days=later)
    days = list(due.days(anchor, until))
    assert days == [day for day in due.days(anchor) if day < until]
    assert len(list(due.days(anchor))) == 7
