"""Stories of what parents ask about their own children: typed facts in fixed words, siblings, follow-ups."""

import pytest

from backend.concerns.models import TaskKind
from tests.journeys.study import MOTHER, Study
from tests.journeys.test_conversations import booked, kinds_of_tasks
from tests.journeys.test_questions import turns
from tests.journeys.test_reminder_year import SECOND

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def body(study: Study) -> str:
    return study.phone()[-1].body


def test_when_to_come_is_this_child_s_own_visit(study: Study) -> None:
    booked(study).types("聽日幾點要去")
    assert study.kinds() == ["answer"]
    assert "安安下次來院：12月15日（星期二）上午9:00" in body(study)
    (turn,) = turns(study)
    assert (turn.topic, turn.passages[0].split("@")[0]) == ("fact-next-visit", "fact-visit")
    assert TaskKind.READ_MESSAGE not in kinds_of_tasks(study)


@ONE_DATABASE
def test_no_visit_is_made_up(study: Study) -> None:
    study.enrol()
    study.types("下次去医院是几号")
    assert "还没约好" in body(study)


@ONE_DATABASE
def test_a_brother_or_sister_is_told_of_too_and_asked_on_about(study: Study) -> None:
    study.enrol({}, SECOND)
    study.book("infusion-1", "2026-12-15 09:00")
    study.book("infusion-1", "2026-12-16 10:00", "GZ-002")
    study.types("When is our next visit?")
    assert "Tue 15 Dec, 9:00 am" in body(study)
    assert "Wed 16 Dec, 10:00 am" in body(study)
    study.types("and what time?")
    assert "9:00 am" in body(study)
    study.settle(40).types("and what time?")
    assert study.kinds()[-1] == "ack-kept", "what was said long ago is no context"


@ONE_DATABASE
def test_a_brother_who_is_not_in_the_study_is_for_a_person(study: Study) -> None:
    booked(study).types("聽日幾點要去").types("那弟弟呢")
    assert study.kinds() == ["answer", "ack-kept"]


@ONE_DATABASE
def test_a_phone_that_nobody_confirmed_hears_nothing_about_a_child(study: Study) -> None:
    study.enrol({"caregiver1_confirmed": "no"})
    study.book("infusion-1", "2026-12-15 09:00")
    study.types("聽日幾點要去")
    assert study.kinds(MOTHER)[-1] == "ack-kept"


@ONE_DATABASE
def test_the_diary_s_state_and_the_urine_s_day_are_told(study: Study) -> None:
    booked(study).types("今天的日记填了没有")
    assert "现在没有要填的日记" in body(study)
    study.types("什么时候开始留尿")
    assert "没有约好" in body(study)
