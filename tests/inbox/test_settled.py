"""A text with the words of an emergency and another sense: a second reader is asked before anybody is answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.concerns import queries as concerns
from backend.concerns.models import Concern
from backend.db import reading
from backend.inbox import meaning
from backend.inbox.second_look import look_again_at_waiting
from backend.simulation.contacts import demo_contacts
from backend.triage.reconsider import reconsider
from tests.factories import PACK
from tests.journeys.study import Study

HARMLESS = "抢红包手抽筋才抢三毛二"
GRAVE = "孩子抽筋了"


@pytest.fixture
def study(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    study = Study(engine, tmp_path, pack=demo_contacts(PACK))
    study.enrol()
    yield study
    study.close()


def raised(study: Study) -> list[Concern]:
    with reading(study.engine) as session:
        return list(concerns.all_concerns(session))


def look(study: Study) -> None:
    look_again_at_waiting(study.engine, reconsider, pack=study.pack, live=False, clock=study.clock)
    study.settle()


def fails(*given: object) -> None:
    raise OSError("the model cannot be read")


def test_the_answer_does_not_send_a_family_to_hospital_for_a_word(study: Study) -> None:
    before = len(study.at("2026-12-08 12:00").phone())
    study.types(HARMLESS)
    look(study)
    assert "safety-emergency" not in study.kinds()[before:]
    assert "emergency" not in [each.level for each in raised(study)]


def test_a_childs_seizure_is_answered_once_and_at_once(study: Study) -> None:
    before = len(study.at("2026-12-08 12:00").phone())
    study.types(GRAVE)
    assert study.kinds()[before:] == ["safety-emergency"]
    look(study)
    assert study.kinds()[before:] == ["safety-emergency"]
    assert [each.level for each in raised(study)] == ["emergency"]


def test_where_the_second_reader_fails_the_words_count_in_full(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "settled", fails)
    before = len(study.at("2026-12-08 12:00").phone())
    study.types(HARMLESS)
    look(study)
    assert study.kinds()[before:] == ["safety-emergency"]
