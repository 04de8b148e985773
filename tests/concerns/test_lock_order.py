"""Two who write about one family at the same moment: whoever numbers something first waits for nobody who waits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import sleep

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from backend.audit.record import STUDY, record
from backend.concerns import queries
from backend.concerns.models import Source, TaskKind
from backend.concerns.note_call import note_call
from backend.concerns.open_task import open_task
from backend.concerns.raise_concern import Signal, raise_concern
from backend.db import reading, transaction
from backend.triage.understanding import Urgency
from tests.factories import PACK

NOON = datetime(2026, 12, 8, 4, tzinfo=UTC)
BESIDE = 0.4
"""Seconds after which the other one has come as far as it gets."""


def act(session: Session) -> None:
    """What every act does first: it writes itself down."""
    record(session, stream=STUDY, actor="lin", action="families.wrong-number", subject="phone:1", now=NOON)


def ask_for_a_person(session: Session) -> None:
    """And then has a person look for what is missing."""
    open_task(session, kind=TaskKind.WRONG_NUMBER, stream=STUDY, dedup_key="wrong", due_by=NOON, now=NOON)


def worry(session: Session) -> None:
    signal = Signal(Source.TEXT, Urgency.URGENT, "1", "unknown-phone", NOON, words="fever")
    raise_concern(session, signal, family=None, sender="+85265009999", pack=PACK, now=NOON)


def call(session: Session) -> None:
    note_call(session, stream=STUDY, reached=True, note="", by="lin", now=NOON)


def task_and_act(session: Session) -> None:
    open_task(session, kind=TaskKind.ROTA_GAP, stream=STUDY, dedup_key="gap", due_by=NOON, now=NOON)
    sleep(BESIDE / 2)
    act(session)


@pytest.mark.parametrize("other", [worry, call, task_and_act])
def test_who_acts_and_opens_a_task_and_who_writes_the_other_way_round_both_get_through(
    engine: Engine, other: Callable[[Session], None]
) -> None:
    with transaction(engine) as session:
        act(session)

    def beside() -> None:
        with transaction(engine) as session:
            other(session)

    with ThreadPoolExecutor(1) as pool:
        with transaction(engine) as session:
            act(session)
            under_way = pool.submit(beside)
            sleep(BESIDE)
            ask_for_a_person(session)
        under_way.result()
    with reading(engine) as session:
        assert queries.by_key(session, "wrong") is not None
