"""Simulated months: nothing that must never happen, the same report for the same seed, any pack."""

from datetime import date
from pathlib import Path

import pytest

from backend.simulation.invariants import check_outcome
from backend.simulation.report import report
from backend.simulation.run import Story, run_story
from backend.simulation.run_faults import run_with_workers
from tests.postgres import Server

PACK = Path("messages/nct06731192")
OTHER = Path("tests/packs/ear-study")
START = date(2026, 12, 1)


def told(story: Story, folder: Path, pack: Path = PACK) -> list[str]:
    outcome = run_story(story, pack_folder=pack, folder=folder)
    try:
        found = check_outcome(outcome)
        assert outcome.web.failures == 0, "a genuine webhook was refused"
        return report(outcome, found)
    finally:
        outcome.close()


def test_the_same_seed_gives_the_same_report(tmp_path: Path) -> None:
    story = Story(families=2, months=2, seed=11, start=START, faults=0.1)
    assert told(story, tmp_path / "one") == told(story, tmp_path / "two")


def test_another_pack_is_lived_through_without_code(tmp_path: Path) -> None:
    lines = told(Story(families=4, months=4, seed=5, start=START), tmp_path / "ear", OTHER)
    assert [line for line in lines if line.startswith(("invariants", "  ")) and "message" in line] == []
    assert any(line.startswith("visits: ") and "attended" in line for line in lines)


def test_months_with_faults_break_no_promise_on_sqlite(tmp_path: Path) -> None:
    lines = told(Story(families=3, months=3, seed=1, start=START, faults=0.2), tmp_path / "months")
    assert [line for line in lines if line.startswith(("invariants", "  ")) and "message" in line] == []


@pytest.mark.postgres
def test_killed_workers_break_no_promise_on_postgresql(tmp_path: Path, postgres: Server | str) -> None:
    if isinstance(postgres, str):
        pytest.skip(postgres)
    story = Story(families=2, months=2, seed=2, start=START, faults=0.2)
    with postgres.database() as url:
        outcome, kills = run_with_workers(story, pack_folder=PACK, folder=tmp_path, database_url=url, kill_rate=0.03)
        try:
            found = check_outcome(outcome)
            assert found == []
            assert kills > 0
        finally:
            outcome.close()
