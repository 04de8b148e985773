"""A family with two children."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine

from backend.db import reading, transaction
from backend.families import queries
from backend.families.models import Child, Family, Sex
from backend.outbox.models import Message

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
MESSAGE = {
    "message_class": "scheduled",
    "lane": 1,
    "kind": "visit-reminder",
    "number": "+85251234567",
    "route": "hk",
    "zone": "Asia/Shanghai",
    "language": "zh-Hans",
    "variant": "two-way",
    "body": "x",
    "body_index": "x",
    "encoding": "UCS-2",
    "parts": 1,
    "wording_version": "v",
    "wording_state": "approved",
    "about": [],
    "options": {},
}
_messages = count()


@pytest.fixture
def now() -> datetime:
    """Ten in the morning in the family's zone."""
    return NOW


@pytest.fixture
def children(engine: Engine) -> tuple[Child, Child]:
    with transaction(engine) as session:
        queries.add(session, Family(id="F1", code="F1", site="gz", created_at=NOW))
        both = tuple(
            Child(
                id=code.lower(),
                family_id="F1",
                code=code,
                called="小雨",
                birth_on="2018-03-05",
                sex=Sex.FEMALE,
                campus="north",
                enrolled_at=NOW,
                enrolled_as="",
            )
            for code in ("P01", "P02")
        )
        queries.add(session, *both)
    return both[0], both[1]


@pytest.fixture
def child(children: tuple[Child, Child]) -> Child:
    return children[0]


@pytest.fixture
def waiting(engine: Engine, now: datetime) -> Callable[..., str]:
    """A text that waits to be sent about these subjects, to this number; its id."""

    def make(*subjects: str, number_index: str = "n", stream: str = "F1") -> str:
        key = f"m{next(_messages)}"
        times = dict.fromkeys(("created_at", "due_at", "next_at", "status_at"), now)
        facts = {"id": key, "dedup_key": key, "number_index": number_index, "stream": stream}
        expires_at = now + timedelta(hours=5)
        with transaction(engine) as session:
            session.add(Message(**MESSAGE, **facts, **times, expires_at=expires_at, subjects=list(subjects)))
        return key

    return make


@pytest.fixture
def status_of(engine: Engine) -> Callable[[str], str]:
    """How a message stands."""

    def look(key: str) -> str:
        with reading(engine) as session:
            return session.get_one(Message, key).status

    return look
