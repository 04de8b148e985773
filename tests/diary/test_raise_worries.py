"""A worrying entry: raised and answered in the transaction that keeps it, on the screen and by text, once."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from backend.concerns.record_call import record_call
from backend.db import transaction
from backend.diary import raise_worries
from backend.diary.models import Source
from backend.diary.outcome import Outcome
from backend.diary.record_entry import record_entry
from tests.diary.home import Home, uuid

FEVER = {"temperature": {"amount": "39.2", "place": "armpit"}, "fever-since": "today"}


class LostConnectionError(Exception):
    """The request ends before it commits."""


def test_a_fever_is_raised_answered_on_the_screen_and_texted_in_one_act(home: Home) -> None:
    recorded = home.sends(home.entry("a", {**FEVER, "note": "他一直喊冷"}))
    [concern], [text] = home.concerns(), home.texts("safety")
    assert (concern.level, concern.child_code) == ("urgent", "GZ-001")
    assert recorded.advice is not None
    assert (recorded.advice.kind, text.kind) == ("safety-urgent", "safety-urgent")
    assert recorded.advice.text.startswith("(draft) Thank you for telling us."), "in the language of the screen"
    assert text.language == "zh-Hant", "the text is in the caregiver's own"
    assert recorded.advice.by == home.now + timedelta(hours=4), "a fever so soon after an infusion pages at night too"
    assert recorded.version is not None
    assert recorded.version.concern_id == concern.id


def test_concern_and_entry_stand_or_fall_together(home: Home) -> None:
    with suppress(LostConnectionError), transaction(home.engine) as session:
        assert record_entry(session, home.desk(session), home.entry("a", FEVER)).outcome is Outcome.KEPT
        raise LostConnectionError
    assert home.concerns() == home.texts("safety") == []
    assert home.sends(home.entry("a", FEVER)).outcome is Outcome.KEPT
    assert len(home.concerns()) == len(home.texts("safety")) == 1


def test_a_worry_in_what_must_be_mended_is_raised_at_once_and_not_again_when_mended(home: Home) -> None:
    no_place: dict[str, Any] = {**FEVER, "temperature": "39.2"}
    refused = home.sends(home.entry("a", no_place))
    assert refused.outcome is Outcome.TO_MEND
    assert refused.advice is not None
    mended = home.sends(home.entry("a", FEVER))
    assert mended.outcome is Outcome.KEPT
    assert mended.advice is not None
    assert len(home.concerns()) == len(home.texts("safety")) == 1


def test_a_second_worry_joins_the_episode_and_the_screen_still_says_what_to_do(home: Home) -> None:
    home.sends(home.entry("a", FEVER))
    home.at("2026-12-11 18:30")
    second = home.sends(home.entry("b", {"vomits": 3}))
    assert len(home.concerns()) == 1
    assert len(home.texts("safety")) == 1, "the phone was told within this episode"
    assert second.advice is not None


def test_own_words_are_read_as_a_text_would_be(home: Home) -> None:
    recorded = home.sends(home.entry("a", {"note": "刚才抽筋了，叫不醒"}))
    assert recorded.advice is not None
    assert recorded.advice.kind == "safety-emergency"
    assert [each.level for each in home.concerns()] == ["emergency"]


def test_ticks_that_are_only_routine_are_kept_for_the_weekly_review(home: Home) -> None:
    recorded = home.sends(home.entry("a", {"foam": "yes", "energy": "less"}))
    assert recorded.version is not None
    assert (recorded.version.urgency, set(recorded.version.signs)) == ("routine", {"foam", "tired"})
    assert recorded.advice is None
    assert home.concerns() == home.texts("safety") == []


def test_a_fever_soon_after_an_infusion_is_its_own_sign(home: Home) -> None:
    recorded = home.sends(
        home.entry("a", {"temperature": {"amount": "38.6", "place": "ear"}, "fever-since": "today"})
    )
    assert recorded.version is not None
    assert "fever-after-infusion" in recorded.version.signs


def test_what_staff_write_down_is_raised_but_not_texted_to_who_is_on_the_phone(home: Home) -> None:
    recorded = home.sends(home.entry("a", FEVER), source=Source.TRANSCRIBED)
    assert recorded.advice is not None
    assert home.texts("safety") == []
    assert [each.level for each in home.concerns()] == ["urgent"]


def test_a_correction_that_is_worse_is_raised_and_one_that_is_better_takes_nothing_back(home: Home) -> None:
    entry = home.entry("a", FEVER)
    home.sends(entry)
    home.at("2026-12-10 19:30")
    better = replace(home.entry("b"), corrects=uuid("a"), reason="typed wrongly")
    assert home.sends(better).advice is None
    assert [each.state for each in home.concerns()] == ["open"]
    worse = replace(home.entry("c", {"emergency": ["breathing"]}), corrects=uuid("a"), reason="now worse")
    told = home.sends(worse).advice
    assert told is not None
    assert told.kind == "safety-emergency"
    assert [each.level for each in home.concerns()] == ["emergency"]


def test_a_screen_that_asks_again_after_the_call_promises_no_other(home: Home) -> None:
    """Given a fever that was phoned about at once, when the phone sends the entry again at night, then the screen
    names the hour it named at first."""
    entry = home.entry("a", FEVER)
    first = home.sends(entry).advice
    with transaction(home.engine) as session:
        record_call(session, 1, reached=True, note="", by="lin", way="console", pack=home.pack, now=home.now)
    home.clock.advance(hours=3)
    again = home.sends(entry).advice
    assert first is not None
    assert again == first


def test_mild_words_of_what_was_phoned_about_are_read_by_a_person(home: Home) -> None:
    home.sends(home.entry("a", FEVER))
    with transaction(home.engine) as session:
        record_call(session, 1, reached=True, note="", by="lin", way="console", pack=home.pack, now=home.now)
    home.at("2026-12-11 18:30")
    told = home.sends(home.entry("b", {"note": "有点咳嗽"}))
    assert len(home.concerns()) == 1
    [task] = [each for each in home.tasks() if each.words == "有点咳嗽"]
    assert (task.kind, task.due_by) == ("read-entry", told.read_by)


def test_a_worry_whose_answer_fails_is_paged_about_all_the_same(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: object, **named: object) -> None:
        raise IndexError(given)

    monkeypatch.setattr(raise_worries, "answer_family", fails)
    kept = home.sends(home.entry("a", {"emergency": ["breathing"]}))
    assert kept.outcome is Outcome.KEPT
    assert kept.advice is not None
    assert ([each.level for each in home.concerns()], home.texts("safety")) == (["emergency"], [])
