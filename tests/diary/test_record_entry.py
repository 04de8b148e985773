"""Keeping an entry: once, on time or late or too late, whatever was wrong with it, and nobody else's."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from backend.audit import queries as audit
from backend.consent.withdraw import withdraw
from backend.db import reading, transaction
from backend.diary import queries
from backend.diary.answers import Code, Given
from backend.diary.models import Source
from backend.diary.outcome import Outcome
from backend.diary.record_entry import record_entry
from backend.diary.state import Timing
from backend.errors import ConflictError, NotFoundError
from backend.families import queries as families
from backend.protocol.instruments import Instrument
from tests.diary.home import Home, uuid
from tests.journeys.study import moment

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What the database has no part in is tried on one."""


def kept(home: Home, name: object) -> bool:
    with reading(home.engine) as session:
        return queries.entry(session, uuid(name)) is not None


def test_an_entry_is_kept_in_its_window_with_its_form_and_all_its_times(home: Home) -> None:
    written, sent = home.now - timedelta(minutes=30), home.now - timedelta(seconds=2)
    recorded = home.sends(home.entry("a", recorded_at=written, submitted_at=sent, zone="Asia/Hong_Kong"))
    assert (recorded.outcome, recorded.timing) == (Outcome.KEPT, Timing.ON_TIME)
    assert recorded.window is not None
    assert recorded.window.due_on == date(2026, 12, 10)
    with reading(home.engine) as session:
        entry = queries.entry(session, uuid("a"))
        assert entry is not None
        [version] = queries.versions_of(session, [entry.id])[entry.id]
    assert (entry.recorded_at, entry.submitted_at, entry.received_at) == (written, sent, home.now)
    assert (entry.zone, entry.source, version.instrument_version) == (
        "Asia/Hong_Kong",
        "app",
        home.pack.instruments["daily"].version,
    )
    assert home.answers("a")["temperature"].meant == 36.8
    assert home.tasks() == home.concerns() == []


def test_the_same_entry_sent_again_is_the_same_entry(home: Home) -> None:
    entry = home.entry("a", {"vomits": 2, "note": "吐了两次"})
    first = home.sends(entry)
    home.at("2026-12-11 09:00")
    again = home.sends(replace(entry, submitted_at=home.now, given=replace(entry.given, sure=frozenset({"x"}))))
    assert (first.outcome, again.outcome) == (Outcome.KEPT, Outcome.SAME)
    assert again.timing is first.timing is Timing.ON_TIME
    assert first.advice is not None
    assert again.advice is not None
    assert (again.advice.text, again.advice.by) == (first.advice.text, first.advice.by)
    assert len(home.concerns()) == len(home.texts("safety")) == 1


def test_other_answers_under_a_known_id_are_a_conflict_and_change_nothing(home: Home) -> None:
    home.sends(home.entry("a"))
    refused = home.sends(home.entry("a", {"vomits": 3}))
    assert isinstance(refused.refusal, ConflictError)
    assert (refused.outcome, refused.refusal.type) == (Outcome.CHANGED, "entry-changed")
    assert home.answers("a")["vomits"].meant == 0
    assert [each.level for each in home.concerns()] == ["urgent"], "what it says is a worry all the same"


@ON_SQLITE
@pytest.mark.parametrize(
    ("at", "timing", "task"),
    [
        ("2026-12-10 18:00", Timing.ON_TIME, ""),
        ("2026-12-11 11:59", Timing.ON_TIME, ""),
        ("2026-12-11 12:00", Timing.LATE, ""),
        ("2026-12-13 11:59", Timing.LATE, ""),
        ("2026-12-13 12:00", Timing.TOO_LATE, "too-late"),
        ("2026-12-10 17:59", None, "outside-its-days"),
    ],
)
def test_what_is_late_is_marked_and_what_is_too_late_comes_to_a_person(
    home: Home, at: str, timing: Timing | None, task: str
) -> None:
    home.at("2026-12-20 09:00")
    recorded = home.sends(home.entry("a", recorded_at=moment(at), due_on=date(2026, 12, 10)))
    assert (recorded.outcome, recorded.timing) == (Outcome.KEPT, timing)
    assert [each.facts["reason"] for each in home.tasks()] == ([task] if task else [])
    assert (recorded.read_by is not None) is bool(task)


