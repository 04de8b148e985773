"""Two phones of one family that were promised a call: only the one that still waits is told that nobody called."""

import pytest

from backend.concerns.change_level import change_level
from backend.concerns.models import KNOWS
from backend.concerns.waive_call import waive_call
from backend.db import transaction
from backend.triage.understanding import Urgency
from tests.journeys.study import FATHER, LIN, Study
from tests.journeys.test_reminder_year import DAD
from tests.journeys.worries import writes_down_a_call

FEVER = "孩子今天发烧38度8"
FEVER_AGAIN = "He has a fever again, 39.2"
MISSED = "promise-missed"


@pytest.fixture
def study(staffed: Study) -> Study:
    staffed.enrol(DAD)
    return staffed


def told_of_a_miss(study: Study) -> tuple[int, int]:
    """How often the mother's phone and the father's were told that nobody called."""
    return study.kinds().count(MISSED), study.kinds(FATHER).count(MISSED)


def test_whoever_was_phoned_is_not_told_that_nobody_called(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).at("2026-12-08 09:20")
    writes_down_a_call(study, "2026-12-08 09:15")
    study.at("2026-12-08 10:00").types(FEVER_AGAIN, FATHER)
    assert study.kinds(FATHER)[-1] == "safety-urgent"
    study.at("2026-12-08 14:10")
    assert told_of_a_miss(study) == (0, 1)


def test_a_call_written_down_after_the_second_promise_counts_from_when_it_was_made(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).at("2026-12-08 10:00").types(FEVER_AGAIN, FATHER)
    writes_down_a_call(study, "2026-12-08 09:15")
    study.at("2026-12-08 14:10")
    assert told_of_a_miss(study) == (0, 1)


def test_whoever_asked_after_the_call_was_made_is_phoned_too_or_told_of_the_miss(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).at("2026-12-08 09:20").types("Thank you", FATHER)
    assert study.kinds(FATHER) == ["ack-call-owed"]
    writes_down_a_call(study, "2026-12-08 09:15")
    study.at("2026-12-08 13:10")
    assert told_of_a_miss(study) == (0, 1)


def lowers(study: Study) -> None:
    with transaction(study.engine) as session:
        now = study.clock.now()
        change_level(session, 1, level=Urgency.ROUTINE, reason="退烧了", by=LIN, pack=study.pack, now=now)


def test_whoever_knows_that_nobody_phones_waits_for_no_call(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER)
    lowers(study)
    with transaction(study.engine) as session:
        waive_call(session, 1, because=KNOWS, reason="在门诊当面说好", by=LIN, now=study.clock.now())
    study.at("2026-12-08 10:00").types(FEVER_AGAIN, FATHER)
    study.at("2026-12-08 14:10")
    assert told_of_a_miss(study) == (0, 1)


def test_a_lower_level_alone_takes_the_call_from_neither(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER)
    study.at("2026-12-08 10:00").types(FEVER_AGAIN, FATHER)
    lowers(study)
    study.at("2026-12-08 13:10")
    assert told_of_a_miss(study) == (1, 1)


def test_both_who_wait_for_the_call_are_told_that_nobody_called(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).at("2026-12-08 10:00").types(FEVER_AGAIN, FATHER)
    study.at("2026-12-08 13:10")
    assert told_of_a_miss(study) == (1, 1)
