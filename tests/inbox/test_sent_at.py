"""When a family sent a text: by the provider's date or the phone's clock, never after we had it."""

from datetime import timedelta

import pytest

from backend.concerns import queries as concerns
from backend.concerns.append import standing_of
from backend.concerns.sae_clocks import SaeClock
from backend.db import reading
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.inbox import queries as inbox
from backend.inbox.models import InboundMessage
from backend.inbox.write import Written, write
from tests.journeys.study import Study, moment

ADMITTED = "孩子住院了"


def types_in_the_app(study: Study, text: str, *, written: str) -> None:
    with reading(study.engine) as session:
        family = families.family_by_code(session, "F-001")
        [mother] = caregivers_of(session, family.id)
    typed = Written("5d0f8c1e-7b32-4f0a-9a5e-2c1b7d9e6f04", text, "app", moment(written))
    write(study.engine, typed, mother, family, pack=study.pack, live=False, clock=study.clock)


def last_text(study: Study) -> InboundMessage:
    with reading(study.engine) as session:
        return max(inbox.all_texts(session), key=lambda row: row.received_at)


def clock_of(study: Study) -> SaeClock:
    with reading(study.engine) as session:
        concern = concerns.concern_number(session, 1)
        assert concern is not None
        [clock] = standing_of(session, concern).sae_clocks
        return clock


def test_a_text_that_was_fetched_late_was_sent_when_the_provider_had_it(study: Study) -> None:
    study.at("2026-12-08 12:05").emulator.script("inbound-lost")
    study.types(ADMITTED).at("2026-12-08 14:05").jobs.run(everything=True, stirred=True)
    study.settle()
    text, clock = last_text(study), clock_of(study)
    assert (text.found_by, text.sent_at) == ("look-up", moment("2026-12-08 12:05"))
    assert text.received_at > text.sent_at
    assert (clock.sent_at, clock.received_at) == (text.sent_at, text.received_at)


def test_a_text_whose_webhook_has_no_date_was_sent_when_it_came(study: Study) -> None:
    study.at("2026-12-08 12:05").types(ADMITTED)
    text = last_text(study)
    assert (text.found_by, text.sent_at) == ("webhook", text.received_at)
    assert clock_of(study).sent_at == text.received_at


def test_what_was_written_without_a_network_was_sent_when_it_was_written(study: Study) -> None:
    study.at("2026-12-09 08:00")
    types_in_the_app(study, ADMITTED, written="2026-12-08 20:00")
    clock = clock_of(study)
    assert (clock.sent_at, clock.received_at) == (moment("2026-12-08 20:00"), moment("2026-12-09 08:00"))


@pytest.mark.parametrize("wrong", ["2026-12-09 08:30", "2000-01-01 00:00"])
def test_a_phone_whose_clock_is_wrong_sent_it_when_it_came(study: Study, wrong: str) -> None:
    study.at("2026-12-09 08:00")
    types_in_the_app(study, ADMITTED, written=wrong)
    assert last_text(study).sent_at == moment("2026-12-09 08:00")
    assert clock_of(study).sent_at == moment("2026-12-09 08:00")


def test_what_waited_on_the_phone_joins_the_episode_in_which_it_was_written(study: Study) -> None:
    study.at("2026-12-08 12:00").types("孩子今天发烧38度8")
    study.at("2026-12-12 08:00")
    types_in_the_app(study, "他又吐了两次，还发烧38度6", written="2026-12-08 20:00")
    with reading(study.engine) as session:
        [concern] = concerns.unresolved(session)
        assert standing_of(session, concern).signals == 2
    assert last_text(study).received_at - moment("2026-12-08 12:00") > timedelta(
        hours=study.pack.concerns.episode_hours
    )
