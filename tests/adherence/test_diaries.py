"""The one statement against the same counted by hand: plans, re-anchorings, zones, late, told by phone, excused."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from backend.adherence.queries import figures, windows_behind
from backend.adherence.scope import Cut, Kind, Scope
from backend.adherence.tally import Counted, Tally, tally_of
from backend.db import transaction
from backend.diary.models import DiaryWindow
from backend.diary.state import Standing
from tests.adherence.course import Rows, by_hand, moment, rows, settle

SEEDS = st.integers(0, 2**32)


def examples(count: int) -> settings:
    """So many, without shrinking: a seed says all there is to say."""
    return settings(
        max_examples=count,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.fixture
def families(engine: Engine) -> Engine:
    with transaction(engine) as session:
        settle(session)
    return engine


def asked(seed: int) -> tuple[Rows, datetime]:
    """Rows, and a moment at which they are asked for: often the very instant at which something turns."""
    found, draw = rows(seed), Random(seed)
    edges = [at for row in found.windows for at in (row.recorded_at, row.opens_at, row.closes_at, row.late_until)]
    return found, draw.choice((draw.choice(edges), moment(draw)))


def counts_as(row: DiaryWindow, how: Standing, as_of: datetime) -> Counted:
    if row.optional:
        return Counted.OPTIONAL
    return Counted.OPEN if row.closes_at > as_of else Counted(how.state.value)


def stored(engine: Engine, found: Rows) -> Iterator[Session]:
    """A session that sees these rows, which vanish with it."""
    with Session(engine, expire_on_commit=False) as session:
        copies = Rows(*([type(row)(**row.model_dump()) for row in rows] for rows in vars(found).values()))
        copies.store(session)
        yield session
        session.rollback()


@examples(30)
@given(SEEDS)
def test_every_window_stands_as_the_diary_says_as_of_any_moment(families: Engine, seed: int) -> None:
    found, as_of = asked(seed)
    expected = {key: (how.state.value, how.reason) for key, (_, how) in by_hand(found, as_of=as_of).items()}
    for session in stored(families, found):
        behind = windows_behind(session, Kind.DIARIES, Scope(), as_of=as_of)
    assert {each.window_id: (each.state, each.reason) for each in behind} == expected
    assert len(behind) == len(expected), "each once"


@examples(15)
@given(SEEDS, st.lists(st.sampled_from(Cut), unique=True, max_size=3))
def test_every_figure_is_the_count_by_hand_whatever_it_is_cut_by(
    families: Engine, seed: int, cuts: list[Cut]
) -> None:
    found, as_of = asked(seed)
    expected: dict[tuple[object, ...], Counter[Counted]] = {}
    for row, how in by_hand(found, as_of=as_of).values():
        key = tuple(cut_by_hand(row)[cut] for cut in cuts)
        expected.setdefault(key, Counter())[counts_as(row, how, as_of)] += 1
    for session in stored(families, found):
        tallies = figures(session, Kind.DIARIES, Scope(), by=cuts, as_of=as_of)
    assert tallies == {key: tally_of(counts) for key, counts in expected.items()}


def cut_by_hand(row: DiaryWindow) -> dict[Cut, object]:
    return {
        Cut.CHILD: row.child_id,
        Cut.SITE: "other" if row.child_id == "GZ-003" else "gwcmc",
        Cut.CAMPUS: "zhujiang" if row.child_id == "GZ-001" else "baiyun",
        Cut.INSTRUMENT: row.instrument,
        Cut.PERIOD: row.anchor,
        Cut.WEEK: row.due_on - timedelta(days=row.due_on.weekday()),
        Cut.DAY: row.due_on,
    }


@examples(5)
@given(SEEDS)
def test_the_windows_behind_a_figure_are_as_many_as_it_says(families: Engine, seed: int) -> None:
    found, as_of = asked(seed)
    for session in stored(families, found):
        for scope in (
            Scope(),
            Scope(site="other"),
            Scope(child="GZ-001", instrument="daily"),
            Scope(campus="baiyun"),
        ):
            whole = figures(session, Kind.DIARIES, scope, as_of=as_of).get((), Tally())
            for counted in Counted:
                behind = windows_behind(session, Kind.DIARIES, scope, counted=[counted], as_of=as_of)
                assert len(behind) == whole.count(counted)
