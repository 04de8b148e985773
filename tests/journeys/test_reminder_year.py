"""Stories of reminders over weeks: confirmed, unanswered, moved, missed, siblings, two languages."""

from backend.concerns.models import TaskKind
from backend.db import transaction
from backend.explain.family_day import explain_day
from backend.explain.message import explain_message
from backend.languages import Language
from backend.outbox.models import Status
from backend.schedule.anchor import set_anchor
from backend.schedule.results import attend, miss
from backend.schedule.visit_state import VisitStatus
from tests.journeys.study import FATHER, GRANDMOTHER, MAINLAND, MOTHER, Study

SECOND = {
    "participant_code": "GZ-002",
    "child_called": "宁宁",
    "birth_date": "2018-02-03",
    "sex": "boy",
    "consent_reference": "IC-002",
}
DAD = {
    "caregiver2_called": "爸爸",
    "caregiver2_relation": "father",
    "caregiver2_role": "guardian",
    "caregiver2_phone": FATHER,
    "caregiver2_language": "en",
    "caregiver2_confirmed": "yes",
}


def attend_infusions(study: Study, code: str = "GZ-001") -> None:
    """Both infusions done, the last one on 29 December 2026."""
    for visit, on in (("infusion-1", "2026-12-15"), ("infusion-2", "2026-12-29")):
        study.book(visit, f"{on} 09:00", code)
        study.at(f"{on} 11:00")
        with transaction(study.engine) as session:
            attend(session, study.act(session, visit, code), pack=study.pack, now=study.clock.now())


def test_a_confirmed_visit_from_a_week_before_to_the_day(study: Study) -> None:
    study.enrol()
    attend_infusions(study)
    before = len(study.phone())
    study.book("week-4", "2027-01-26 10:30")
    study.at("2027-01-19 12:05")
    asked = study.phone()[-1].body
    assert "安安" in asked
    assert "1月26日（星期二）上午10:30" in asked
    study.types("１")
    assert study.state("week-4").status is VisitStatus.CONFIRMED
    study.at("2027-01-26 08:05")
    of_the_visit = [kind for kind in study.kinds()[before:] if not kind.startswith("diary-")]
    assert of_the_visit == [
        "visit-confirm",
        "ack-confirmed",
        "visit-prepare-urine",
        "urine-tomorrow",
        "visit-today",
    ]
    calls = [task for task in study.open_tasks() if task.kind == TaskKind.CALL_UNCONFIRMED]
    assert "week-4" not in {task.facts["visit"] for task in calls}


def test_an_early_appointment_is_recalled_the_evening_before(study: Study) -> None:
    study.enrol({"caregiver1_early_texts": "yes"})
    attend_infusions(study)
    study.book("week-4", "2027-01-26 08:30")
    study.at("2027-01-26 09:00")
    assert study.kinds()[-4:] == ["visit-prepare-urine", "urine-tomorrow", "urine-start", "visit-tomorrow"]


def test_no_answer_by_the_day_before_becomes_a_call(study: Study) -> None:
    study.enrol()
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-14 10:05")
    calls = [task for task in study.open_tasks() if task.kind == TaskKind.CALL_UNCONFIRMED]
    assert [task.child_code for task in calls] == ["GZ-001"]


def test_a_moved_visit_is_told_at_once_and_its_old_date_never_again(study: Study) -> None:
    study.enrol()
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-12 12:05")
    study.book("infusion-1", "2026-12-17 09:00")
    study.settle()
    assert study.kinds()[-1] == "visit-moved"
    told = study.clock.now()
    study.at("2026-12-18 12:00")
    later = [message.body for message in study.phone() if message.created_at > told]
    assert later
    assert not any("12月15日" in body for body in later)


def test_a_reply_that_crosses_a_move_goes_to_a_person(study: Study) -> None:
    study.enrol()
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-08 12:05")
    study.book("infusion-1", "2026-12-17 09:00")
    study.types("1")  # before the text about the new date has left
    assert study.state("infusion-1").status is VisitStatus.BOOKED
    assert "ack-kept" in study.kinds()


def test_a_reply_to_the_new_date_confirms_the_new_date(study: Study) -> None:
    study.enrol()
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-08 12:05")
    study.book("infusion-1", "2026-12-17 09:00")
    study.settle().types("1")
    assert study.state("infusion-1").status is VisitStatus.CONFIRMED
    assert "12月17日" in study.phone()[-1].body


def test_a_joint_text_taken_back_for_one_phone_is_not_said_twice_to_the_other(study: Study) -> None:
    study.enrol(DAD, {**SECOND, **DAD})
    study.book("infusion-1", "2026-12-15 09:00")
    study.book("infusion-1", "2026-12-15 10:00", "GZ-002")
    study.emulator.script("", "429")  # one phone's copy leaves at once, the other's has to wait
    study.at("2026-12-08 12:00").at("2026-12-08 12:01")
    study.book("infusion-1", "2026-12-18 10:00", "GZ-002")
    study.at("2026-12-08 13:00")
    for phone in (MOTHER, FATHER):
        about_first = [message for message in study.phone(phone) if "安安" in message.body]
        assert len(about_first) == 1, [message.body for message in about_first]


