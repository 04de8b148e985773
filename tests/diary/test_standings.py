"""How a child's windows stand: from entries, excuses and pauses alone."""

from collections import Counter

import pytest

from backend.db import reading, transaction
from backend.diary import queries
from backend.diary.answers import Given
from backend.diary.excuse import Span, excuse, take_back
from backend.diary.outcome import Outcome
from backend.diary.standings import standings
from backend.diary.state import Reason, WindowState
from backend.diary.submission import Submission
from backend.diary.transcribe import Call, transcribe
from backend.errors import ConflictError, NotFoundError
from backend.families import queries as families
from backend.families.pause import pause, resume
from backend.protocol.blinding import ArmWordsError
from tests.diary.home import USUAL, Home, uuid
from tests.journeys.study import moment


def states(home: Home, code: str = "GZ-001") -> dict[int, str]:
    """The daily windows by day of December."""
    with reading(home.engine) as session:
        found = standings(session, families.child_by_code(session, code), now=home.now)
    return {each.window.due_on.day: each.standing.state.value for each in found if each.window.instrument == "daily"}


def excused(home: Home, reason: Reason, since: str, until: str | None = None, *, code: str | None = "GZ-001") -> str:
    span = Span(reason, moment(since), moment(until) if until else None, "note")
    with transaction(home.engine) as session:
        child = families.child_by_code(session, code) if code else None
        family = families.family_by_id(session, child.family_id) if child else None
        return excuse(session, span, child=child, family=family, by="lin", now=home.now).id


def test_windows_stand_by_what_came_and_when(home: Home) -> None:
    home.sends(home.entry("10"))
    home.at("2026-12-13 11:00")
    home.sends(home.entry("11", due_on=home.windows()[1].due_on))
    home.at("2026-12-14 19:00")
    assert states(home) == {
        10: "on-time",
        11: "late",
        12: "overdue",
        13: "overdue",
        14: "open",
        15: "not-yet-open",
        16: "not-yet-open",
        17: "not-yet-open",
    }
    home.at("2026-12-15 12:00")
    assert states(home)[12] == "missed"


def test_what_was_told_by_phone_is_marked_and_by_whom(home: Home) -> None:
    home.at("2026-12-13 10:00")
    with transaction(home.engine) as session:
        child, family = home.desk(session).child, home.desk(session).family
        told = Submission(
            uuid("a"),
            "daily",
            Given({**USUAL, "temperature": "腋下36.8"}, usual=True),
            home.now,
            home.now,
            family.zone,
            due_on=home.windows()[0].due_on,
            reason="the mother, by phone",
        )
        call = Call(child, family, "lin")
        recorded = transcribe(session, call, told, pack=home.pack, live=False, now=home.now)
        assert recorded.outcome is Outcome.KEPT
        [version] = queries.versions_of(session, [uuid("a")])[uuid("a")]
    assert (version.by, version.source, version.reason) == ("lin", "transcribed", "the mother, by phone")
    assert states(home)[10] == WindowState.TRANSCRIBED.value
    assert home.tasks() == [], "whoever wrote it down need not be told to read it"


@pytest.mark.parametrize(("reason", "error"), [(" ", ConflictError), ("mother says he is on placebo", ArmWordsError)])
def test_a_transcription_says_who_told_it_and_nothing_of_the_arm(
    home: Home, reason: str, error: type[Exception]
) -> None:
    told = home.entry("a", reason=reason)
    with transaction(home.engine) as session:
        desk = home.desk(session)
        with pytest.raises(error):
            transcribe(session, Call(desk.child, desk.family, "lin"), told, pack=home.pack, live=False, now=home.now)


def test_hospital_days_are_excused_until_it_is_taken_back(home: Home) -> None:
    row = excused(home, Reason.IN_HOSPITAL, "2026-12-11 08:00", "2026-12-13 12:00")
    home.at("2026-12-18 13:00")
    assert Counter(states(home).values()) == {"excused": 2, "missed": 4, "overdue": 2}
    with transaction(home.engine) as session:
        take_back(session, row, note="the wrong child", by="lin", now=home.now)
    assert "excused" not in states(home).values()
    with pytest.raises(ConflictError), transaction(home.engine) as session:
        take_back(session, row, note="", by="lin", now=home.now)
    with pytest.raises(NotFoundError), transaction(home.engine) as session:
        take_back(session, "nothing", note="", by="lin", now=home.now)


def test_an_outage_excuses_every_child(home: Home) -> None:
    home.infusion("2026-12-10", code="GZ-002")
    home.plan()
    excused(home, Reason.OUTAGE, "2026-12-10 17:00", "2026-12-11 13:00", code=None)
    home.at("2026-12-11 13:00")
    assert states(home)[10] == states(home, "GZ-002")[10] == "excused"


@pytest.mark.parametrize(
    ("reason", "until", "code"),
    [
        (Reason.IN_HOSPITAL, None, None),
        (Reason.PAUSED, None, "GZ-001"),
        (Reason.OUTAGE, "2026-12-10 16:00", "GZ-001"),
    ],
)
def test_an_excuse_that_cannot_be_is_refused(home: Home, reason: Reason, until: str | None, code: str | None) -> None:
    with pytest.raises(ConflictError):
        excused(home, reason, "2026-12-10 17:00", until, code=code)


def test_a_paused_family_is_excused_while_it_lasts(home: Home) -> None:
    with transaction(home.engine) as session:
        pause(session, family=families.family_by_code(session, "F-001"), reason="moved", by="lin", now=home.now)
    home.at("2026-12-13 13:00")
    with transaction(home.engine) as session:
        resume(session, family=families.family_by_code(session, "F-001"), reason="back", by="lin", now=home.now)
    home.at("2026-12-17 12:00")
    assert [states(home)[day] for day in range(10, 15)] == ["excused", "excused", "excused", "missed", "missed"]
