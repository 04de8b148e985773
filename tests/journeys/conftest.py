from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.journeys.study import Study


@pytest.fixture
def study(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    study = Study(engine, tmp_path)
    yield study
    study.close()
