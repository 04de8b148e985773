"""What a number writes that no family has: each text comes to a person, who knows nothing of what came before it."""

import pytest

from backend.concerns.close_task import close_task
from backend.concerns.models import TaskKind
from backend.db import transaction
from backend.inbox.keep import MOST_FROM_STRANGER
from tests.journeys.study import LIN, Study

STRANGER = "+85265009999"


@pytest.fixture
def study(staffed: Study) -> Study:
    return staffed


def to_read(study: Study) -> list[str]:
    tasks = [task for task in study.open_tasks() if task.kind == TaskKind.UNKNOWN_SENDER.value]
    return [task.words or "" for task in tasks]


def test_a_strangers_second_text_is_read_though_the_first_was_seen_to(study: Study) -> None:
    """Given a number that asked who we are, when a person has seen to it and the same number writes that it is the
    grandmother, then that comes to a person too."""
    study.at("2026-12-08 09:00").types("这是什么短信", STRANGER).types("你们是谁", STRANGER)
    assert to_read(study) == ["这是什么短信", "你们是谁"]
    with transaction(study.engine) as session:
        for task in study.open_tasks():
            close_task(session, task.number, outcome="nothing", note="", by=LIN, now=study.clock.now())
    study.at("2026-12-08 15:00").types("我是安安奶奶，换了新号码", STRANGER)
    assert to_read(study) == ["我是安安奶奶，换了新号码"]


def test_one_number_cannot_fill_the_list(study: Study) -> None:
    study.at("2026-12-08 09:00")
    for count in range(MOST_FROM_STRANGER + 2):
        study.emulator.type_as(STRANGER, f"特价{count}折")
    study.settle()
    assert len(to_read(study)) == MOST_FROM_STRANGER
