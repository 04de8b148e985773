"""A study with one site, a household as an enrolment row, and files made of such rows."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import Engine

from backend.db import reading, transaction
from backend.outbox.models import Message
from backend.protocol.pack import Pack
from backend.protocol.study import Campus, Site
from backend.protocol.text import Bilingual

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
ROW = {
    "participant_code": "P01",
    "family": "",
    "site": "",
    "campus": "north",
    "birth_date": "2018-03-05",
    "sex": "female",
    "child_called": "小雨",
    "place": "mainland",
    "zone": "",
    "consent_on": "2026-11-20",
    "consent_version": "V2.0",
    "consent_reference": "ICF-001",
    "caregiver1_called": "雨妈",
    "caregiver1_relation": "mother",
    "caregiver1_role": "guardian",
    "caregiver1_phone": "138 0013 8000",
    "caregiver1_language": "zh-Hans",
    "caregiver1_early_texts": "yes",
    "caregiver1_confirmed": "yes",
}
FATHER = {
    "caregiver2_called": "Dad",
    "caregiver2_relation": "father",
    "caregiver2_role": "guardian",
    "caregiver2_phone": "+852 5123 4567",
    "caregiver2_language": "en",
}
GRANDMOTHER = {
    "caregiver3_called": "外婆",
    "caregiver3_relation": "外婆",
    "caregiver3_role": "delegate",
    "caregiver3_phone": "+853 6612 3456",
    "caregiver3_language": "zh-Hant",
}
MakeFile = Callable[..., Path]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def row() -> Callable[..., dict[str, str]]:
    """A good row; keywords change cells, `caregivers` adds the father (2) and the grandmother (3)."""

    def make(*, caregivers: int = 1, **cells: str) -> dict[str, str]:
        more = (FATHER if caregivers > 1 else {}) | (GRANDMOTHER if caregivers > 2 else {})
        return ROW | more | cells

    return make


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    """A CSV file of rows, under all the columns that any of them fills."""

    def make(*rows: Mapping[str, str], encoding: str = "utf-8", name: str = "families.csv") -> Path:
        columns = list(dict.fromkeys(column for each in rows for column in each))
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return make


@pytest.fixture
def site() -> Site:
    north, south, city = (
        Bilingual(zh_hans=zh_hans, en=en)
        for zh_hans, en in (("北院", "North"), ("南院", "South"), ("广州", "Guangzhou"))
    )
    campuses = (Campus(key="north", name=north, short=north), Campus(key="south", name=south, short=south))
    return Site(key="gz", name=city, campuses=campuses)


@pytest.fixture
def pack(site: Site) -> Pack:
    """What enrolment asks of a study pack."""
    study = SimpleNamespace(zone="Asia/Shanghai", sites=(site,), ages=(3, 12))
    return cast("Pack", SimpleNamespace(study=study))


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
