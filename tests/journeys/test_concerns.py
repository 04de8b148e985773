"""Stories of worries: the family's answer, the page, the ladder, the call, and what is told when a call is missed."""

import csv
import io
from datetime import timedelta

import pytest

from backend.audit.queries import entries
from backend.concerns import queries as concerns
from backend.concerns.acknowledge import acknowledge
from backend.concerns.append import standing_of
from backend.concerns.change_level import change_level
from backend.concerns.export import export_csv
from backend.concerns.link_sae import link_sae
from backend.concerns.models import KNOWS, Concern, Kind, TaskKind
from backend.concerns.packet import Packet, packet
from backend.concerns.record_call import record_call
from backend.concerns.resolve import resolve
from backend.concerns.rota import set_absent
from backend.concerns.waive_call import waive_call
from backend.consent.withdraw import withdraw
from backend.db import reading, transaction
from backend.errors import ConflictError
from backend.families import queries as families
from backend.simulation.contacts import CHAN, GAO, LI, ZHOU
from backend.triage.understanding import Urgency
from tests.journeys.study import LIN, MOTHER, ZONE, Study, moment

BLUE_LIPS = "佢口唇有啲紫，唞气好辛苦"
FEVER = "孩子今天发烧38度8"
STRANGER = "+85265009999"


@pytest.fixture
def study(enrolled: Study) -> Study:
    return enrolled


def concern(study: Study, number: int = 1) -> Concern:
    with reading(study.engine) as session:
        found = concerns.concern_number(session, number)
        assert found is not None
        return found


def happened(study: Study, number: int = 1) -> list[str]:
    with reading(study.engine) as session:
        return [row.kind for row in concerns.events_of(session, concern(study, number).id)]


def packet_of(study: Study, number: int = 1) -> Packet:
    with reading(study.engine) as session:
        return packet(session, concern(study, number), infusions={}, pack=study.pack, now=study.clock.now())


def calls_home(study: Study, *, reached: bool = True, by: str = "contact:gao") -> None:
    with transaction(study.engine) as session:
        record_call(
            session, 1, reached=reached, note="", by=by, way="console", pack=study.pack, now=study.clock.now()
        )


def writes_down_a_call(study: Study, made: str, *, seen: int | None = None) -> None:
    """The coordinator reached the family at `made`, and writes it down now, on a page that showed `seen` events."""
    with transaction(study.engine) as session:
        record_call(
            session,
            1,
            reached=True,
            note="",
            by=LIN,
            way="console",
            pack=study.pack,
            now=study.clock.now(),
            happened_at=moment(made),
            seen=seen,
        )


def is_as_its_events_say(study: Study) -> bool:
    with reading(study.engine) as session:
        rows = concerns.all_concerns(session)
        stands = [(row, standing_of(session, row)) for row in rows]
    return all(
        (row.level, row.state, row.holder, row.due_by) == (now.level.value, now.state.value, now.holder, now.due_by)
        for row, now in stands
    )


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


