"""Migrations give exactly the models' tables, on both databases."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from backend.db import reading, transaction
from backend.devices.issue_card import issue_card
from backend.families import caregiver_queries
from backend.families import queries as families
from backend.migrate import BrokenReferencesError, differences, downgrade, head, is_current, upgrade
from tests.journeys.study import FATHER, LIN, Study

OLDER = "20261204_recovery_codes"
KEPT = ("family", "caregiver", "family_card", "inbound_message", "concern", "concern_event", "message")


@pytest.fixture
def lived(engine: Engine, tmp_path: Path) -> Study:
    """A study in which a card was given, texts came, and one of them was a worry."""
    study = Study(engine, tmp_path)
    father = {"caregiver2_called": "爸爸", "caregiver2_relation": "father", "caregiver2_role": "guardian"}
    study.enrol(father | {"caregiver2_phone": FATHER, "caregiver2_language": "en", "caregiver2_confirmed": "yes"})
    with transaction(engine) as session:
        family = families.family_by_code(session, "F-001")
        mother = caregiver_queries.caregivers_of(session, family.id)[0]
        issue_card(session, caregiver=mother, family=family, by=LIN, now=study.clock.now())
    study.types("安安嘴唇发紫")
    return study


def counted(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        ask = "SELECT COUNT(*) FROM {}"
        return {each: session.connection().execute(text(ask.format(each))).scalar_one() for each in KEPT}


def test_models_and_migrations_agree(engine: Engine) -> None:
    assert differences(engine) == []


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    with reading(engine) as session:
        assert is_current(session.connection())
        assert session.connection().execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [
            head()
        ]


def test_a_study_that_lived_keeps_every_row_there_and_back(engine: Engine, lived: Study) -> None:
    before = counted(engine)
    assert all(before.values()), before
    downgrade(engine, OLDER)
    assert counted(engine) == before
    upgrade(engine)
    assert counted(engine) == before
    assert differences(engine) == []
    with reading(engine) as session:
        family = families.family_by_code(session, "F-001")
        assert sorted(each.nth for each in caregiver_queries.caregivers_of(session, family.id)) == [1, 2]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_migration_that_would_leave_rows_without_what_they_refer_to_is_taken_back(
    engine: Engine, lived: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counted(engine)

    def loses_families(config: Config, revision: str) -> None:
        config.attributes["connection"].execute(text("DELETE FROM family"))

    monkeypatch.setattr(command, "upgrade", loses_families)
    with pytest.raises(BrokenReferencesError):
        upgrade(engine)
    assert counted(engine) == before
    with pytest.raises(IntegrityError), transaction(engine) as session:
        session.connection().execute(text("DELETE FROM family"))
