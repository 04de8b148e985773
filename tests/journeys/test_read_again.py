"""Mild news of an episode that somebody has is read by a person, by the hour that the family is told."""

import pytest

from backend.concerns.models import TaskKind
from backend.concerns.record_call import record_call
from backend.db import transaction
from backend.simulation.contacts import GAO
from tests.journeys.study import Study, moment

FEVER, COUGH = "孩子今天发烧38度8", "孩子有点咳嗽"


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled


def to_read(study: Study) -> list[str | None]:
    return [task.words for task in study.open_tasks() if task.kind == TaskKind.READ_MESSAGE.value]


def test_a_mild_sign_after_the_call_is_read_by_the_hour_that_the_family_is_told(study: Study) -> None:
    """Given a fever that was phoned about, when the child coughs in the afternoon, then the family is told that it is
    read by half past five, and it stands on the list until then."""
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    with transaction(study.engine) as session:
        now = study.clock.now()
        record_call(session, 1, reached=True, note="", by="contact:gao", way="console", pack=study.pack, now=now)
    study.at("2026-12-08 15:00").types(COUGH)
    assert "下午5:30" in study.phone()[-1].body
    assert to_read(study) == [COUGH]
    [task] = [each for each in study.open_tasks() if each.words == COUGH]
    assert task.due_by == moment("2026-12-08 17:30")


def test_a_mild_sign_of_what_nobody_has_yet_or_somebody_is_about_to_phone_about_stands_on_no_second_line(
    study: Study,
) -> None:
    study.at("2026-12-08 09:00").types(FEVER).types(COUGH).types("A 1", GAO).types("孩子还是有点咳嗽")
    assert to_read(study) == []