def test_without_an_answer_the_rota_goes_round_and_the_administrator_hears_of_it(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    study.at("2026-12-08 12:55")
    assert [len(study.phone(number)) for number in (GAO, LI, CHAN)] == [2, 2, 2]
    assert len(study.phone(ZHOU)) == 3
    assert concern(study).state == "open"


def test_a_call_that_nobody_made_is_owned_up_to_and_paged_again(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS).types("A 1", GAO)
    study.at("2026-12-08 12:45")
    assert study.kinds().count("promise-missed") == 1
    assert study.kinds(GAO).count("page-concern") == 2
    study.types("A 1", GAO)
    calls_home(study)
    study.at("2026-12-08 16:00")
    assert study.kinds().count("promise-missed") == 1
    assert concern(study).state == "called"
    assert is_as_its_events_say(study)


def test_a_call_in_time_ends_the_clock_and_the_concern_can_be_resolved(study: Study) -> None:
    study.at("2026-12-08 12:00").types(FEVER)
    assert study.kinds()[-1] == "safety-urgent"
    assert "下午4:0" in study.phone()[-1].body
    study.types("a1", GAO)
    calls_home(study)
    with transaction(study.engine) as session:
        resolve(session, 1, outcome="advice given", note="drinks, review tomorrow", by=LIN, now=study.clock.now())
    study.at("2026-12-09 12:00")
    assert "promise-missed" not in study.kinds()
    assert happened(study) == ["signal", "answered", "paged", "acknowledged", "called", "resolved"]
    with reading(study.engine) as session:
        actions = [each.action for each in entries(session, "F-001") if each.action.startswith("concerns.")]
    assert actions == [f"concerns.{kind}" for kind in happened(study)]


def test_taking_it_up_does_not_put_off_the_hour_that_the_family_was_told(study: Study) -> None:
    """Given a family that was told "by 1 pm", when the contact takes it up at 12:55, then the contact is told 1 pm,
    and at 1 pm without a call the family is told so and paging goes on."""
    study.at("2026-12-08 09:00").types(FEVER)
    assert "下午1:00" in study.phone()[-1].body
    study.at("2026-12-08 12:53").types("A 1", GAO)
    assert "下午1:00" in study.phone(GAO)[-1].body
    study.at("2026-12-08 13:02")
    assert study.kinds()[-1] == "promise-missed"
    assert concern(study).state == "open"
    study.types("A 1", GAO)
    assert "下午5:0" in study.phone(GAO)[-1].body, "what was missed is owned up to: the contact's own clock runs now"
    assert is_as_its_events_say(study)


def test_an_emergency_taken_up_at_the_last_minute_is_phoned_about_within_the_half_hour(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    study.at("2026-12-08 12:27").types("A 1", GAO)
    study.at("2026-12-08 12:32")
    assert study.kinds()[-1] == "promise-missed"


def test_where_nothing_could_be_promised_the_clock_runs_from_taking_it_up(study: Study) -> None:
    study.at("2026-12-08 12:00").types("退订").types(BLUE_LIPS)
    study.at("2026-12-08 12:20").types("A 1", GAO)
    assert concern(study).due_by == moment("2026-12-08 12:50")


def test_a_call_written_down_late_leaves_the_emergency_that_came_after_it_to_be_phoned_about(study: Study) -> None:
    """Given a fever that was taken up and phoned about at 9:15, when blue lips come at 9:20 and the call is written
    down at 9:22, then those who are on call are paged about the blue lips until somebody phones."""
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    study.at("2026-12-08 09:20").types(BLUE_LIPS)
    writes_down_a_call(study, "2026-12-08 09:15")
    assert concern(study).state == "open"
    study.at("2026-12-08 09:31")
    assert study.kinds(LI) == ["page-concern"]
    study.types("A 1", GAO)
    assert study.kinds(GAO)[-1] == "page-acknowledged"
    study.at("2026-12-08 10:05")
    assert study.kinds()[-1] == "promise-missed"
    calls_home(study)
    assert concern(study).state == "called"
    assert is_as_its_events_say(study)


def test_a_call_written_down_on_a_page_without_the_emergency_leaves_it_to_be_phoned_about(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    shown = len(happened(study))
    study.types(BLUE_LIPS)
    writes_down_a_call(study, f"{study.clock.now().astimezone(ZONE):%Y-%m-%d %H:%M}", seen=shown)
    assert concern(study).state == "open"
    writes_down_a_call(study, f"{study.clock.now().astimezone(ZONE):%Y-%m-%d %H:%M}", seen=len(happened(study)))
    assert concern(study).state == "called"
    assert is_as_its_events_say(study)


def test_a_call_written_down_late_does_not_take_the_emergency_from_whoever_has_it(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    study.at("2026-12-08 09:20").types(BLUE_LIPS).types("A 1", GAO)
    writes_down_a_call(study, "2026-12-08 09:15")
    assert (concern(study).state, concern(study).holder) == ("acknowledged", "contact:gao")
    assert concern(study).due_by == moment("2026-12-08 09:50")
    assert is_as_its_events_say(study)


def test_a_call_written_down_late_with_nothing_after_it_ends_the_clock(study: Study) -> None:
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    study.at("2026-12-08 13:10")
    assert study.kinds()[-1] == "promise-missed"
    writes_down_a_call(study, "2026-12-08 12:55")
    assert (concern(study).state, concern(study).due_by) == ("called", None)


def test_signals_of_one_episode_join_and_only_emergencies_are_answered_again(study: Study) -> None:
    study.at("2026-12-08 12:00").types(FEVER).types("还在发烧，39度").types(BLUE_LIPS).types("嘴唇发紫，叫不醒")
    assert study.kinds() == ["safety-urgent", "safety-emergency", "safety-emergency-short"]
    study.at("2026-12-08 12:20").types("还是嘴唇发紫")
    assert study.kinds()[-1] == "safety-emergency"
    assert happened(study).count(Kind.SIGNAL.value) == 5
    assert concern(study).level == "emergency"
    with reading(study.engine) as session:
        assert len(concerns.all_concerns(session)) == 1


def test_a_new_urgent_worry_after_the_call_is_answered_and_promised_a_call_of_its_own(study: Study) -> None:
    """Given a fever of Tuesday that was phoned about, when it is back on Wednesday night, then the family is told at
    once by when somebody phones and which signs mean hospital now, and at noon without a call they are told so."""
    study.at("2026-12-08 09:00").types(FEVER).types("A 1", GAO)
    calls_home(study)
    study.at("2026-12-09 22:30").types("孩子又发烧了，38度9")
    assert study.kinds()[-1] == "safety-urgent-night"
    assert "12月10日（星期四）中午12:00" in study.phone()[-1].body
    study.at("2026-12-09 22:40").types("还在烧，39度")
    assert study.kinds().count("safety-urgent-night") == 1
    study.at("2026-12-10 12:02")
    assert study.kinds()[-1] == "promise-missed"
    study.types("还是发烧，39度")
    assert study.kinds()[-1] == "safety-urgent"
    assert happened(study).count(Kind.ANSWERED.value) == 3
    assert is_as_its_events_say(study)


def test_a_new_urgent_worry_after_the_level_was_lowered_is_answered_and_promised_a_call_of_its_own(
    study: Study,
) -> None:
    """Given a fever that a person lowered, and of which the family knows that nobody phones, when it is back at noon,
    then the family is told at once by when somebody phones, and is told so when nobody has."""
    study.at("2026-12-08 09:00").types(FEVER)
    with transaction(study.engine) as session:
        routine, now = Urgency.ROUTINE, study.clock.now()
        change_level(session, 1, level=routine, reason="it was the bath", by=LIN, pack=study.pack, now=now)
        waive_call(session, 1, because=KNOWS, reason="she said so at the clinic", by=LIN, now=now)
    study.at("2026-12-08 12:00").types("孩子又发烧了，38度9")
    assert study.kinds() == ["safety-urgent", "safety-urgent"]
    assert "下午4:0" in study.phone()[-1].body
    study.at("2026-12-08 16:05")
    assert study.kinds()[-1] == "promise-missed"
    assert is_as_its_events_say(study)


def test_who_was_told_by_day_who_phones_is_told_once_at_night_which_signs_mean_hospital_now(study: Study) -> None:
    study.at("2026-12-08 20:30").types(FEVER)
    assert study.kinds()[-1] == "safety-urgent"
    for hour in ("21:30", "23:30"):
        study.at(f"2026-12-08 {hour}").types("还在发烧，39度")
    study.at("2026-12-09 08:30").types("还在发烧，39度")
    assert study.kinds() == ["safety-urgent", "safety-urgent-night"]


def test_at_night_an_urgent_text_waits_for_the_morning_and_says_so(study: Study) -> None:
    study.at("2026-12-08 23:00").types("孩子今天吐了两次")
    assert study.kinds()[-1] == "safety-urgent-night"
    assert "12月9日（星期三）" in study.phone()[-1].body
    study.at("2026-12-09 07:55")
    if concern(study).level == "urgent" and not packet_of(study).standing.night:
        assert study.phone(GAO) == []
    study.at("2026-12-09 08:05")
    assert "page-concern" in study.kinds(GAO)


def test_on_a_holiday_night_with_the_first_on_leave_the_next_of_the_holiday_order_is_paged(study: Study) -> None:
    with transaction(study.engine) as session:
        set_absent(
            session,
            key="li",
            from_at=moment("2027-01-01 00:00"),
            until_at=moment("2027-01-03 00:00"),
            reason="leave",
            by=LIN,
            pack=study.pack,
            now=study.clock.now(),
        )
    study.at("2027-01-01 02:00").types(BLUE_LIPS)
    assert study.phone(LI) == []
    assert study.kinds(GAO) == ["page-concern"]


def test_a_page_that_cannot_be_delivered_goes_to_the_next_at_once(study: Study) -> None:
    study.emulator.unreachable[GAO] = "30005"
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    study.at("2026-12-08 12:04")
    assert study.kinds(LI) == ["page-concern"]
    assert "page-failed" in happened(study)


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


def test_a_page_about_a_phone_that_gets_texts_says_nothing_of_that(study: Study) -> None:
    study.at("2026-12-08 12:00").types(BLUE_LIPS)
    assert "短信不通" not in study.phone(GAO)[-1].body
    study.types("退订").at("2026-12-08 12:11")
    assert "短信不通，马上打电话" in study.phone(LI)[-1].body, "it was stopped since"


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


def test_wrong_and_late_replies_get_a_clear_answer(study: Study) -> None:
    study.at("2026-12-08 12:00").types(FEVER)
    study.types("A 99", GAO).types("hello", GAO).types("A 1", GAO).types("A 1", LI)
    assert study.kinds(GAO)[-3:] == ["page-unknown", "page-which", "page-acknowledged"]
    assert study.kinds(LI) == ["page-taken"]
    with transaction(study.engine) as session:
        acknowledge(session, 1, by="contact:gao", way="console", pack=study.pack, now=study.clock.now())
    calls_home(study)
    with transaction(study.engine) as session:
        resolve(session, 1, outcome="settled", note="", by=LIN, now=study.clock.now())
    study.types("A 1", CHAN)
    assert study.kinds(CHAN) == ["page-closed"]


def test_a_doubled_webhook_raises_once(study: Study) -> None:
    study.at("2026-12-08 12:00")
    study.emulator.script("inbound-doubled")
    study.types(BLUE_LIPS)
    assert study.kinds().count("safety-emergency") == 1
    assert happened(study).count("signal") == 1
    assert study.kinds(GAO) == ["page-concern"]
