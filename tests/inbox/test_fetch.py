"""A text whose webhook never came is fetched, however long the service was down or the provider away."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from backend.channels.outcomes import Received
from backend.channels.twilio import ChannelDown
from backend.concerns import queries as concerns
from backend.db import reading
from backend.emulator import listing
from backend.inbox.fetch import fetch_missed
from backend.schedule.visit_state import VisitStatus
from backend.simulation.contacts import GAO, LI
from backend.timetable.jobs import TIMETABLE, Tools
from backend.timetable.tick import tick
from tests.journeys.study import MOTHER, Study, moment

BLUE_LIPS = "佢口唇有啲紫，唞气好辛苦"
JOBS = {job.name: job for job in TIMETABLE}


@dataclass(frozen=True)
class Letters:
    """A provider with these texts."""

    texts: tuple[Received, ...]

    def received(self, *, since: datetime) -> Iterator[Received]:
        del since
        yield from self.texts


class Away:
    """A provider that does not answer."""

    def received(self, *, since: datetime) -> Iterator[Any]:
        raise ChannelDown(str(since))


@pytest.fixture
def study(study: Study) -> Study:
    study.at("2026-12-08 12:00")
    run(study, "fetch")
    return study


def run(study: Study, name: str, channel: Any = None) -> int:
    tools: Tools = study.jobs._tools
    return tick(JOBS[name], replace(tools, channel=channel or tools.channel), patient=False)


def writes_in_vain(study: Study) -> None:
    study.emulator.script("inbound-lost")
    study.types(BLUE_LIPS)


def levels(study: Study) -> list[str]:
    with reading(study.engine) as session:
        return [each.level for each in concerns.all_concerns(session)]


def test_a_text_of_the_first_day_of_a_long_outage_is_fetched_and_paged_about(study: Study) -> None:
    """Given a service that was down from Tuesday to Saturday, when it is back, then blue lips of Tuesday page."""
    writes_in_vain(study)
    study.clock.set(moment("2026-12-12 09:00"))
    run(study, "forget")  # what is run first is chance
    assert run(study, "fetch") == 1
    study.settle().settle()
    assert levels(study) == ["emergency"]
    assert study.kinds(LI) == ["page-concern"]
    assert study.kinds()[-1] == "safety-emergency"


def test_days_on_which_the_provider_was_away_are_made_up_for(study: Study) -> None:
    writes_in_vain(study)
    for day in range(8, 12):
        study.clock.set(moment(f"2026-12-{day:02} 18:00"))
        assert run(study, "fetch", Away()) == 0
        run(study, "forget")
    study.clock.set(moment("2026-12-12 09:00"))
    assert run(study, "fetch") == 1


def test_what_is_known_is_not_fetched_again(study: Study) -> None:
    study.types(BLUE_LIPS)
    assert MOTHER in study.emulator.threads()
    study.clock.set(moment("2026-12-12 09:00"))
    assert run(study, "fetch") == 0


def test_a_digit_that_is_fetched_late_answers_nothing_that_was_asked_since(study: Study) -> None:
    """Given a digit about the first visit whose webhook was lost, when it is fetched after the second visit was asked
    about, then it confirms neither, and a person reads it."""
    study.book("infusion-1", "2026-12-14 09:00")
    study.at("2026-12-11 12:30").emulator.script("inbound-lost")
    study.types("1")
    study.book("infusion-1", "2026-12-15 10:00")
    study.at("2026-12-12 12:30")
    assert study.kinds()[-1].startswith("visit-")
    assert run(study, "fetch") == 1
    study.settle().settle()
    assert study.state("infusion-1").status is VisitStatus.BOOKED
    assert [task.words for task in study.open_tasks() if task.kind == "read-message"] == ["1"]


def test_a_photo_that_is_fetched_is_known_to_be_one(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    as_json = listing.as_json
    monkeypatch.setattr(listing, "as_json", lambda *given: as_json(*given) | {"num_media": "1"})
    study.emulator.script("inbound-lost")
    study.types("这是今天的皮疹").at("2026-12-08 12:10")
    assert run(study, "fetch") == 1
    study.settle().settle()
    [task] = [task for task in study.open_tasks() if task.kind == "read-message"]
    assert task.facts["media"] == "1"


def test_what_is_no_text_holds_up_no_other(study: Study) -> None:
    whole = Received("SM1", MOTHER, "+85230000000", BLUE_LIPS, "", 0, {}, None)
    letterbox = Letters((replace(whole, provider_id="SM0", sender=""), whole))
    with capture_logs():
        assert fetch_missed(study.engine, letterbox, clock=study.clock) == 1


def test_a_contacts_answer_that_is_fetched_late_takes_nothing_up_that_came_after_it(study: Study) -> None:
    """Given a contact who takes up a fever by a text that is lost, when blue lips come and then that text is found,
    then the blue lips go on paging, and the contact is asked."""
    study.types("孩子今天发烧38度8").emulator.script("inbound-lost")
    study.types("A 1", GAO).types(BLUE_LIPS).at("2026-12-08 12:12")
    assert run(study, "fetch") == 1
    study.settle().settle()
    with reading(study.engine) as session:
        assert [each.state for each in concerns.all_concerns(session)] == ["open"]
    assert study.kinds(GAO)[-1] == "page-which"
    study.types("A 1", GAO)
    assert study.kinds(GAO)[-1] == "page-acknowledged"
