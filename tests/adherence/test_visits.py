"""Visits and confirmations against the same counted by hand: days in the family's zone, moved, canceled, left."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from backend.adherence.queries import windows_behind
from backend.adherence.scope import Kind, Scope
from backend.consent.models import ConsentFact, ConsentKind
from backend.db import transaction
from backend.families.models import Family
from backend.schedule.models import Happening, VisitFact, VisitWindow
from tests.adherence.course import BEGIN, CHILDREN, FAMILIES, ZONES, settle
from tests.adherence.test_diaries import SEEDS, examples

Said = dict[str, str]
DAY = timedelta(days=1)


@pytest.fixture
def families(engine: Engine) -> Engine:
    with transaction(engine) as session:
        settle(session)
        for family, zone in (("F-001", ZONES[1]), ("F-003", ZONES[3])):
            session.get_one(Family, family).zone = zone
    return engine


def zone_of(child: str) -> ZoneInfo:
    return ZoneInfo(ZONES[1] if FAMILIES[child] == "F-001" else ZONES[3])


def wall(child: str, day: date, at: time = time(0)) -> datetime:
    return datetime.combine(day, at, zone_of(child)).astimezone(UTC)


def made_up(seed: int) -> list[SQLModel]:
    """Two visits a child, with what may happen to them; some windows were replaced, one child may have withdrawn."""
    draw, rows = Random(seed), list[SQLModel]()
    for child in CHILDREN:
        for nth, visit in enumerate(("week-2", "week-4")):
            target = date(2027, 3, 10) + timedelta(days=14 * nth + draw.randint(0, 8))
            rows += _windows(draw, child, visit, target)
            rows += _facts(draw, child, visit, target)
        if draw.random() < 0.3:
            rows.append(_withdrawal(draw, child))
    return rows


def _windows(draw: Random, child: str, visit: str, target: date) -> Iterator[VisitWindow]:
    moved = BEGIN + timedelta(days=draw.randint(1, 20)) if draw.random() < 0.4 else None
    for on, recorded, superseded in ((target, BEGIN, moved), (target + 3 * DAY, moved, None)):
        if recorded is not None:
            yield VisitWindow(
                id=str(uuid4()),
                child_id=child,
                visit=visit,
                anchor="last-infusion",
                anchor_on=on,
                target_on=on,
                opens_on=on - 3 * DAY,
                closes_on=on + 3 * DAY,
                schedule_version="1",
                recorded_at=recorded,
                superseded_at=superseded,
            )


def _facts(draw: Random, child: str, visit: str, target: date) -> Iterator[VisitFact]:
    at, appointment = BEGIN + timedelta(hours=draw.randint(0, 100)), None
    for nth in range(draw.randint(0, 5)):
        kind = Happening.BOOKED if nth == 0 else draw.choice(list(Happening))
        at += timedelta(hours=draw.choice((1, 30, 100, 200)))
        if kind is Happening.BOOKED:
            appointment = wall(child, target + draw.randint(-5, 6) * DAY, draw.choice((time(9), time(23, 30))))
        yield VisitFact(
            id=str(uuid4()),
            child_id=child,
            visit=visit,
            kind=kind.value,
            sequence=nth + 1,
            appointment_at=appointment if kind is not Happening.CANCELED else None,
            happened_at=draw.choice((at, wall(child, target - 3 * DAY), wall(child, target + 4 * DAY))),
            recorded_at=at,
            by=draw.choice(("caregiver:x", "phone:y", "lin")),
        )
        if kind in (Happening.ATTENDED, Happening.MISSED):
            return


def _withdrawal(draw: Random, child: str) -> ConsentFact:
    at = BEGIN + timedelta(days=draw.randint(0, 30))
    return ConsentFact(
        id=str(uuid4()),
        child_id=child,
        nth=1,
        kind=ConsentKind.WITHDRAWN,
        version="1",
        reference="",
        happened_at=at,
        recorded_at=at,
        by="lin",
    )


def asked(rows: list[SQLModel], seed: int) -> datetime:
    """Any moment, often the instant at which a family's day begins."""
    draw = Random(seed)
    windows = [row for row in rows if isinstance(row, VisitWindow)]
    edges = [wall(row.child_id, day) for row in windows for day in (row.opens_on, row.closes_on + DAY)]
    return draw.choice((draw.choice(edges), BEGIN + timedelta(minutes=draw.randint(0, 40 * 1440))))


