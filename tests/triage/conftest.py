"""The demo pack's lists, compiled once for all of triage's tests."""

from pathlib import Path

import pytest

from backend.protocol.load import load_pack
from backend.triage.rulebook import Rulebook, compile_rules

PACK = Path(__file__).parents[2] / "messages" / "nct06731192"


@pytest.fixture(scope="session")
def rules() -> Rulebook:
    """What the demo study listens for."""
    return compile_rules(load_pack(PACK).listening)
