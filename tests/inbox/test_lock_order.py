"""A text on a phone of two families while staff act in one of them: nobody waits for whoever waits for them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from structlog.testing import capture_logs

from backend.concerns import queries as concerns
from backend.concerns.raise_concern import raise_concern, staff_signal
from backend.db import reading, transaction
from backend.families import queries as families
from backend.inbox import process
from backend.schedule.confirm import confirm
from backend.simulation.contacts import demo_contacts
from backend.triage.understanding import Urgency
from tests.factories import PACK
from tests.journeys.study import GRANDMOTHER, Study, moment
from tests.journeys.test_shared_phone import CARES_FOR_BOTH, OTHER_MOTHER

BESIDE = 0.4
"""Seconds after which the other one has come as far as it gets."""
VISIT = "2026-12-15 09:00"


@pytest.fixture
def study(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    """The second family's visit is asked about on the phone of both."""
    study = Study(engine, tmp_path, pack=demo_contacts(PACK))
    both = {**CARES_FOR_BOTH, "caregiver2_reminders": "yes"}
    study.enrol(
        {"participant_code": "GZ-002", "family": "F-002", "child_called": "乐乐", **both},
        {"participant_code": "GZ-003", "family": "F-003", "child_called": "贝贝", "caregiver1_phone": OTHER_MOTHER}
        | both,
    )
    study.book("infusion-1", VISIT, "GZ-003")
    study.at("2026-12-08 12:05")
    yield study
    study.close()


def worries(study: Study, session: Session) -> None:
    """Staff raise a concern in the other family."""
    now = study.clock.now()
    signal = staff_signal(level=Urgency.URGENT, words="pale", child_code="GZ-003", by="lin", now=now)
    raise_concern(session, signal, family=families.family_by_code(session, "F-003"), pack=study.pack, now=now)


def confirms(study: Study, session: Session) -> None:
    """Staff write down that the family comes."""
    act, at = study.act(session, "infusion-1", "GZ-003"), moment(VISIT)
    confirm(session, act, appointment_at=at, pack=study.pack, now=study.clock.now())


@pytest.mark.parametrize("text", ["2，乐乐发烧39度", "2，贝贝发烧39度"])
@pytest.mark.parametrize("beside", [worries, confirms])
def test_a_worry_beside_a_digit_for_another_family_and_who_acts_in_that_family_both_get_through(
    study: Study, monkeypatch: pytest.MonkeyPatch, text: str, beside: Callable[[Study, Session], None]
) -> None:
    under_way, real = [], process.raise_worry

    def staff() -> None:
        with transaction(study.engine) as session:
            beside(study, session)

    def raise_worry(*given: object) -> object:
        raised = real(*given)  # type: ignore[arg-type]
        under_way.append(pool.submit(staff))
        sleep(BESIDE)
        return raised

    monkeypatch.setattr(process, "raise_worry", raise_worry)
    with ThreadPoolExecutor(1) as pool, capture_logs() as logged:
        study.types(text, GRANDMOTHER)
    assert [each["event"] for each in logged if each["log_level"] == "error"] == []
    [done] = under_way
    done.result()
    with reading(study.engine) as session:
        assert "urgent" in [row.level for row in concerns.all_concerns(session)]
    assert ("rebook-visit", "F-003") in [(task.kind, task.stream) for task in study.open_tasks()]
