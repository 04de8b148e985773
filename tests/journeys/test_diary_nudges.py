"""Eight days after an infusion: a mother is reminded only of what is open, and phoned when she falls silent."""

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from backend.db import transaction
from backend.diary.answers import Given
from backend.diary.consider import Desk
from backend.diary.models import Source
from backend.diary.record_entry import record_entry
from backend.diary.submission import Submission, caregiver_writes
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.schedule.anchor import set_anchor
from tests.diary.home import USUAL, uuid
from tests.journeys.study import Study

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def study(study: Study) -> Study:
    study.enrol()
    return study


def infusion(study: Study, on: str) -> None:
    """Staff record it, and the timetable lays out the diary."""
    with transaction(study.engine) as session:
        act, now = study.act(session, ""), study.clock.now()
        day = date.fromisoformat(on)
        set_anchor(session, act, "infusion-1", happened_on=day, reason="given", pack=study.pack, now=now)
    study.jobs.run(everything=True, stirred=True)


def writes(study: Study, day: str) -> None:
    """The mother fills in today's diary: all is as usual."""
    now = study.clock.now()
    with transaction(study.engine) as session:
        child = families.child_by_code(session, "GZ-001")
        family = families.family_by_id(session, child.family_id)
        mother = caregivers_of(session, family.id)[0]
        writer = caregiver_writes(session, mother, family, Source.PAGE)
        given = Given(USUAL, usual=True)
        entry = Submission(uuid(day), "daily", given, now, now, "Asia/Shanghai", due_on=date.fromisoformat(day))
        record_entry(session, Desk(child, family, writer, study.pack, live=False, now=now), entry)


def test_eight_days_of_reminders(study: Study) -> None:
    study.at("2026-12-14 11:00")
    infusion(study, "2026-12-14")
    study.at("2026-12-14 19:00")
    writes(study, "2026-12-14")  # before she is reminded
    study.at("2026-12-15 19:40")
    writes(study, "2026-12-15")  # after
    study.at("2026-12-18 14:00")  # two days in silence
    [call] = [task for task in study.open_tasks() if task.kind == "call-diary"]
    assert (call.facts["since"], call.facts["until"]) == ("2026-12-16", "2026-12-17")
    for day in range(18, 22):
        study.at(f"2026-12-{day} 18:30")
        writes(study, f"2026-12-{day}")
    study.at("2026-12-24 12:00")
    sent = [row for row in study.messages() if row.kind == "diary-nudge" and row.sent_at is not None]
    days = [row.sent_at.astimezone(ZONE).date().day for row in sent if row.sent_at is not None]
    assert days == [15, 16, 17]
    assert set(Counter(days).values()) == {1}
    assert all(f"{row.sent_at.astimezone(ZONE):%H:%M}" == "19:30" for row in sent if row.sent_at is not None)
    assert sum(task.kind == "call-diary" for task in study.open_tasks()) == 1
    assert not any(each.body.startswith("http") or "://" in each.body for each in study.phone())
