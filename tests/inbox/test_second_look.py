"""What a second look adds after the commit: it raises, once, and is answered; it never takes anything back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.concerns import queries as concerns
from backend.db import reading
from backend.inbox.second_look import look_again_at_waiting
from backend.simulation.contacts import demo_contacts
from backend.triage.understand import Context
from backend.triage.understanding import Intent, Understanding, Urgency
from tests.factories import PACK
from tests.journeys.study import Study

WEATHER = "nice weather here today, we went to the park"


@pytest.fixture
def study(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    study = Study(engine, tmp_path, pack=demo_contacts(PACK))
    study.enrol()
    yield study
    study.close()


def raises(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, urgency=Urgency.EMERGENCY, rule="model test")


def hears_a_wish(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, intents=(*understood.intents, Intent.WITHDRAW_STUDY))


def agrees(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return understood


def look(study: Study, reconsider: object) -> int:
    return look_again_at_waiting(study.engine, reconsider, pack=study.pack, live=False, clock=study.clock)  # type: ignore[arg-type]


def test_what_the_rules_missed_is_raised_and_answered_once(study: Study) -> None:
    study.at("2026-12-08 12:00").types(WEATHER)
    before = len(study.phone())
    assert look(study, raises) == 1
    assert look(study, raises) == 0
    study.settle()
    assert study.kinds()[before:] == ["safety-emergency"]
    with reading(study.engine) as session:
        signals = concerns.events_of(session, concerns.all_concerns(session)[0].id)
    assert "model" in [row.facts.get("source") for row in signals]


def test_a_wish_noticed_late_comes_to_a_person_without_a_second_answer(study: Study) -> None:
    study.at("2026-12-08 12:00").types("we think we have had enough of all this")
    before = study.kinds()
    look(study, hears_a_wish)
    study.settle()
    assert study.kinds() == before
    assert "withdrawal-asked" in [task.kind for task in study.open_tasks()]


def test_agreeing_changes_nothing_and_old_texts_are_left_alone(study: Study) -> None:
    study.at("2026-12-08 12:00").types("hello there, nice weather")
    assert look(study, agrees) == 1
    study.types("and again, nice weather")
    study.clock.advance(hours=2)
    assert study.clock.now() - timedelta(hours=1) > study.messages()[-1].created_at
    assert look(study, raises) == 0