def test_an_entry_that_names_no_day_is_of_the_window_that_is_open(home: Home) -> None:
    home.at("2026-12-11 18:30")
    tonight, before = home.sends(home.entry("a")), home.sends(home.entry("b", due_on=date(2026, 12, 10)))
    assert tonight.window is not None
    assert before.window is not None
    assert (tonight.window.due_on, tonight.timing) == (date(2026, 12, 11), Timing.ON_TIME)
    assert (before.window.due_on, before.timing) == (date(2026, 12, 10), Timing.LATE)


def test_what_was_written_offline_counts_when_it_was_written(home: Home) -> None:
    written = home.now
    home.at("2026-12-20 09:00")
    recorded = home.sends(home.entry("a", recorded_at=written))
    assert recorded.timing is Timing.ON_TIME


def test_a_phone_a_few_minutes_ahead_is_borne_with_and_one_far_ahead_is_told(home: Home) -> None:
    ahead = home.sends(home.entry("a", recorded_at=home.now + timedelta(minutes=5)))
    assert ahead.entry is not None
    assert ahead.entry.counts_at == home.now
    far = home.sends(home.entry("b", {"emergency": ["seizure"]}, recorded_at=home.now + timedelta(minutes=6)))
    assert far.outcome is Outcome.CLOCK_WRONG
    assert not kept(home, "b")
    assert far.advice is not None, "an emergency is answered whatever the clock says"


def test_a_phone_years_behind_is_told_so(home: Home) -> None:
    assert home.sends(home.entry("a", recorded_at=moment("2020-01-01 00:00"))).outcome is Outcome.CLOCK_WRONG


BAD: dict[str, tuple[dict[str, Any], Code]] = {
    "a comma": ({"temperature": {"amount": "39,5", "place": "armpit"}}, Code.COMMA),
    "no point": ({"temperature": {"amount": "395", "place": "armpit"}}, Code.OUT_OF_LIMITS),
    "below nothing": ({"temperature": {"amount": -1, "place": "armpit"}}, Code.OUT_OF_LIMITS),
    "an emoji": ({"temperature": {"amount": "🤒", "place": "armpit"}}, Code.NOT_A_NUMBER),
    "no unit": ({"weight": "18"}, Code.UNIT_MISSING),
    "ten megabytes": ({"note": "字" * 10_000_000}, Code.TOO_LONG),
    "half a character": ({"note": ["\ud800"]}, Code.NOT_TEXT),
    "no such question": ({"arm": "cells"}, Code.UNKNOWN_ITEM),
}


@ON_SQLITE
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_every_bad_value_is_answered_with_what_to_do_and_may_be_mended(
    home: Home, bad: tuple[dict[str, Any], Code]
) -> None:
    answers, code = bad
    refused = home.sends(home.entry("a", answers))
    assert refused.outcome is Outcome.TO_MEND
    assert [each.code for each in refused.problems] == [code]
    assert refused.refusal is not None
    assert refused.problems[0].sentence in str(refused.refusal)
    assert not kept(home, "a")
    assert home.sends(home.entry("a")).outcome is Outcome.KEPT, "the same id, mended, is no conflict"


def test_an_unlikely_answer_is_asked_about_and_kept_once_confirmed(home: Home) -> None:
    answers = {"weight": {"amount": "48", "unit": "kg"}}
    asked = home.sends(home.entry("a", answers))
    assert asked.outcome is Outcome.TO_CONFIRM
    assert home.sends(home.entry("a", answers, sure=[asked.asks[0].mark])).outcome is Outcome.KEPT


def test_where_nobody_can_be_asked_an_unlikely_answer_is_kept_with_its_doubt(home: Home) -> None:
    recorded = home.sends(home.entry("a", {"weight": {"amount": "48", "unit": "kg"}}), may_ask=False)
    assert recorded.outcome is Outcome.KEPT
    assert recorded.version is not None
    assert recorded.version.doubts == [recorded.asks[0].mark]


def test_a_weight_is_held_against_the_one_before_never_against_itself(home: Home) -> None:
    home.sends(home.entry("a", {"weight": {"amount": "18", "unit": "kg"}}))
    home.at("2026-12-12 19:00")
    heavier = home.entry("b", {"weight": {"amount": "20", "unit": "kg"}})
    assert home.sends(heavier).outcome is Outcome.TO_CONFIRM
    assert home.sends(heavier, may_ask=False).outcome is Outcome.KEPT
    assert home.sends(heavier).outcome is Outcome.SAME


