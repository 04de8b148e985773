"""A sample that went wrong: a routine concern stands for it, and the family's answer is what it always was."""

from datetime import datetime

import pytest

from backend.concerns import queries as concerns
from backend.concerns.acknowledge import acknowledge
from backend.concerns.models import Concern, TaskKind
from backend.concerns.packet import packet
from backend.db import reading, transaction
from backend.inbox import queries as inbox
from backend.inbox.told import read_by_of
from backend.simulation.contacts import GAO
from tests.journeys.study import MOTHER, Study, moment

SPILT = "昨晚漏留了一次尿，还洒了一点"
MISSED = "今天的尿样洒了一些"


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled.at("2026-12-08 12:05")


def all_concerns(study: Study) -> list[Concern]:
    with reading(study.engine) as session:
        return concerns.all_concerns(session)


def sources(study: Study) -> list[str]:
    with reading(study.engine) as session:
        (row,) = concerns.all_concerns(session)
        return [each.facts["source"] for each in concerns.events_of(session, row.id) if each.kind == "signal"]


def to_read(study: Study) -> int:
    return [task.kind for task in study.open_tasks()].count(TaskKind.READ_MESSAGE)


def promised(study: Study) -> datetime | None:
    with reading(study.engine) as session:
        return read_by_of(session, inbox.all_texts(session)[0])


def test_a_sample_problem_becomes_a_routine_concern_that_stands_on_the_list_once(study: Study) -> None:
    study.types(SPILT)
    (row,) = all_concerns(study)
    assert (row.level, row.state, row.child_code, row.due_by) == (
        "routine",
        "open",
        "GZ-001",
        moment("2026-12-08 14:30"),
    )
    assert (sources(study), to_read(study)) == (["sample"], 0)
    assert study.phone(GAO) == []


def test_a_sample_problem_is_answered_as_ever_once_and_without_alarm(study: Study) -> None:
    study.types(SPILT)
    assert study.kinds() == ["answer-kept"]
    assert promised(study) == moment("2026-12-08 14:30")


def test_whoever_opens_the_concern_sees_what_the_family_was_answered(study: Study) -> None:
    study.types(SPILT)
    (row,) = all_concerns(study)
    with reading(study.engine) as session:
        told = packet(session, row, infusions={}, pack=study.pack, now=study.clock.now()).told
    assert [(each.kind, each.body) for each in told] == [("answer-kept", study.phone()[-1].body)]


def test_more_of_the_same_joins_the_concern(study: Study) -> None:
    study.types(SPILT).types(MISSED)
    assert (sources(study), to_read(study)) == (["sample", "sample"], 0)
    assert not [kind for kind in study.kinds(MOTHER) if kind.startswith("safety-")]


def test_a_sample_problem_in_a_worry_that_somebody_has_is_read_all_the_same(study: Study) -> None:
    study.types("孩子今天发烧38度8")
    with transaction(study.engine) as session:
        acknowledge(session, 1, by="contact:gao", way="console", pack=study.pack, now=study.clock.now())
    study.types(SPILT)
    assert (sources(study), to_read(study)) == (["text", "sample"], 1)
    assert all_concerns(study)[0].level == "urgent"
