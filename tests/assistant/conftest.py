"""The demo study's lists, compiled once for all of the assistant's tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.assistant.refuse import Refuser, compile_refusals
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.triage.plain import plain
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand

PACK = Path(__file__).parents[2] / "messages" / "nct06731192"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The study that ships."""
    return load_pack(PACK)


@pytest.fixture(scope="session")
def context(pack: Pack) -> Context:
    """What it listens for."""
    return Context(compile_rules(pack.listening))


@pytest.fixture(scope="session")
def refuser(pack: Pack) -> Refuser:
    """What it never answers."""
    return compile_refusals(pack.refusals)


@pytest.fixture(scope="session")
def refused(refuser: Refuser, context: Context) -> Callable[[str], str]:
    """The kind that the lists alone give a text."""
    return lambda text: refuser.kind(plain(text, context.rules.slips.mend), understand(text, NOW, context))
