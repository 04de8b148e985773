"""The sweep beside a text on the phone of two families, on PostgreSQL: both lock the families in one order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import permutations
from time import sleep

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from backend.concerns import sweep
from backend.concerns.append import lock
from backend.db import transaction
from tests.factories import NOON, PACK

pytestmark = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
BESIDE = 0.4
"""Seconds after which the other one has come as far as it gets."""
HASH = text("SELECT hashtextextended('concerns:' || :code, 0)")


@dataclass
class Failed:
    """As much of a failed safety text as its lock needs."""

    stream: str
    message_class: str = "safety"


def otherwise_named(session: Session) -> tuple[str, str]:
    """Two families of which the first by name comes second among locks that are taken at once."""
    place = {
        code: session.execute(HASH, {"code": code}).scalar_one() for code in ("F-001", "F-002", "F-003", "F-004")
    }
    return next((one, other) for one, other in permutations(place, 2) if one < other and place[one] > place[other])


def test_who_sweeps_for_two_families_and_who_reads_a_text_of_both_both_get_through(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(engine) as session:
        first, second = otherwise_named(session)
    monkeypatch.setattr(sweep, "unswept", lambda *_, **__: [Failed(first), Failed(second)])
    monkeypatch.setattr(sweep, "_sweep", lambda *_, **__: None)

    def sweeps() -> int:
        with transaction(engine) as session:
            return sweep.sweep_failures(session, pack=PACK, now=NOON)

    with ThreadPoolExecutor(1) as pool:
        with transaction(engine) as reader:
            lock(reader, second)
            under_way = pool.submit(sweeps)
            sleep(BESIDE)
            lock(reader, first)
        assert under_way.result() == 2
