"""What a site comes to at one look, and the course of some of its children, against the same counted day by day."""

from collections.abc import Mapping
from datetime import date, datetime

import pytest
from hypothesis import given
from sqlalchemy import Engine
from sqlmodel import Session

from backend.adherence.course_queries import nothing_since, own_weeks
from backend.adherence.overview_queries import overview
from backend.adherence.queries import figures, windows_behind
from backend.adherence.scope import Cut, Kind, Scope
from backend.adherence.tally import Tally
from tests.adherence.course import CHILDREN
from tests.adherence.test_diaries import SEEDS, asked, examples, families, stored

__all__ = ["families"]
SCOPES = (Scope(), Scope(site="gwcmc"), Scope(instrument="daily"))
IDS = ("GZ-001", "GZ-003")
Days = Mapping[tuple[str, date], Tally]


def by_day(session: Session, scope: Scope, as_of: datetime) -> Days:
    """Each child's days, from the statement that every figure comes from."""
    found = figures(session, Kind.DIARIES, scope, by=[Cut.CHILD, Cut.DAY], as_of=as_of)
    return {(str(code), on): tally for (code, on), tally in found.items() if isinstance(on, date)}


def added(days: Days, place: int) -> dict[object, Tally]:
    found: dict[object, Tally] = {}
    for key, tally in days.items():
        found[key[place]] = found.get(key[place], Tally()) + tally
    return found


def weeks_by_hand(days: Days) -> dict[str, dict[int, Tally]]:
    found: dict[str, dict[int, Tally]] = {}
    for (code, on), tally in days.items():
        week = (on - min(day for child, day in days if child == code)).days // 7
        mine = found.setdefault(code, {})
        mine[week] = mine.get(week, Tally()) + tally
    return found


def nothing_by_hand(days: Days, in_a_row: int) -> dict[str, date]:
    found = {}
    for code in {code for code, _ in days}:
        run: list[date] = []
        due = [(on, tally) for (child, on), tally in sorted(days.items()) if child == code and tally.due]
        for on, tally in reversed(due):
            if tally.missed + tally.overdue < tally.due:
                break
            run.append(on)
        if len(run) >= in_a_row:
            found[code] = run[-1]
    return found


@examples(20)
@given(SEEDS)
def test_an_overview_adds_up_what_every_day_of_every_child_comes_to(families: Engine, seed: int) -> None:
    found, as_of = asked(seed)
    for session in stored(families, found):
        for scope in SCOPES:
            days = by_day(session, scope, as_of)
            seen = overview(session, Kind.DIARIES, scope, as_of=as_of)
            assert {code: each.tally for code, each in seen.children.items()} == added(days, 0)
            assert seen.days == added(days, 1)
            assert seen.whole == sum(days.values(), Tally())
            for code, each in seen.children.items():
                mine = {on: tally for (child, on), tally in days.items() if child == code}
                assert each.first == min(mine)
                assert each.on_time_on == max((on for on, tally in mine.items() if tally.on_time), default=None)


@examples(20)
@given(SEEDS)
def test_the_course_of_children_is_the_same_counted_from_each_ones_first_day(families: Engine, seed: int) -> None:
    found, as_of = asked(seed)
    for session in stored(families, found):
        for scope in SCOPES:
            seen = [code for code in overview(session, Kind.DIARIES, scope, as_of=as_of).children if code in IDS]
            days = {key: tally for key, tally in by_day(session, scope, as_of).items() if key[0] in seen}
            assert own_weeks(session, Kind.DIARIES, scope, seen, as_of=as_of) == weeks_by_hand(days)
            for many in (1, 3):
                stopped = nothing_since(session, Kind.DIARIES, scope, seen, in_a_row=many, as_of=as_of)
                assert stopped == nothing_by_hand(days, many)


@examples(5)
@given(SEEDS)
def test_whoever_has_stopped_has_nothing_on_time_after_something_missing(families: Engine, seed: int) -> None:
    """So that only those few are looked at day by day."""
    found, as_of = asked(seed)
    for session in stored(families, found):
        seen = overview(session, Kind.DIARIES, Scope(), as_of=as_of)
        for code in nothing_since(session, Kind.DIARIES, Scope(), CHILDREN, in_a_row=3, as_of=as_of):
            assert seen.children[code].may_have_stopped(3)


@examples(5)
@given(SEEDS)
def test_the_first_windows_behind_a_figure_are_the_beginning_of_all(families: Engine, seed: int) -> None:
    found, as_of = asked(seed)
    for session in stored(families, found):
        all_of_them = windows_behind(session, Kind.DIARIES, Scope(), as_of=as_of)
        assert windows_behind(session, Kind.DIARIES, Scope(), limit=3, as_of=as_of) == all_of_them[:3]


@pytest.mark.parametrize("kind", [Kind.VISITS, Kind.CONFIRMATIONS])
def test_of_a_kind_of_which_nothing_is_there_nothing_is_told(engine: Engine, kind: Kind) -> None:
    as_of = datetime.fromisoformat("2027-03-01T00:00+00:00")
    with Session(engine) as session:
        seen = overview(session, kind, Scope(), as_of=as_of)
        assert (dict(seen.children), dict(seen.days)) == ({}, {})
        assert own_weeks(session, kind, Scope(), CHILDREN, as_of=as_of) == {}
        assert nothing_since(session, kind, Scope(), CHILDREN, in_a_row=1, as_of=as_of) == {}