def test_characters_that_nobody_types_are_kept_out_and_the_rest_is_kept(home: Home) -> None:
    note = "今天\x00很好\ud800"
    assert home.sends(home.entry("a", {"note": note})).outcome is Outcome.KEPT
    assert home.answers("a")["note"].meant == "今天很好"


def test_another_familys_entry_is_as_if_there_were_none(home: Home) -> None:
    home.sends(home.entry("a"), code="GZ-002")
    with pytest.raises(NotFoundError, match="There is no such entry"), transaction(home.engine) as session:
        record_entry(session, home.desk(session), home.entry("a", {"vomits": 1}))
    assert home.answers("a")["vomits"].meant == 0


def test_a_form_that_was_given_out_before_is_read_as_it_was(home: Home) -> None:
    daily = home.pack.instruments["daily"]
    whole = daily.model_dump(by_alias=True)
    newer = Instrument.model_validate({**whole, "items": [each for each in whole["items"] if each["key"] != "foam"]})
    home.pack = replace(home.pack, instruments={**home.pack.instruments, "daily": newer})
    home.plan()
    recorded = home.sends(home.entry("a", {"foam": "yes"}, version=daily.version))
    assert recorded.version is not None
    assert recorded.version.instrument_version == daily.version != newer.version
    assert home.answers("a")["foam"].meant == "yes"
    unknown = home.sends(home.entry("b", version="0" * 12))
    assert unknown.outcome is Outcome.FORM_UNKNOWN


def test_an_unknown_diary_is_refused(home: Home) -> None:
    with pytest.raises(NotFoundError, match="no diary"):
        home.sends(home.entry("a", instrument="nightly"))


def test_after_withdrawal_nothing_is_kept_but_what_was_written_before_and_safety_stands(home: Home) -> None:
    before = home.now
    home.at("2026-12-10 21:00")
    with transaction(home.engine) as session:
        withdraw(session, child=families.child_by_code(session, "GZ-001"), by="lin", reason="", now=home.now)
    home.at("2026-12-10 22:00")
    after = home.sends(home.entry("a", {"emergency": ["seizure"]}))
    assert after.outcome is Outcome.NOT_IN_STUDY
    assert after.advice is not None
    assert [each.level for each in home.concerns()] == ["emergency"]
    assert home.sends(home.entry("b", recorded_at=before)).outcome is Outcome.KEPT


def test_an_event_waits_for_no_window_and_comes_to_a_person(home: Home) -> None:
    recorded = home.sends(home.event("a", "other", answers={"note": "从滑梯上摔了一下，没事"}))
    assert (recorded.outcome, recorded.window, recorded.timing) == (Outcome.KEPT, None, None)
    assert recorded.read_by is not None
    assert recorded.advice is not None or [each.facts["reason"] for each in home.tasks()] == ["event"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        ({"note": "谢谢您们"}, []),
        ({"note": "下次要空腹吗？"}, ["read-entry"]),
        ({"note": "孩子打的是真药还是盐水？"}, ["unblinding-request"]),
        ({"note": "我们不想做了，想退出研究"}, ["withdrawal-asked"]),
        ({"contact": "yes"}, ["call-back"]),
        ({"other-medicines": ["supplement"], "medicine-names": "维生素D"}, []),
    ],
)
def test_what_only_a_person_can_answer_comes_to_one(home: Home, answers: dict[str, Any], kinds: list[str]) -> None:
    recorded = home.sends(home.entry("a", answers))
    assert [task.kind for task in home.tasks()] == kinds
    assert (recorded.read_by is not None) is bool(kinds)


def test_a_part_of_a_form_is_kept_as_a_part(home: Home) -> None:
    answers = {"temperature": "腋下36.8"}
    part = replace(home.entry("a"), given=Given(answers), whole=False)
    assert home.sends(part, source=Source.SMS).outcome is Outcome.KEPT
    assert set(home.answers("a")) == {"temperature"}


def test_the_audit_seals_who_wrote_what(home: Home) -> None:
    home.sends(home.entry("a"))
    with reading(home.engine) as session:
        acts = [row for row in audit.entries(session, "F-001") if row.action == "diary.record-entry"]
    assert [row.subject for row in acts] == [f"GZ-001/{uuid('a')}"]
    assert "36.8" not in (acts[0].after or "")
