"""How many texts a family gets, told before it joins: what the program then really sends."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.db import transaction
from backend.diary.expected_texts import Sort, expected_texts, typical_year
from backend.schedule.results import attend
from tests.factories import PACK
from tests.journeys.study import ZONE, Study

START, BORN = date(2026, 12, 1), date(2020, 5, 4)
WEEKS = 6
DAY = timedelta(days=1)


@pytest.fixture
def study(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    study = Study(engine, tmp_path)
    study.enrol()
    yield study
    study.close()


def lives(study: Study, day: date) -> None:
    """One day: the mother confirms what she is asked at noon, and fills in no diary."""
    before = study.kinds().count("visit-confirm")
    study.at(f"{day} 12:10")
    if study.kinds().count("visit-confirm") > before:
        study.types("1")
    study.at(f"{day} 23:00")


def comes(study: Study, visit: str) -> None:
    with transaction(study.engine) as session:
        attend(session, study.act(session, visit), pack=study.pack, now=study.clock.now())


def sort_of(kind: str) -> Sort:
    if kind.startswith("diary-"):
        return Sort.DIARY
    return Sort.REPLIES if kind.startswith("ack-") else Sort.VISITS


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is told does not depend on where it lies
def test_the_program_sends_what_was_told_week_by_week(study: Study) -> None:
    booked = {visit.booked_at.astimezone(ZONE).date(): visit for visit in typical_year(PACK, START).visits}
    due = {visit.at.astimezone(ZONE).date(): visit for visit in booked.values()}
    for day in (START + nth * DAY for nth in range(WEEKS * 7)):
        if day in due:
            study.at(f"{day} 11:00")
            comes(study, due[day].window.visit)
        if day in booked:
            study.book(booked[day].window.visit, f"{booked[day].at.astimezone(ZONE):%Y-%m-%d %H:%M}")
        lives(study, day)
    sent = [(row.sent_at, row.kind) for row in study.messages() if row.sent_at is not None]
    weeks: list[Counter[Sort]] = [Counter() for _ in range(WEEKS)]
    for at, kind in sent:
        weeks[(at.astimezone(ZONE).date() - START).days // 7][sort_of(kind)] += 1
    answering = expected_texts(PACK, start=START, born_on=BORN, answers=True)
    silent = expected_texts(PACK, start=START, born_on=BORN, answers=False)
    assert weeks == [
        Counter({**yes, Sort.DIARY: no[Sort.DIARY]})
        for yes, no in zip(answering[:WEEKS], silent[:WEEKS], strict=True)
    ]
    assert sum(week[Sort.DIARY] for week in weeks) > 0
    assert sum(week[Sort.REPLIES] for week in weeks) == 3, "both infusions and week 2"


def test_who_answers_is_told_less_and_thanked_for_each_visit() -> None:
    answering = sum(expected_texts(PACK, start=START, born_on=BORN, answers=True), Counter())
    silent = sum(expected_texts(PACK, start=START, born_on=BORN, answers=False), Counter())
    assert answering[Sort.REPLIES] == len(PACK.schedules[-1].visits)
    assert silent[Sort.REPLIES] == answering[Sort.DIARY] == 0
    assert silent[Sort.VISITS] == answering[Sort.VISITS]


def test_a_rule_less_is_a_text_less_for_each_visit() -> None:
    [schedule] = PACK.schedules
    fewer = tuple(rule for rule in schedule.reminders if rule.key != "visit-today")
    evening = tuple(rule for rule in fewer if rule.key != "visit-tomorrow")  # it stands in for the morning's
    changed = replace(PACK, schedules=(schedule.model_copy(update={"reminders": evening}),))
    before = sum(expected_texts(PACK, start=START, born_on=BORN, answers=False), Counter())
    after = sum(expected_texts(changed, start=START, born_on=BORN, answers=False), Counter())
    assert before[Sort.VISITS] - after[Sort.VISITS] == len(schedule.visits)


def test_every_visit_falls_on_a_working_day_within_its_window() -> None:
    for visit in typical_year(PACK, START).visits:
        day = visit.at.astimezone(ZONE).date()
        assert PACK.calendar.next_workday(day) == day
        assert visit.window.opens_on <= day <= visit.window.closes_on
        assert visit.booked_at < visit.at
