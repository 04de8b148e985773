"""Corrections are new versions with who, when and why; the one written last holds, however they come in."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from backend.db import reading
from backend.diary import queries
from backend.diary.outcome import Outcome
from backend.diary.state import Timing
from backend.diary.submission import Submission
from backend.errors import NotFoundError
from tests.diary.home import Home, uuid


def correction(home: Home, name: str, amount: str, *, minutes: int = 0, of: str = "a") -> Submission:
    written = home.entry(name, {"temperature": {"amount": amount, "place": "armpit"}})
    at = written.recorded_at + timedelta(minutes=minutes)
    return replace(written, corrects=uuid(of), reason="typed wrongly", recorded_at=at)


def test_a_correction_stands_beside_what_was_there(home: Home) -> None:
    home.sends(home.entry("a"))
    home.at("2026-12-10 19:20")
    corrected = home.sends(correction(home, "b", "37.8"))
    assert (corrected.outcome, corrected.timing) == (Outcome.KEPT, Timing.ON_TIME)
    with reading(home.engine) as session:
        first, second = queries.versions_of(session, [uuid("a")])[uuid("a")]
        caregiver = home.desk(session).writer.by
    assert '"meant": 36.8' in first.answers
    assert '"meant": 37.8' in second.answers
    assert (second.by, second.reason, second.received_at) == (caregiver, "typed wrongly", home.now)
    assert home.answers("a")["temperature"].meant == 37.8


def test_whichever_way_corrections_come_in_the_one_written_last_holds(home: Home) -> None:
    home.at("2026-12-10 20:00")
    for turn, order in enumerate(permutations(("37.1", "37.2", "37.3"))):
        home.sends(home.entry(f"a{turn}"))
        for amount in order:
            written = correction(home, f"{turn}{amount}", amount, minutes=int(amount[-1]) - 10, of=f"a{turn}")
            assert home.sends(written).outcome is Outcome.KEPT
            assert home.sends(written).outcome is Outcome.SAME
        assert home.answers(f"a{turn}")["temperature"].meant == 37.3


def test_a_correction_of_what_is_not_here_or_not_this_childs_is_refused(home: Home) -> None:
    with pytest.raises(NotFoundError):
        home.sends(correction(home, "b", "37.8"))
    home.sends(home.entry("a"), code="GZ-002")
    with pytest.raises(NotFoundError):
        home.sends(correction(home, "b", "37.8"))


def test_another_correction_under_a_known_id_is_a_conflict(home: Home) -> None:
    home.sends(home.entry("a"))
    home.sends(correction(home, "b", "37.8"))
    assert home.sends(correction(home, "b", "37.9")).outcome is Outcome.CHANGED
    assert home.sends(correction(home, "a", "37.9")).outcome is Outcome.CHANGED
    assert home.answers("a")["temperature"].meant == 37.8


def test_a_correction_that_cannot_be_right_changes_nothing(home: Home) -> None:
    home.sends(home.entry("a"))
    assert home.sends(correction(home, "b", "378")).outcome is Outcome.TO_MEND
    assert home.answers("a")["temperature"].meant == 36.8


def test_words_said_before_come_to_a_person_once(home: Home) -> None:
    home.sends(home.entry("a", {"note": "下次要空腹吗？"}))
    again = replace(home.entry("b", {"note": "下次要空腹吗？", "vomits": 1}), corrects=uuid("a"))
    assert home.sends(again).read_by is None
    other = replace(home.entry("c", {"note": "下次几点来？"}), corrects=uuid("a"))
    assert home.sends(other).read_by is not None
    assert len(home.tasks()) == 2
