"""The study whose texts come in, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.simulation.contacts import demo_contacts
from tests.factories import PACK
from tests.journeys.study import Study


@pytest.fixture
def study(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    """With contacts to page and the usual family."""
    study = Study(engine, tmp_path, pack=demo_contacts(PACK))
    study.enrol()
    yield study
    study.close()
