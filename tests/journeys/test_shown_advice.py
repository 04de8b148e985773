"""What a family's own screen told it stands in its concern, whether or not a text said so too."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.concerns import queries as concerns
from backend.concerns.packet import ToldFamily, packet
from backend.concerns.record_call import record_call
from backend.db import reading, transaction
from backend.simulation.contacts import GAO
from tests.diary.home import Home
from tests.journeys.study import Study
from tests.journeys.test_promises import FEVER, on_screen, types_in_the_app

NOTE = {"temperature": {"amount": "39.2", "place": "armpit"}, "fever-since": "today"}


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled.at("2026-12-08 09:00")


def told(study: Study | Home) -> list[ToldFamily]:
    with reading(study.engine) as session:
        concern = concerns.concern_number(session, 1)
        assert concern is not None
        return list(packet(session, concern, infusions={}, pack=study.pack, now=study.clock.now()).told)


def test_advice_that_only_the_screen_repeats_is_written_down_and_promises_no_other_hour(study: Study) -> None:
    types_in_the_app(study, FEVER)
    types_in_the_app(study, "还在烧，39度")
    texted, shown = told(study)
    assert (texted.status, shown.status) == ("delivered", "shown")
    assert "小口" in shown.body
    assert shown.promised == texted.promised


def test_advice_to_a_stopped_phone_stands_there_in_its_words(study: Study) -> None:
    study.types("退订")
    types_in_the_app(study, FEVER)
    unsent, shown = told(study)
    assert (unsent.not_sent, shown.status) == ("number-opt-out", "shown")
    assert "小口" in shown.body
    study.at("2026-12-08 13:10")
    assert on_screen(study)[-1] == "promise-missed"


def test_whoever_was_texted_before_is_texted_about_the_miss(study: Study) -> None:
    types_in_the_app(study, FEVER)
    types_in_the_app(study, "还在烧，39度")
    study.at("2026-12-08 13:10")
    assert study.kinds()[-1] == "promise-missed"


def test_the_screen_takes_no_text_from_the_next_worry(study: Study) -> None:
    types_in_the_app(study, FEVER)
    study.types("A 1", GAO)
    with transaction(study.engine) as session:
        now = study.clock.now()
        record_call(session, 1, reached=True, note="", by="contact:gao", way="console", pack=study.pack, now=now)
    types_in_the_app(study, "又烧了，39度")
    assert [(each.kind, each.status != "shown") for each in told(study)] == [("safety-urgent", True)] * 2


def test_advice_under_an_entry_is_written_down(engine: Engine, tmp_path: Path) -> None:
    home = Home(engine, tmp_path)
    home.at("2026-12-10 19:00")
    home.sends(home.entry("a", NOTE))
    home.at("2026-12-10 19:30")
    second = home.sends(home.entry("b", {"vomits": 3}))
    assert second.advice is not None
    assert [(each.status, each.body) for each in told(home)][1:] == [("shown", second.advice.text)]
