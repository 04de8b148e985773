"""What a report says of a past moment is what the diary itself said at that moment, whatever became known since."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from backend.adherence.bridge import Bridge, bridge
from backend.adherence.queries import figures, windows_behind
from backend.adherence.scope import Cut, Kind, Scope
from backend.adherence.tally import Tally
from backend.db import reading, transaction
from backend.diary.excuse import Span, excuse, take_back
from backend.diary.standings import standings
from backend.diary.state import Reason, WindowState
from backend.diary.transcribe import Call, transcribe
from backend.families import queries as families
from backend.families.pause import pause, resume
from tests.diary.home import OTHERS, Home
from tests.journeys.study import moment

Said = dict[str, tuple[str, Reason | None]]


@pytest.fixture
def home(engine: Engine, tmp_path: Path) -> Home:
    return Home(engine, tmp_path, {}, OTHERS)


def said_by_the_diary(home: Home) -> Said:
    """Every window of both children that has opened, as the diary's own code says it stands now."""
    with reading(home.engine) as session:
        found = [
            (child.id, each)
            for child in (families.child_by_code(session, code) for code in ("GZ-001", "GZ-002"))
            for each in standings(session, child, now=home.now)
        ]
    return {
        each.window.id_for(child): (each.standing.state.value, each.standing.reason)
        for child, each in found
        if each.standing.state is not WindowState.NOT_YET
    }


def said_by_the_report(home: Home, as_of: datetime) -> Said:
    with reading(home.engine) as session:
        behind = windows_behind(session, Kind.DIARIES, Scope(), as_of=as_of)
    return {each.window_id: (each.state, Reason(each.reason) if each.reason else None) for each in behind}


def three_weeks(home: Home) -> dict[datetime, Said]:
    """A story with everything that changes a figure; what the diary said at each turn of it."""
    said: dict[datetime, Said] = {}

    def now(at: str) -> None:
        home.plan()
        said[home.now] = said_by_the_diary(home)
        home.at(at)

    home.at("2026-12-10 11:00").infusion()
    now("2026-12-10 19:00")
    home.sends(home.entry("10"))
    now("2026-12-12 20:00")
    home.sends(home.entry("11", due_on=home.windows()[1].due_on))
    now("2026-12-13 09:00")
    home.infusion("2026-12-09")
    now("2026-12-13 10:00")
    with transaction(home.engine) as session:
        desk = home.desk(session)
        told = home.entry("12", due_on=home.windows()[2].due_on, reason="the mother, by phone")
        transcribe(session, Call(desk.child, desk.family, "lin"), told, pack=home.pack, live=False, now=home.now)
    now("2026-12-15 09:00")
    with transaction(home.engine) as session:
        child = families.child_by_code(session, "GZ-001")
        span = Span(Reason.IN_HOSPITAL, moment("2026-12-13 12:00"), moment("2026-12-15 12:00"), "")
        row = excuse(
            session,
            span,
            child=child,
            family=families.family_by_id(session, child.family_id),
            by="lin",
            now=home.now,
        )
        row_id = row.id
    now("2026-12-16 09:00")
    home.infusion("2026-12-16", code="GZ-002")
    now("2026-12-17 09:00")
    with transaction(home.engine) as session:
        pause(session, family=families.family_by_code(session, "F-002"), reason="away", by="lin", now=home.now)
    now("2026-12-18 09:00")
    with transaction(home.engine) as session:
        take_back(session, row_id, note="the wrong child", by="lin", now=home.now)
    now("2026-12-19 09:00")
    with transaction(home.engine) as session:
        resume(session, family=families.family_by_code(session, "F-002"), reason="back", by="lin", now=home.now)
        excuse(
            session,
            Span(Reason.OUTAGE, moment("2026-12-15 17:00"), moment("2026-12-16 12:00"), ""),
            child=None,
            family=None,
            by="lin",
            now=home.now,
        )
    now("2026-12-30 09:00")
    now("2026-12-31 09:00")
    return said


def test_what_we_knew_then_is_told_as_we_knew_it(home: Home) -> None:
    said = three_weeks(home)
    for as_of, expected in said.items():
        assert said_by_the_report(home, as_of) == expected, as_of
    states = {state for each in said.values() for state, _ in each.values()}
    assert states >= {"on-time", "late", "transcribed", "missed", "excused", "open", "overdue"}


def test_the_definition_of_others_counts_what_is_late_and_divides_by_what_is_open(home: Home) -> None:
    three_weeks(home)
    as_of = moment("2026-12-13 11:00")
    with reading(home.engine) as session:
        ours = figures(session, Kind.DIARIES, Scope(instrument="daily"), as_of=as_of)[()]
        theirs = bridge(session, Kind.DIARIES, Scope(instrument="daily"), as_of=as_of)
    assert (ours.on_time, ours.due, ours.open) == (1, 2, 1)
    assert (theirs.completed, theirs.offered, theirs.percent) == (3, 3, 100)
    assert Bridge(0, 0).percent == 100


@pytest.mark.parametrize("kind", Kind)
def test_a_report_is_one_statement_whatever_it_is_cut_by(home: Home, kind: Kind) -> None:
    home.at("2026-12-10 11:00").infusion().infusion(code="GZ-002")
    home.plan()
    asked: list[str] = []
    with reading(home.engine) as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
        for cuts in ([], [Cut.SITE, Cut.WEEK], list(Cut)):
            asked.clear()
            figures(session, kind, Scope(), by=cuts, as_of=home.now)
            assert len(asked) == 1
            assert asked[0].startswith("WITH")


def test_an_open_window_lowers_no_figure_and_a_filled_one_raises_none_before_it_closes(home: Home) -> None:
    home.at("2026-12-10 11:00").infusion()
    home.plan()

    def now(at: str) -> Tally:
        home.at(at)
        with reading(home.engine) as session:
            return figures(session, Kind.DIARIES, Scope(instrument="daily"), as_of=home.now).get((), Tally())

    assert now("2026-12-10 19:00") == Tally(open=1)
    home.sends(home.entry("10"))
    assert now("2026-12-11 11:59") == Tally(open=1)
    assert now("2026-12-11 12:00") == Tally(on_time=1)
    assert now("2026-12-11 19:00") == Tally(on_time=1, open=1)
    assert now("2026-12-12 12:00") == Tally(on_time=1, overdue=1)
    assert now("2026-12-14 11:59") == Tally(on_time=1, overdue=2, open=1)
    assert now("2026-12-14 12:00") == Tally(on_time=1, missed=1, overdue=2), "one is taken no longer, one closed"
