"""Stories of worries: the family's answer, the page, the ladder, the call, and what is told when a call is missed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.protocol.load import load_pack
from backend.simulation.contacts import CHAN, GAO, LI, ZHOU, demo_contacts
from tests.journeys.study import PACK, Study

BLUE_LIPS = "佢口唇有啲紫，唞气好辛苦"


@pytest.fixture
def study(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    study = Study(engine, tmp_path, pack=demo_contacts(load_pack(PACK)))
    study.enrol()
    yield study
    study.close()


def test_an_emergency_is_answered_at_once_and_paged_until_somebody_replies(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    assert study.kinds()[-1] == "safety-emergency"
    assert "999" in study.phone()[-1].body
    assert study.kinds(GAO) == ["page-concern"]
    assert study.phone(LI) == []
    study.at("2026-12-08 12:11")
    assert study.kinds(LI) == ["page-concern"]
    study.types("A 1", LI)
    assert study.kinds(LI)[-1] == "page-acknowledged"
    study.at("2026-12-08 12:29")
    assert study.phone(CHAN) == []
    assert study.phone(ZHOU) == []
