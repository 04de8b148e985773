"""Simulated diaries: answers any instrument takes, and promises each of which can be seen to break."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from backend.db import transaction
from backend.diary.answers import Given
from backend.diary.known import Known
from backend.diary.read_answers import read_answers
from backend.languages import Language
from backend.protocol.load import load_pack
from backend.simulation.diary_book import Writing
from backend.simulation.diary_checks import check_diaries
from backend.simulation.diary_life import Habit, Way
from backend.simulation.fill_in import fill_in
from backend.simulation.keeper import Keeper
from backend.simulation.pack_file import read_pack_file
from backend.triage.understanding import Urgency
from tests.diary.home import EVENING, OTHERS, USUAL, Home, uuid
from tests.factories import NOON, PHONE, message
from tests.journeys.study import moment

PACKS = (Path("messages/nct06731192"), Path("tests/packs/ear-study"))
FEVER: dict[str, Any] = {"temperature": {"amount": "38.6", "place": "ear"}, "fever-since": "today"}


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_what_families_write_is_complete_and_deserves_the_level_the_pack_says(folder: Path) -> None:
    pack, life, rng = load_pack(folder), read_pack_file(folder).diary, Random(1)
    assert life is not None
    known = Known(pack.listening, Language.EN, age=8, now=NOON)
    for instrument in pack.instruments.values():
        ordinary = () if instrument.any_time else (None,) * 10
        for sick in (*ordinary, *life.sick_days_of(instrument.key) * 5):
            filled = fill_in(instrument, life, sick, pack.listening.thresholds.thresholds, rng)
            read = read_answers(instrument, Given(filled.answers, filled.usual), known)
            assert read.complete, (instrument.key, read.problems, read.asks)
            assert read.dropped == ()
            level = sick.level if sick is not None else Urgency.NONE
            assert read.urgency.rank >= level.rank
            assert level.rank >= Urgency.URGENT.rank or read.urgency.rank < Urgency.URGENT.rank


@pytest.mark.parametrize(
    ("way", "at", "writes_at"),
    [
        (Way.APP, "2026-12-10 19:10", "2026-12-10 19:30"),
        (Way.APP, "2026-12-10 23:10", "2026-12-11 07:00"),
        (Way.PAGE, "2026-12-10 03:00", "2026-12-10 07:00"),
        (Way.PHONE, "2026-12-10 19:10", "2026-12-11 09:00"),
    ],
)
def test_nobody_writes_at_night_and_calls_come_in_office_hours(way: Way, at: str, writes_at: str) -> None:
    keeper = Keeper(PHONE, way, Habit(name="any", share=1), ZoneInfo("Asia/Shanghai"), Random(1))
    assert keeper.awake(moment(at)) == moment(writes_at)


class Kept:
    """What a family wrote, in the product and in the simulation's book."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.book: list[Writing] = []

    def writes(self, name: str, at: str, *, level: Urgency = Urgency.NONE, corrects: str = "", day: str = "") -> None:
        """A daily entry, or a correction of one; a fever if it deserves more than none."""
        self.home.at(at)
        answers = FEVER if level is not Urgency.NONE else {}
        more: dict[str, Any] = {"corrects": uuid(corrects), "reason": "seen wrongly"} if corrects else {}
        due_on = date.fromisoformat(day or at[:10])
        submission = self.home.entry(name, answers, due_on=due_on, **more)
        recorded = self.home.sends(submission)
        self.book.append(
            Writing(
                id=submission.id, child_id=self.home.child_id(), number=PHONE, way=Way.APP, instrument="daily",
                version=submission.version, due_on=submission.due_on, answers={**USUAL, **answers}, usual=True,
                level=level, recorded_at=self.home.now, zone=submission.zone, corrects=submission.corrects,
                outcomes=[recorded.outcome.value], advised=recorded.advice is not None,
            )
        )  # fmt: skip

    def sends_again(self, place: int) -> None:
        self.book[place].outcomes.append("kept-before")

    def broken(self, book: Iterable[Writing] | None = None) -> set[str]:
        engine: Engine = self.home.engine
        now = moment("2026-12-31 12:00")
        return {each.promise for each in check_diaries(engine, list(self.book if book is None else book), now=now)}


@pytest.fixture
def kept(engine: Engine, tmp_path: Path) -> Kept:
    """In time, late, in time but corrected after, with a fever; the other days are left out."""
    home = Home(engine, tmp_path, {}, OTHERS)
    home.at("2026-12-10 11:00").infusion()
    home.plan()
    kept = Kept(home)
    kept.writes("a", EVENING)
    kept.writes("b", "2026-12-12 13:00", day="2026-12-11")
    kept.writes("c", "2026-12-12 20:00")
    kept.writes("d", "2026-12-12 20:30", day="2026-12-12", corrects="c")
    kept.writes("e", "2026-12-13 20:00", level=Urgency.URGENT)
    return kept


def test_each_promise_about_diaries_can_be_seen_to_break(kept: Kept) -> None:
    """One family's diary; then the book says of one entry what did not happen."""
    kept.book[0].outcomes.append("kept-before")
    assert kept.broken() == set()
    plain, late, _, correction, fever = kept.book
    cases = {
        "entries and versions": [*kept.book[:3], fever],
        "kept twice": [replace(plain, outcomes=["kept", "kept"]), *kept.book[1:]],
        "a diary refused": [replace(plain, outcomes=["kept", "entry-changed"]), *kept.book[1:]],
        "of somebody else": [replace(plain, way=Way.PAGE), *kept.book[1:]],
        "miscounted": [plain, replace(late, recorded_at=late.recorded_at - timedelta(hours=2)), *kept.book[2:]],
        "raised for nothing": [*kept.book[:4], replace(fever, level=Urgency.NONE)],
        "worry without its concern": [replace(plain, level=Urgency.URGENT), *kept.book[1:]],
        "worry without an answer at once": [*kept.book[:4], replace(fever, advised=False)],
    }
    assert correction.corrects
    for promise, book in cases.items():
        assert promise in kept.broken(book), promise


def test_one_reminder_a_phone_and_day_and_none_of_what_is_written(kept: Kept) -> None:
    mark = f"diary:{kept.home.child_id()}/daily/2026-12-10"
    other = f"diary:{kept.home.child_id()}/daily/2026-12-11"
    for place, (at, about) in enumerate([("2026-12-10 18:30", mark), ("2026-12-11 18:30", other)]):
        _remind(kept, place, at, about)
    assert kept.broken() == set()
    _remind(kept, 2, "2026-12-11 19:30", other)
    assert kept.broken() == {"reminded twice a day"}
    _remind(kept, 3, "2026-12-12 19:30", mark)
    assert kept.broken() == {"reminded twice a day", "reminded of what was written"}


def _remind(kept: Kept, place: int, at: str, about: str) -> None:
    with transaction(kept.home.engine) as session:
        row = message(session, f"n{place}", about=(about,), now=moment(at))
        row.kind, row.sent_at = "diary-nudge", moment(at)
