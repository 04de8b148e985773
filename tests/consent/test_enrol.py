"""A child and its consent enter together, or not at all."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import Engine

from backend.consent.enrol import enrol_with_consent
from backend.consent.gate import consent_state
from backend.consent.record import record_consent
from backend.consent.withdraw import withdraw
from backend.db import reading, transaction
from backend.families import queries
from backend.families.enrol import Outcome, RowResult
from backend.protocol.pack import Pack
from backend.protocol.study import Campus, Site
from backend.protocol.text import Bilingual

ROW = {
    "participant_code": "P01",
    "campus": "north",
    "birth_date": "2018-03-05",
    "sex": "female",
    "child_called": "小雨",
    "consent_on": "2026-11-20",
    "consent_version": "V2.0",
    "consent_reference": "ICF-001",
    "caregiver1_called": "雨妈",
    "caregiver1_relation": "mother",
    "caregiver1_role": "guardian",
    "caregiver1_phone": "+852 5123 4567",
    "caregiver1_language": "zh-Hant",
}
Take = Callable[..., RowResult]


@pytest.fixture
def take(engine: Engine, tmp_path: Path, now: datetime) -> Take:
    """Enrol the one row, with some cells changed."""
    north = Bilingual(zh_hans="北院", en="North")
    site = Site(key="gz", name=north, campuses=(Campus(key="north", name=north, short=north),))
    study = SimpleNamespace(zone="Asia/Shanghai", sites=(site,), ages=(3, 12))
    pack = cast("Pack", SimpleNamespace(study=study))

    def run(**cells: str) -> RowResult:
        path = tmp_path / "families.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(ROW))
            writer.writeheader()
            writer.writerow(ROW | cells)
        return enrol_with_consent(engine, path, pack=pack, by="lin", then=lambda *_: None, now=now).rows[0]

    return run


def test_an_enrolled_child_has_consent_as_written(engine: Engine, take: Take, now: datetime) -> None:
    assert take().outcome is Outcome.ENROLLED
    with reading(engine) as session:
        child = queries.child_by_code(session, "P01")
        state = consent_state(session, [child.id], as_of=now)[child.id]
        assert (state.active, state.version, state.reference) == (True, "V2.0", "ICF-001")


def test_a_second_run_records_no_second_consent(engine: Engine, take: Take, now: datetime) -> None:
    take()
    assert take().outcome is Outcome.UNCHANGED
    with transaction(engine) as session:
        withdraw(session, child=queries.child_by_code(session, "P01"), by="lin", reason="", now=now)
    assert take().outcome is Outcome.UNCHANGED
    with reading(engine) as session:
        child = queries.child_by_code(session, "P01")
        assert not consent_state(session, [child.id], as_of=now)[child.id].active


@pytest.mark.parametrize(
    ("column", "value"),
    [("consent_on", "2026-11-21"), ("consent_version", "V3.0"), ("consent_reference", "ICF-002")],
)
def test_a_changed_consent_is_a_difference_and_is_not_overwritten(take: Take, column: str, value: str) -> None:
    take()
    result = take(**{column: value})
    assert result.outcome is Outcome.REFUSED
    assert f"differs from what is recorded: {column};" in result.reason


def test_a_file_that_caught_up_with_a_newer_consent_is_unchanged(engine: Engine, take: Take, now: datetime) -> None:
    take()
    with transaction(engine) as session:
        child = queries.child_by_code(session, "P01")
        newer = {"version": "V3.0", "reference": "ICF-002", "happened_on": date(2026, 11, 30)}
        record_consent(session, child=child, by="lin", now=now, **newer)  # type: ignore[arg-type]
    cells = {"consent_version": "V3.0", "consent_reference": "ICF-002", "consent_on": "2026-11-30"}
    assert take(**cells).outcome is Outcome.UNCHANGED