def visits_by_hand(rows: list[SQLModel], as_of: datetime) -> Said:
    said = {}
    for row in rows:
        if not isinstance(row, VisitWindow) or row.recorded_at > as_of:
            continue
        opens, closes = wall(row.child_id, row.opens_on), wall(row.child_id, row.closes_on + DAY)
        gone = row.superseded_at is not None and row.superseded_at <= as_of
        left = [each for each in rows if isinstance(each, ConsentFact) and each.child_id == row.child_id]
        if gone or opens > as_of or any(each.recorded_at <= as_of and each.happened_at <= opens for each in left):
            continue
        facts = _known(rows, row.child_id, row.visit, as_of)
        came = [each.happened_at for each in facts if each.kind == Happening.ATTENDED.value]
        last = [each for each in facts if each.kind in ("booked", "canceled-by-site", "missed")][-1:]
        ahead = [each.appointment_at for each in last if each.kind == "booked" and each.appointment_at]
        if any(opens <= at < closes for at in came):
            state = "on-time"
        elif any(at < as_of for at in came):
            state = "late"
        elif closes > as_of:
            state = "open"
        else:
            state = "overdue" if any(at > as_of for at in ahead) else "missed"
        said[row.id] = "open" if closes > as_of else state
    return said


def confirmations_by_hand(rows: list[SQLModel], as_of: datetime) -> Said:
    said = {}
    for row in rows:
        if not isinstance(row, VisitFact) or row.kind != "booked" or row.appointment_at is None:
            continue
        day = row.appointment_at.astimezone(zone_of(row.child_id)).date()
        closes = wall(row.child_id, day - DAY, time(10))
        opens = max(row.recorded_at, wall(row.child_id, day - 7 * DAY, time(12)))
        if row.recorded_at > as_of or opens > as_of or opens >= closes:
            continue
        facts = _known(rows, row.child_id, row.visit, as_of)
        later = [
            e.recorded_at for e in facts if e.sequence > row.sequence and e.kind in ("booked", "canceled-by-site")
        ]
        answers = [
            each
            for each in facts
            if each.kind in ("confirmed", "move-asked") and each.appointment_at == row.appointment_at
        ]
        own = [each.happened_at for each in answers if each.by != "lin"]
        if later and later[0] < closes:
            said[row.id] = "optional"
        elif closes > as_of:
            said[row.id] = "open"
        elif any(at < closes for at in own):
            said[row.id] = "on-time"
        elif any(at < row.appointment_at for at in own):
            said[row.id] = "late"
        elif len(own) < len(answers):
            said[row.id] = "transcribed"
        else:
            said[row.id] = "overdue" if row.appointment_at > as_of else "missed"
    return said


def _known(rows: list[SQLModel], child: str, visit: str, as_of: datetime) -> list[VisitFact]:
    facts = [row for row in rows if isinstance(row, VisitFact) and (row.child_id, row.visit) == (child, visit)]
    return [row for row in facts if row.recorded_at <= as_of]


@examples(25)
@given(SEEDS)
def test_visits_and_confirmations_count_as_by_hand(families: Engine, seed: int) -> None:
    rows = made_up(seed)
    as_of = asked(rows, seed)
    with Session(families, expire_on_commit=False) as session:
        session.add_all([type(row)(**row.model_dump()) for row in rows])
        session.flush()
        visits = windows_behind(session, Kind.VISITS, Scope(), as_of=as_of)
        confirmations = windows_behind(session, Kind.CONFIRMATIONS, Scope(), as_of=as_of)
        session.rollback()
    assert {each.window_id: each.counted for each in visits} == visits_by_hand(rows, as_of)
    assert {each.window_id: each.counted for each in confirmations} == confirmations_by_hand(rows, as_of)


@pytest.mark.parametrize("kind", [Kind.VISITS, Kind.CONFIRMATIONS])
def test_a_scope_narrows_what_is_counted(families: Engine, kind: Kind) -> None:
    rows = [row for seed in range(3) for row in made_up(seed) if not isinstance(row, ConsentFact)]
    for nth, row in enumerate(rows):
        if isinstance(row, VisitFact):
            row.sequence = nth
    as_of = BEGIN + timedelta(days=60)
    with transaction(families) as session:
        session.add_all(rows)
        session.flush()
        everything = windows_behind(session, kind, Scope(), as_of=as_of)
        parts = [windows_behind(session, kind, Scope(child=child), as_of=as_of) for child in CHILDREN]
        first = windows_behind(session, kind, Scope(instrument="week-2", until=everything[0].due_on), as_of=as_of)
        assert session.exec(select(VisitWindow).where(col(VisitWindow.visit) == "week-2")).first() is not None
    assert sorted(each.window_id for part in parts for each in part) == sorted(each.window_id for each in everything)
    assert {each.instrument for each in first} <= {"week-2"}
    assert {each.due_on for each in first} <= {everything[0].due_on}


@given(st.dates(date(2027, 3, 1), date(2027, 4, 30)), st.sampled_from(ZONES))
def test_sqlites_days_are_those_of_the_zone(day: date, zone: str) -> None:
    from backend.local_time import local_day, local_hour, local_start

    begins = local_start(str(day), zone, 0)
    assert begins is not None
    assert local_day(begins, zone) == str(day)
    assert local_hour(begins, zone, 1, "00:00") == local_start(str(day), zone, 1)
