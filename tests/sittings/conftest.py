"""A mother with her child's diary, on both databases."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.diary.home import EVENING, Home
from tests.sittings.mother import Mother


@pytest.fixture
def mother(engine: Engine, tmp_path: Path) -> Mother:
    """The evening of the first infusion."""
    home = Home(engine, tmp_path, {"caregiver1_language": "zh-Hans"})
    home.at("2026-12-10 11:00").infusion()
    home.plan()
    return Mother(home.at(EVENING))
