"""Stories of worries: what the family is answered, whoever and wherever they are, and that a person hears of it."""

import pytest

from backend.concerns.models import TaskKind
from backend.consent.withdraw import withdraw
from backend.db import transaction
from backend.families import queries as families
from backend.simulation.contacts import CHAN, GAO, LI, ZHOU
from tests.journeys.study import LIN, MOTHER, Study
from tests.journeys.worries import BLUE_LIPS, concern, happened, is_as_its_events_say, packet_of

STRANGER = "+85265009999"


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled


def test_an_emergency_is_answered_at_once_and_paged_until_somebody_replies(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    assert study.kinds()[-1] == "safety-emergency"
    assert "999" in study.phone()[-1].body
    assert study.kinds(GAO) == ["page-concern"]
    assert "GZ-001" in study.phone(GAO)[-1].body
    assert "口唇" not in study.phone(GAO)[-1].body
    study.at("2026-12-08 12:11")
    assert study.kinds(LI) == ["page-concern"]
    study.types("Ａ１", LI)
    assert study.kinds(LI)[-1] == "page-acknowledged"
    study.at("2026-12-08 12:29")
    assert study.phone(CHAN) == []
    assert study.phone(ZHOU) == []
    assert is_as_its_events_say(study)


def test_words_of_despair_get_words_of_their_own(study: Study) -> None:
    study.at("2026-12-08 12:00").types("活着没意思，我不想活了")
    assert study.kinds()[-1] == "safety-emergency-harm"
    assert study.kinds(GAO) == ["page-concern"]


def test_an_unknown_phone_in_an_emergency_is_answered_and_paged(study: Study) -> None:
    study.at("2026-12-08 12:00").types("my son has blue lips and can't breathe", STRANGER)
    assert study.kinds(STRANGER) == ["safety-emergency"]
    assert "120" in study.phone(STRANGER)[-1].body
    assert study.kinds(GAO) == ["page-concern"]
    study.types("孩子发烧38度8", "+85265008888")
    assert study.phone("+85265008888") == []
    assert concern(study, 2).level == "urgent"


def test_a_stopped_phone_gets_no_text_and_the_packet_says_to_phone(study: Study) -> None:
    study.at("2026-12-08 12:00").types("退订").types(BLUE_LIPS)
    assert study.kinds()[-1] == "opt-out-confirmed"
    assert study.kinds(GAO) == ["page-concern"]
    assert "短信不通，马上打电话" in study.phone(GAO)[-1].body
    assert packet_of(study).cannot_text
    assert packet_of(study).told[0].not_sent == "number-opt-out"


def test_a_withdrawn_family_is_still_answered(study: Study) -> None:
    with transaction(study.engine) as session:
        withdraw(session, child=families.child_by_code(session, "GZ-001"), by=LIN, reason="", now=study.clock.now())
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    assert study.kinds()[-1] == "safety-emergency"


def test_an_answer_that_does_not_arrive_is_a_signal_of_its_concern(study: Study) -> None:
    study.at("2026-12-08 12:00")
    study.emulator.unreachable[MOTHER] = "30005"
    study.types(BLUE_LIPS)
    study.at("2026-12-08 12:20")
    found = packet_of(study)
    assert [said.source for said in found.said] == ["text", "failed-safety"]
    assert found.told[0].status == "undelivered"
    assert TaskKind.CALL_NOW.value not in [task.kind for task in study.open_tasks()]


def test_the_answer_follows_the_language_of_the_text(study: Study) -> None:
    study.at("2026-12-08 12:00").types("He can't breathe and his lips are blue")
    assert "Call 999 now" in study.phone()[-1].body
    study.at("2026-12-08 12:30").types("佢嘴唇發紫，唞唔到氣")
    assert "請現在就打999" in study.phone()[-1].body


def test_a_digit_and_a_worry_in_one_text_are_both_heard(study: Study) -> None:
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-08 12:05").types("1, but she has a fever of 39")
    assert study.kinds()[-2:] in (["safety-urgent", "ack-confirmed"], ["ack-confirmed", "safety-urgent"])
    assert concern(study).level == "urgent"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("孩子打的是真的细胞还是盐水？", TaskKind.UNBLINDING_REQUEST),
        ("我们不想参加研究了，想退出", TaskKind.WITHDRAWAL_ASKED),
        ("我想跟真人说话，请打电话给我", TaskKind.CALL_BACK),
    ],
)
def test_what_only_a_person_may_answer_is_handed_on(study: Study, text: str, kind: TaskKind) -> None:
    study.at("2026-12-08 12:00").types(text)
    assert kind.value in [task.kind for task in study.open_tasks()]
    assert study.kinds()[-1] in ("refuse-arm", "refuse-consent-act", "ack-person")


def test_a_doubled_webhook_raises_once(study: Study) -> None:
    study.at("2026-12-08 12:00")
    study.emulator.script("inbound-doubled")
    study.types(BLUE_LIPS)
    assert study.kinds().count("safety-emergency") == 1
    assert happened(study).count("signal") == 1
    assert study.kinds(GAO) == ["page-concern"]
