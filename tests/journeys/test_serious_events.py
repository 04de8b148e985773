"""Stories of serious events: each has a clock of its own, from when staff knew until its report."""

import csv
import io
from datetime import timedelta

import pytest

from backend.concerns.export import export_csv
from backend.concerns.link_sae import link_sae
from backend.db import reading, transaction
from backend.errors import ConflictError
from backend.simulation.contacts import GAO
from tests.journeys.study import LIN, Study, moment
from tests.journeys.worries import (
    calls_home,
    concern,
    packet_of,
)


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled


def test_a_stay_in_hospital_starts_the_clock_that_counts_from_when_staff_knew(study: Study) -> None:
    study.at("2026-12-08 12:00").types("孩子昨天住院了")
    [before] = packet_of(study).sae
    assert before.limit is None
    study.types("A 1", GAO)
    [after] = packet_of(study).sae
    assert after.limit is not None
    assert after.clock.aware_at is not None
    assert (after.limit - after.clock.aware_at).total_seconds() == 24 * 3600


def links(study: Study, reference: str, *events: int) -> None:
    with transaction(study.engine) as session:
        link_sae(session, 1, reference=reference, events=events or None, by=LIN, now=study.clock.now())


def sae_rows(study: Study) -> dict[str, tuple[str, str, str]]:
    """By the event that opened the clock: what its rows say of when it was sent, known and reported."""
    with reading(study.engine) as session:
        rows = csv.DictReader(io.StringIO(export_csv(session, pack=study.pack, now=study.clock.now())))
        found = {(row["sae_event"], row["sae_family_sent_at"], row["sae_staff_aware_at"], row["sae_reference"])
                 for row in rows}  # fmt: skip
    assert len({event for event, *_ in found}) == len(found), "rows of one clock say the same"
    return {event: (sent, aware, reference) for event, sent, aware, reference in found}


def test_a_second_serious_event_in_an_episode_has_a_clock_of_its_own(study: Study) -> None:
    study.at("2026-12-08 09:00").types("孩子昨天住院了").types("A 1", GAO)
    links(study, "SAE-1")
    calls_home(study)
    assert not concern(study).sae
    study.at("2026-12-10 09:00").types("孩子进ICU抢救了")
    assert concern(study).sae
    first, second = packet_of(study).sae
    assert (first.clock.reference, second.clock.reference, second.limit) == ("SAE-1", "", None)
    study.types("A 1", GAO)
    _, second = packet_of(study).sae
    assert second.clock.aware_at is not None
    assert second.clock.aware_at >= moment("2026-12-10 09:00")
    assert second.limit == second.clock.aware_at + timedelta(hours=24)
    nth = second.clock.nth
    assert [sae_rows(study)[event][2] for event in ("1", str(nth))] == ["SAE-1", ""]
    links(study, "SAE-2", nth)
    assert not concern(study).sae
    assert [sae_rows(study)[event][2] for event in ("1", str(nth))] == ["SAE-1", "SAE-2"]
    assert sae_rows(study)[str(nth)][0].startswith("2026-12-10T01:00")


def test_a_report_is_linked_only_to_an_event_that_is_there(study: Study) -> None:
    study.at("2026-12-08 09:00").types("孩子昨天住院了")
    with pytest.raises(ConflictError, match="no serious event 7"):
        links(study, "SAE-1", 7)
