"""A broken pack is refused line by line; a sound one loads whole."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.protocol.source import PackInvalid

Change = Callable[[str, str, str], Path]


def line_of(folder: Path, name: str, text: str) -> int:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    [found] = [number for number, line in enumerate(lines, start=1) if text in line]
    return found


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackInvalid) as refused:
        load_pack(folder)
    return str(refused.value).splitlines()


BROKEN = {
    # file, what stands there, what is put in its place, the text whose line is named, the complaint
    "unknown key": ("schedule.yaml", "missed_slot: midday", "missed_slot: midday\nmisst: 1", "misst", "Extra inputs"),
    "doubled key": (
        "study.yaml",
        "signature:",
        "signature: {zh-Hans: 一, en: One}\nsignature:",
        "signature: {zh-Hans: 耳语",
        "the key 'signature' is there twice",
    ),
    "missing English": (
        "sms/language-changed.yaml",
        '    en: "English from now on."\n',
        "",
        "two-way:",
        "texts.two-way.en: Field required",
    ),
    "empty Chinese": (
        "sms/language-changed.yaml",
        "以后用中文。",
        "",
        'zh-Hans: ""',
        "texts.two-way.zh-Hans: String should have at least 1 character",
    ),
    "not YAML": ("study.yaml", "zone: Asia/Hong_Kong", "zone: Asia: Hong_Kong", "zone:", "not YAML: mapping values"),
    "alias": ("study.yaml", "zone: Asia/Hong_Kong", "zone: *somewhere", "zone:", "aliases (*name) are not read"),
    "no such zone": ("study.yaml", "Asia/Hong_Kong", "Asia/Hongkongg", "zone:", "there is no time zone"),
    "hour as a number": ("study.yaml", "quiet_from: 20:30", "quiet_from: 2030", "quiet_from", "write an hour"),
    "slot in quiet hours": ("study.yaml", "evening: 18:00", "evening: 22:00", "hours:", "slot evening at 22:00"),
    "diary in quiet hours": ("study.yaml", '"20:00"]', '"20:30"]', "hours:", "diary at 20:30 lies in quiet hours"),
    "bad regular expression": ("study.yaml", "[【】]", "[【】", "[【】", "is not a regular expression"),
    "negative window": ("schedule.yaml", "before: 4,", "before: -4,", "before: -4", "visits.1.window.before"),
    "month rule": (
        "schedule.yaml",
        "calendar-clamped",
        "30-days",
        "month_rule:",
        "Input should be 'calendar-clamped'",
    ),
    "doubled visit": (
        "schedule.yaml",
        "- key: check-2",
        "- key: check-1",
        'version: "A"',
        "visit check-1 is there twice",
    ),
    "unknown anchor": (
        "schedule.yaml",
        "anchor: enrolment",
        "anchor: enrollment",
        "anchor: enrollment",
        "visit fitting: there is no anchor 'enrollment'",
    ),
    "a circle of visits": (
        "schedule.yaml",
        "    anchor: enrolment\n",
        "    anchor: fitting  # itself\n",
        "# itself",
        "visit fitting counts from fitting, which only visits set that wait for each other",
    ),
    "unknown sample": (
        "schedule.yaml",
        "only_if_sample: swab",
        "only_if_sample: blood",
        "only_if_sample",
        "reminder swab: there is no sample 'blood'",
    ),
    "unknown slot": (
        "schedule.yaml",
        "slot: evening\n    kind: visit-ask",
        "slot: dusk\n    kind: visit-ask",
        "slot: dusk",
        "reminder ask: there is no slot 'dusk' in study.yaml",
    ),
    "unknown wording": (
        "schedule.yaml",
        "kind: visit-eve",
        "kind: visit-evening",
        "kind: visit-evening",
        "reminder eve: there is no wording 'visit-evening'",
    ),
    "unknown stand-in": (
        "schedule.yaml",
        "kind: visit-eve\n",
        "kind: visit-eve\n    instead_of: eve\n",
        "instead_of",
        "reminder eve: there is no other reminder 'eve'",
    ),
    "wording of another name": ("sms/help.yaml", "kind: help", "kind: halp", "kind:", "the file is named help"),
    "wrong class": (
        "sms/visit-eve.yaml",
        "class: scheduled",
        "class: reply",
        "class:",
        "its class must be scheduled",
    ),
    "one language says more": (
        "sms/ack-move.yaml",
        "Read by {{ by }}; we will call.",
        "Read by {{ by }}; {{ emergency }}.",
        'en: "Read',
        "{{ emergency }} is in en alone; both must say it",
    ),
    "undeclared variable": ("sms/ack-move.yaml", "[by]", "[]", "variables:", "{{ by }} is used but not declared"),
    "unused variable": (
        "sms/ack-move.yaml",
        "[by]",
        "[by, hour]",
        "variables:",
        "hour is declared but no text uses it",
    ),
    "broken template": (
        "sms/ack-move.yaml",
        "{{ by }}前会有人看到",
        "{{ by }前会有人看到",
        'zh-Hans: "{{ by }前',
        "texts.two-way is not a template",
    ),
    "fragment without its digit": (
        "sms/visit-together.yaml",
        '电话回{digit}", en: "{digit} for a call"}\n  ask-confirm',
        '电话", en: "{digit} for a call"}\n  ask-confirm',
        "  call:",
        "the fragment call must hold {digit}",
    ),
    "missing fragment": (
        "sms/visit-together.yaml",
        '  all-come: {zh-Hans: "都来回1", en: "1 for all"}\n',
        "",
        "fragments:",
        "the fragment 'all-come' is missing",
    ),
    "fragment written as a template": (
        "sms/visit-together.yaml",
        '"改时间回{digit}"',
        '"改时间回{{ digit }}"',
        "ask-move:",
        "the fragment ask-move is no template; write single braces, such as {digit}",
    ),
    "unknown filter": (
        "sms/ack-move.yaml",
        "{{ by }}; we",
        "{{ by | shout }}; we",
        'en: "Read',
        "texts.two-way is not a template: No filter named 'shout'.",
    ),
    "part of a variable": (
        "sms/ack-move.yaml",
        "{{ by }}; we",
        "{{ by.day }}; we",
        'en: "Read',
        "texts.two-way cannot be rendered: 'str object' has no attribute 'day'",
    ),
    "sum of a variable": (
        "sms/ack-move.yaml",
        "{{ by }}; we",
        "{{ by + 1 }}; we",
        'en: "Read',
        "texts.two-way cannot be rendered: can only concatenate str",
    ),
    "offset beyond any trial": (
        "schedule.yaml",
        "offset: {days: 12}",
        "offset: {days: 999999999999}",
        "offset: {days: 9",
        "visits.0.offset.days: Input should be less than or equal to",
    ),
    "approvals that are no list": ("approvals.yaml", "approvals: []", "approvals: {}", "approvals:", "valid tuple"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_pack_is_refused_with_file_and_line(broken: str, change: Change) -> None:
    name, old, new, marked, complaint = BROKEN[broken]
    folder = change(name, old, new)
    said = problems(folder)
    place = f"{name}:{line_of(folder, name, marked)}: "
    assert any(each.startswith(place) and complaint in each for each in said), said


def test_all_complaints_come_at_once(change: Change) -> None:
    change("study.yaml", "Asia/Hong_Kong", "Nowhere")
    change("sms/help.yaml", "class: reply", "class: answer")
    folder = change("schedule.yaml", "book_ahead_days: 10", "book_ahead_days: 0")
    assert {each.split(":")[0] for each in problems(folder)} == {"study.yaml", "sms/help.yaml", "schedule.yaml"}


def test_a_needed_wording_that_is_missing_is_named(copied: Path) -> None:
    (copied / "sms" / "ack-kept.yaml").unlink()
    assert problems(copied) == ["schedule.yaml:1: the pack needs the wording sms/ack-kept.yaml"]


def test_a_variable_the_program_never_gives_is_refused(change: Change) -> None:
    change("sms/visit-eve.yaml", "variables: [child, hour, place]", "variables: [child, hour, place, by]")
    change(
        "sms/visit-eve.yaml", '  one-way:\n    zh-Hans: "{{ child }}', '  one-way:\n    zh-Hans: "{{ by }}{{ child }}'
    )
    folder = change(
        "sms/visit-eve.yaml",
        'one-way:\n    zh-Hans: "{{ by }}{{ child }}明天{{ hour }}到{{ place }}。"\n    en: "',
        'one-way:\n    zh-Hans: "{{ by }}{{ child }}明天{{ hour }}到{{ place }}。"\n    en: "{{ by }}',
    )
    [said] = problems(folder)
    assert "visit-eve: it is never given by; it is given child, day, hour, place, start_day, visit" in said


def test_an_early_text_needs_a_family_that_asked_for_it(change: Change) -> None:
    change("study.yaml", "slots: {morning", "slots: {dawn: 07:15, morning")
    folder = change("schedule.yaml", "slot: midday\n    kind: visit-swab", "slot: dawn\n    kind: visit-swab")
    line = line_of(folder, "schedule.yaml", "slot: dawn")
    assert problems(folder) == [
        f"schedule.yaml:{line}: reminder swab: an hour before quiet_until needs only_early_opt_in"
    ]
    change("schedule.yaml", "only_if_sample: swab", "only_if_sample: swab\n    only_early_opt_in: true")
    assert load_pack(folder).schedules[0].reminder("swab").only_early_opt_in


def test_a_text_that_is_no_template_brings_one_complaint_and_no_guesses(change: Change) -> None:
    folder = change("sms/ack-move.yaml", "{{ by }}; we", "{{ by | shout }}; we")
    assert len(problems(folder)) == 1


def test_the_two_packs_share_no_visit_and_no_hour(ear: Pack, shipped: Pack) -> None:
    def visits(pack: Pack) -> set[str]:
        return {visit.key for visit in pack.schedules[0].visits}

    assert not visits(ear) & visits(shipped)
    assert ear.study.hours.quiet_until != shipped.study.hours.quiet_until
    assert ear.wordings["visit-together"].version != shipped.wordings["visit-together"].version


def test_a_route_that_cannot_reply_needs_one_way_texts(copied: Path) -> None:
    path = copied / "sms" / "phone-check.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("  one-way:")], encoding="utf-8")
    assert "phone-check: the one-way text is missing" in problems(copied)[0]


@pytest.mark.parametrize("content", [b"", b"- a list\n", b"\xff\xfe", b"a: \x07\n", b"{" * 300])
def test_a_file_that_is_no_study_is_refused_without_a_traceback(content: bytes, copied: Path) -> None:
    (copied / "study.yaml").write_bytes(content)
    assert problems(copied)[0].startswith("study.yaml:1: ")


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert "there is no such folder" in problems(tmp_path / "nothing")[0]


def test_the_second_pack_loads_with_its_own_schedule(ear: Pack) -> None:
    assert [visit.key for visit in ear.schedules[0].visits] == ["fitting", "check-1", "check-2"]
    assert ear.consent_anchor == "enrolment"
    assert ear.study.hours.quiet_from == time(20, 30)
    assert ear.study.live_gaps() == ()


def test_the_shipped_pack_has_the_registered_follow_ups(shipped: Pack) -> None:
    follow_ups = [visit for visit in shipped.schedules[0].visits if visit.anchor == "last-infusion"]
    offsets = [(visit.offset.weeks, visit.offset.months) for visit in follow_ups]
    assert offsets == [(n, 0) for n in (2, 4, 6, 8)] + [(0, n) for n in (3, 4, 5, 6, 8, 10, 12)]
    assert all(set(visit.samples) == {"urinalysis", "urine-24h", "upcr"} for visit in follow_ups)
    assert all(visit.offset_basis == "registry" and visit.window.basis == "site-default" for visit in follow_ups)


def test_the_shipped_pack_does_not_pretend_to_a_phone_number(shipped: Pack) -> None:
    assert len(shipped.study.live_gaps()) == 3
    assert all("contact." in gap for gap in shipped.study.live_gaps())


def test_an_amendment_takes_effect_on_its_day(copied: Path) -> None:
    amended = (copied / "schedule.yaml").read_text(encoding="utf-8")
    amended = amended.replace('version: "A"', 'version: "B"\neffective_on: 2027-03-01').replace(
        "weeks: 3", "weeks: 4"
    )
    (copied / "amendments").mkdir()
    (copied / "amendments" / "b.yaml").write_text(amended, encoding="utf-8")
    pack = load_pack(copied)
    assert pack.schedule_on(date(2027, 2, 28)).version == "A"
    assert pack.schedule_on(date(2027, 3, 1)).version == "B"


def test_amendments_that_cannot_be_told_apart_are_refused(copied: Path) -> None:
    amended = (copied / "schedule.yaml").read_text(encoding="utf-8")
    (copied / "amendments").mkdir()
    (copied / "amendments" / "b.yaml").write_text(amended, encoding="utf-8")
    said = problems(copied)
    assert "amendments/b.yaml:1: version A is that of schedule.yaml already" in said
    assert "amendments/b.yaml:1: an amendment needs effective_on, the day it takes effect" in said
