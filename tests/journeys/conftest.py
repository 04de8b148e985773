"""The studies that stories are told in, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.simulation.contacts import demo_contacts
from tests.factories import PACK
from tests.journeys.study import Study


@pytest.fixture
def study(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    """The study as it ships; nobody takes part yet."""
    study = Study(engine, tmp_path)
    yield study
    study.close()


@pytest.fixture
def staffed(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    """A study with contacts to page; nobody takes part yet."""
    study = Study(engine, tmp_path, pack=demo_contacts(PACK))
    yield study
    study.close()


@pytest.fixture
def enrolled(staffed: Study) -> Study:
    """A study with contacts to page, in which the usual family takes part."""
    staffed.enrol()
    return staffed


@pytest.fixture
def on_infusion_day(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    """A study that begins on the day of the first infusion."""
    study = Study(engine, tmp_path, start="2026-12-10 10:00")
    yield study
    study.close()
