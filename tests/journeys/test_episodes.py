"""Stories of worries: several texts of one episode, and what a new one is answered and promised."""

import pytest

from backend.concerns import queries as concerns
from backend.concerns.change_level import change_level
from backend.concerns.models import KNOWS, Kind
from backend.concerns.waive_call import waive_call
from backend.db import reading, transaction
from backend.simulation.contacts import GAO
from backend.triage.understanding import Urgency
from tests.journeys.study import LIN, Study
from tests.journeys.worries import BLUE_LIPS, FEVER, calls_home, concern, happened, is_as_its_events_say


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled


def test_signals_of_one_episode_join_and_only_emergencies_are_answered_again(study: Study) -> None:
    study.at("2026-12-08 12:00").types(FEVER).types("还在发烧，39度").types(BLUE_LIPS).types("嘴唇发紫，叫不醒")
    assert study.kinds() == ["safety-urgent", "safety-emergency", "safety-emergency-short"]
    study.at("2026-12-08 12:20").types("还是嘴唇发紫")
    assert study.kinds()[-1] == "safety-emergency"
    assert happened(study).count(Kind.SIGNAL.value) == 5
    assert concern(study).level == "emergency"
    with reading(study.engine) as session:
        assert len(concerns.all_concerns(session)) == 1


def test_a_new_urgent_worry_after_the_call_is_answered_and_promised_a_call_of_its_own(study: Study) -> None:
    """Given a fever of Tuesday that was phoned about, when it is back on Wednesday night, then the family is told at
    once by when somebody phones and which signs mean hospital now, and at noon without a call they are told so."""
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    calls_home(study)
    study.at("2026-12-09 22:30").types("孩子又发烧了，38度9")
    assert study.kinds()[-1] == "safety-urgent-night"
    assert "12月10日（星期四）中午12:00" in study.phone()[-1].body
    study.at("2026-12-09 22:40").types("还在烧，39度")
    assert study.kinds().count("safety-urgent-night") == 1
    study.at("2026-12-10 12:02")
    assert study.kinds()[-1] == "promise-missed"
    study.types("还是发烧，39度")
    assert study.kinds()[-1] == "safety-urgent"
    assert happened(study).count(Kind.ANSWERED.value) == 3
    assert is_as_its_events_say(study)


def test_a_new_urgent_worry_after_the_level_was_lowered_is_answered_and_promised_a_call_of_its_own(
    study: Study,
) -> None:
    """Given a fever that a person lowered, and of which the family knows that nobody phones, when it is back at noon,
    then the family is told at once by when somebody phones, and is told so when nobody has."""
    study.at("2026-12-08 09:00").types(FEVER)
    with transaction(study.engine) as session:
        routine, now = Urgency.ROUTINE, study.clock.now()
        change_level(session, 1, level=routine, reason="it was the bath", by=LIN, pack=study.pack, now=now)
        waive_call(session, 1, because=KNOWS, reason="she said so at the clinic", by=LIN, now=now)
    study.at("2026-12-08 12:00").types("孩子又发烧了，38度9")
    assert study.kinds() == ["safety-urgent", "safety-urgent"]
    assert "下午4:0" in study.phone()[-1].body
    study.at("2026-12-08 16:05")
    assert study.kinds()[-1] == "promise-missed"
    assert is_as_its_events_say(study)


def test_who_was_told_by_day_who_phones_is_told_once_at_night_which_signs_mean_hospital_now(study: Study) -> None:
    study.at("2026-12-08 20:30").types(FEVER)
    assert study.kinds()[-1] == "safety-urgent"
    for hour in ("21:30", "23:30"):
        study.at(f"2026-12-08 {hour}").types("还在发烧，39度")
    study.at("2026-12-09 08:30").types("还在发烧，39度")
    assert study.kinds() == ["safety-urgent", "safety-urgent-night"]
