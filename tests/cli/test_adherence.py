"""Adherence from the command line: as a table and as JSON, as of any moment."""

import json
from pathlib import Path

import pytest

from backend.adherence.queries import figures
from backend.adherence.scope import Cut, Kind, Scope
from backend.db import open_engine, reading, transaction
from tests.adherence.course import rows, settle
from tests.cli.test_commands import Shell, nuanxin
from tests.journeys.study import moment

__all__ = ["nuanxin"]  # a fixture


@pytest.fixture
def kept(nuanxin: Shell, tmp_path: Path) -> Path:
    """Three children's made-up weeks in the command's own database."""
    nuanxin("tasks", "list")
    engine = open_engine(f"sqlite:///{tmp_path / 'nuanxin.db'}")
    with transaction(engine) as session:
        settle(session)
        rows(7).store(session)
    engine.dispose()
    return tmp_path / "nuanxin.db"


def test_figures_are_cut_and_told_as_of_a_moment(nuanxin: Shell, kept: Path) -> None:
    words = ["adherence", "--by", "child", "--by", "instrument", "--as-of", "2027-03-12 15:00"]
    table = nuanxin(*words)
    told = json.loads(nuanxin(*words, "--json"))
    engine = open_engine(f"sqlite:///{kept}")
    with reading(engine) as session:
        expected = figures(
            session,
            Kind.DIARIES,
            Scope(),
            by=[Cut.CHILD, Cut.INSTRUMENT],
            as_of=moment("2027-03-12 15:00"),
        )
    engine.dispose()
    assert table.startswith("as known at 2027-03-12 15:00")
    assert len(table.splitlines()) == len(expected) + 2
    for row, (key, tally) in zip(told["figures"], expected.items(), strict=True):
        assert (row["child"], row["instrument"]) == key
        assert (row["on_time"], row["due"], row["missed"]) == (tally.on_time, tally.due, tally.missed)
