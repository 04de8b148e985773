"""Windows repeat since when it is known what came of them, whichever way it came and however often plans change."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from backend.db import reading
from backend.diary.models import Source
from backend.errors import ConflictError
from backend.migrate import downgrade, upgrade
from tests.diary.fills import repeated, windows_repeat_their_entries
from tests.diary.home import Home, uuid
from tests.journeys.study import moment

NUMBERS = count(100)


def kinds(engine: Engine) -> list[int]:
    """How many revisions say on time, late, told, anything else."""
    found = windows_repeat_their_entries(engine)
    return [sum(each[rank] is not None for each in found.values()) for rank in range(4)]


def test_each_way_of_filling_in_is_repeated_with_its_moment(home: Home) -> None:
    home.sends(home.entry("on time"))
    assert kinds(home.engine) == [1, 0, 0, 0]
    home.at("2026-12-12 20:00").sends(home.entry("late", due_on=date(2026, 12, 11)))
    assert kinds(home.engine) == [1, 1, 0, 0]
    told = home.entry("told", due_on=date(2026, 12, 12), reason="by phone")
    home.sends(told, source=Source.TRANSCRIBED)
    assert kinds(home.engine) == [1, 1, 1, 0]
    home.at("2026-12-20 09:00").sends(home.entry("too late", due_on=date(2026, 12, 13)))
    assert kinds(home.engine) == [1, 1, 1, 1]


def test_an_entry_counts_from_its_first_whole_version_on(home: Home) -> None:
    home.sends(home.entry("a", whole=False))
    assert kinds(home.engine) == [0, 0, 0, 0]
    home.at("2026-12-10 21:00").sends(home.entry("b", corrects=uuid("a"), reason="the rest"))
    with reading(home.engine) as session:
        assert [each[0] for each in repeated(session).values() if any(each)] == [home.now]
    home.at("2026-12-10 22:00").sends(home.entry("c", corrects=uuid("a"), reason="a slip"))
    with reading(home.engine) as session:
        assert [each[0] for each in repeated(session).values() if any(each)] == [moment("2026-12-10 21:00")]
    assert kinds(home.engine) == [1, 0, 0, 0]


def test_a_new_revision_of_an_answered_window_repeats_by_its_own_hours(home: Home) -> None:
    home.sends(home.entry("a"))
    home.at("2026-12-11 09:00").infusion("2026-12-09")
    home.plan()
    assert kinds(home.engine) == [2, 0, 0, 0], "the one that was, and the one in force"


def test_an_entry_that_is_taken_in_fills_its_window(home: Home) -> None:
    home.at("2026-12-24 19:00").sends(home.entry("a"))
    assert kinds(home.engine) == [0, 0, 0, 0]
    home.at("2026-12-25 08:00").infusion("2026-12-24", number=2)
    home.plan()
    assert kinds(home.engine) == [1, 0, 0, 0]


def test_of_two_entries_at_once_the_first_moment_stands(home: Home) -> None:
    entries = [home.entry(name, recorded_at=home.now - timedelta(minutes=nth)) for nth, name in enumerate("abcd")]
    with ThreadPoolExecutor(4) as pool:
        assert all(each.is_kept for each in pool.map(home.sends, entries))
    assert kinds(home.engine) == [1, 0, 0, 0]


def test_the_migration_fills_what_was_written_before_it(home: Home) -> None:
    home.sends(home.entry("a"))
    home.at("2026-12-12 20:00").sends(home.entry("b", due_on=date(2026, 12, 11)))
    home.infusion("2026-12-09")
    home.plan()
    told = home.entry("c", due_on=date(2026, 12, 12), reason="by phone")
    home.sends(told, source=Source.TRANSCRIBED)
    home.at("2026-12-20 09:00").sends(home.entry("d", due_on=date(2026, 12, 13)))
    before = windows_repeat_their_entries(home.engine)
    downgrade(home.engine, "20261204_recovery_codes")
    upgrade(home.engine)
    assert windows_repeat_their_entries(home.engine) == before


def steps(home: Home, code: str, draw: Random) -> Iterator[Callable[[], object]]:
    """Anything a family and staff may do about a diary, in any order."""
    began = date(2026, 12, 10)
    sent: list[str] = []

    def writes() -> None:
        name = f"{code}/{draw.random()}"
        day = draw.choice([None, began + timedelta(days=draw.randint(0, 9))])
        earlier = home.now - timedelta(hours=draw.choice([0, 0, 5, 30]))
        source = draw.choice([Source.APP, Source.APP, Source.TRANSCRIBED])
        entry = home.entry(name, due_on=day, recorded_at=earlier, whole=draw.random() < 0.7, reason="by phone")
        if home.sends(entry, code, source=source).is_kept:
            sent.append(name)

    def corrects() -> None:
        if sent:
            entry = home.entry(f"{code}/{draw.random()}", corrects=uuid(draw.choice(sent)), reason="a slip")
            home.sends(entry, code)

    def moves() -> None:
        with suppress(ConflictError):
            home.infusion(f"{began + timedelta(days=draw.randint(-2, 2))}", code=code)

    def plans() -> None:
        home.plan()

    for _ in range(12):
        home.clock.advance(hours=draw.choice([1, 7, 20]))
        yield draw.choice([writes, writes, writes, corrects, corrects, moves, plans])


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.integers(0, 2**32))
def test_whatever_happens_windows_repeat_their_entries(engine: Engine, tmp_path: Path, seed: int) -> None:
    nth = next(NUMBERS)
    phones = {"caregiver1_phone": f"+852650{10000 + nth}"}
    home = Home(engine, tmp_path, {"participant_code": f"GZ-{nth}", "family": f"F-{nth}", **phones})
    home.at("2026-12-10 11:00").infusion(code=f"GZ-{nth}")
    for step in steps(home, f"GZ-{nth}", Random(seed)):
        step()
    windows_repeat_their_entries(engine)
