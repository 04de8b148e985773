"""A family with its diary, on both databases."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.diary.home import EVENING, OTHERS, Home


@pytest.fixture
def home(engine: Engine, tmp_path: Path) -> Home:
    """The evening of the first infusion; another family takes part too."""
    home = Home(engine, tmp_path, {}, OTHERS)
    home.at("2026-12-10 11:00").infusion()
    home.plan()
    return home.at(EVENING)