def test_asking_to_move_stops_reminders_until_a_person_settled_it(study: Study) -> None:
    study.enrol()
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-08 12:05").types("2")
    assert study.kinds()[-1] == "ack-move"
    assert TaskKind.REBOOK_VISIT in {task.kind for task in study.open_tasks()}
    study.at("2026-12-15 08:10")
    assert study.kinds()[-1] == "ack-move"


def test_a_missed_visit_is_followed_up_the_next_day(study: Study) -> None:
    study.enrol()
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-15 16:00")
    with transaction(study.engine) as session:
        miss(session, study.act(session, "infusion-1"), pack=study.pack, now=study.clock.now())
    study.at("2026-12-15 23:00")
    assert study.kinds()[-1] != "visit-missed"
    study.at("2026-12-16 12:05")
    assert study.kinds()[-1] == "visit-missed"


def test_siblings_on_one_day_share_one_text_with_numbered_choices(study: Study) -> None:
    study.enrol({}, SECOND)
    study.book("infusion-1", "2026-12-15 09:00")
    study.book("infusion-1", "2026-12-15 10:00", "GZ-002")
    study.at("2026-12-08 12:05")
    assert study.kinds() == ["visit-together"]
    body = study.phone()[-1].body
    assert "安安" in body
    assert "宁宁" in body
    study.types("1")
    assert study.state("infusion-1").status is VisitStatus.CONFIRMED
    assert study.state("infusion-1", "GZ-002").status is VisitStatus.CONFIRMED
    assert study.kinds()[-1] == "ack-confirmed-all"


def test_one_sibling_of_a_joint_text_can_be_moved(study: Study) -> None:
    study.enrol({}, SECOND)
    study.book("infusion-1", "2026-12-15 09:00")
    study.book("infusion-1", "2026-12-15 10:00", "GZ-002")
    study.at("2026-12-08 12:05").types("3")
    assert study.state("infusion-1", "GZ-002").move_asked
    assert not study.state("infusion-1").move_asked


def test_each_guardian_reads_their_own_language_and_a_delegate_reads_nothing(study: Study) -> None:
    grandmother = {
        "caregiver3_called": "奶奶",
        "caregiver3_relation": "grandmother",
        "caregiver3_role": "delegate",
        "caregiver3_phone": GRANDMOTHER,
        "caregiver3_language": "zh-Hant",
        "caregiver3_confirmed": "yes",
    }
    study.enrol({**DAD, **grandmother})
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-08 12:05")
    assert "您好" in study.phone(MOTHER)[-1].body
    assert "Dear parent" in study.phone(FATHER)[-1].body
    assert study.phone(GRANDMOTHER) == []


def test_nothing_about_a_child_goes_to_a_phone_before_it_is_confirmed(study: Study) -> None:
    study.enrol({"caregiver1_confirmed": "no"})
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-08 12:05")
    assert study.kinds() == ["phone-check"]
    study.types("1")
    study.at("2026-12-12 12:05")
    assert study.kinds()[-1] == "visit-prepare"


def test_mainland_phones_get_the_wording_that_asks_for_no_reply(study: Study) -> None:
    study.enrol({"caregiver1_phone": MAINLAND, "caregiver1_language": "zh-Hans", "place": "mainland"})
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-08 12:05")
    assert "回1" not in study.phone(MAINLAND)[-1].body
    assert "打电话" in study.phone(MAINLAND)[-1].body


def test_when_the_second_infusion_never_comes_the_chosen_anchor_counts(study: Study) -> None:
    study.enrol()
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-15 11:00")
    with transaction(study.engine) as session:
        attend(session, study.act(session, "infusion-1"), pack=study.pack, now=study.clock.now())
    study.at("2026-12-30 10:00")
    with transaction(study.engine) as session:
        act = study.act(session, "infusion-2")
        changes = set_anchor(
            session, act, "infusion-2", happened_on=None, counts_from="infusion-1", reason="not given",
            pack=study.pack, now=study.clock.now(),
        )  # fmt: skip
    targets = {change.visit: change.after.target_on.isoformat() for change in changes if change.after}
    assert targets["week-4"] == "2027-01-12"
    assert any(change.visit == "infusion-2" and change.after is None for change in changes)


def test_why_is_told_for_a_sent_a_suppressed_and_a_never_due_text(study: Study) -> None:
    study.enrol()
    study.book("infusion-1", "2026-12-15 09:00")
    study.at("2026-12-08 12:05").types("退订")
    study.at("2026-12-12 12:05")
    sent = next(row for row in study.messages() if row.kind == "visit-confirm")
    assert sent.status == Status.DELIVERED
    with transaction(study.engine) as session:
        story = "\n".join(explain_message(session, sent.id, language=Language.EN))
        on_day = explain_day(session, "GZ-001", study.clock.now().date(), pack=study.pack, language=Language.EN)
        never = explain_day(
            session, "GZ-001", study.clock.now().date().replace(day=26), pack=study.pack, language=Language.ZH_HANS
        )
    assert "Decided to send, because it fell due and was still true." in story
    assert "The provider reported: delivered." in story
    assert any("Not sent, because this phone asked for no more texts." in line for line in on_day)
    assert never[0].startswith("家庭F-001，2026年12月26日")
