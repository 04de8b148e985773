"""Stories of what parents write: opting out and in, help, languages, free words, wrong numbers, lost webhooks."""

import pytest

from backend.concerns.models import TaskKind
from backend.consent.withdraw import withdraw
from backend.db import reading, transaction
from backend.devices.come_in import open_device
from backend.devices.models import Kind
from backend.devices.signed_in import who
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.pause import pause, resume
from backend.inbox import queries as inbox
from tests.journeys.study import FATHER, LIN, MOTHER, Study
from tests.journeys.test_reminder_year import DAD, SECOND


def kinds_of_tasks(study: Study) -> list[str]:
    return [task.kind for task in study.open_tasks()]


def booked(study: Study, *rows: dict[str, str]) -> Study:
    study.enrol(*rows)
    study.book("infusion-1", "2026-12-15 09:00")
    return study


@pytest.mark.parametrize("word", ["退订", "ＴＤ", "t", "不要发了", "唔好再send"])
def test_opting_out_is_confirmed_once_and_then_there_is_silence(study: Study, word: str) -> None:
    booked(study).at("2026-12-08 12:05").types(word)
    assert study.kinds()[-1] == "opt-out-confirmed"
    study.types("停车场在哪里")
    study.at("2026-12-15 08:10")
    assert study.kinds()[-1] == "opt-out-confirmed"
    assert kinds_of_tasks(study).count(TaskKind.OPTED_OUT) == 1
    assert TaskKind.READ_MESSAGE in kinds_of_tasks(study)


def test_a_stop_that_the_provider_knows_is_not_confirmed_twice(study: Study) -> None:
    booked(study).at("2026-12-08 12:05").types("STOP")
    assert study.kinds() == ["visit-confirm"]
    assert MOTHER in study.emulator.stopped
    study.at("2026-12-15 08:10")
    assert study.kinds() == ["visit-confirm"]


def test_texts_come_again_after_opting_in(study: Study) -> None:
    booked(study).at("2026-12-08 12:05").types("退订").types("恢复")
    assert study.kinds()[-1] == "opt-in-confirmed"
    study.at("2026-12-12 12:05")
    assert study.kinds()[-1] == "visit-prepare"


def test_one_guardians_stop_leaves_the_others_phone_alone(study: Study) -> None:
    booked(study, DAD).at("2026-12-08 12:05").types("退订")
    study.at("2026-12-12 12:05")
    assert study.kinds(FATHER)[-1] == "visit-prepare"
    assert study.kinds(MOTHER)[-1] == "opt-out-confirmed"


def test_withdrawal_silences_at_once_but_not_the_sibling(study: Study) -> None:
    study.enrol({}, SECOND)
    study.book("infusion-1", "2026-12-15 09:00")
    study.book("infusion-1", "2026-12-15 10:00", "GZ-002")
    with transaction(study.engine) as session:
        child = families.child_by_code(session, "GZ-001")
        withdraw(session, child=child, by=LIN, reason="", now=study.clock.now())
    study.at("2026-12-15 12:00")
    assert study.phone()
    assert not any("安安" in message.body for message in study.phone())
    assert any("宁宁" in message.body for message in study.phone())


def test_a_paused_family_hears_nothing_cheerful(study: Study) -> None:
    booked(study)
    with transaction(study.engine) as session:
        family = families.family_by_code(session, "GZ-001")
        pause(session, family=family, reason="in hospital", by=LIN, now=study.clock.now())
    study.at("2026-12-10 12:00")
    assert study.phone() == []
    with transaction(study.engine) as session:
        family = families.family_by_code(session, "GZ-001")
        resume(session, family=family, by=LIN, now=study.clock.now())
    study.at("2026-12-12 12:05")
    assert study.kinds() == ["visit-prepare"]


def test_free_words_are_kept_for_a_person_and_the_hour_is_truthful(study: Study) -> None:
    booked(study).at("2026-12-11 20:00").types("安安琴日喺学校画咗幅画")  # a Friday evening
    assert study.kinds()[-1] == "ack-kept"
    assert "12月14日（星期一）上午10:30" in study.phone()[-1].body
    assert "999" in study.phone()[-1].body
    kept = next(task for task in study.open_tasks() if task.kind == TaskKind.READ_MESSAGE)
    assert kept.words == "安安琴日喺学校画咗幅画"


@pytest.mark.parametrize("word", ["N", "取消", "OK", "好的"])
def test_a_word_that_means_several_things_is_asked_about_once(study: Study, word: str) -> None:
    booked(study).at("2026-12-08 12:05").types(word)
    assert study.kinds()[-1] == "ask-digit"
    study.types(word)
    assert study.kinds()[-1] == "ack-kept"
    assert TaskKind.OPTED_OUT not in kinds_of_tasks(study)


def test_a_digit_with_no_question_open_goes_to_a_person(study: Study) -> None:
    study.enrol()
    study.types("1")
    assert study.kinds()[-1] == "no-prompt"
    assert TaskKind.READ_MESSAGE in kinds_of_tasks(study)


def test_the_same_answer_twice_is_answered_once(study: Study) -> None:
    booked(study).at("2026-12-08 12:05").types("1").types("1")
    assert study.kinds().count("ack-confirmed") == 1


def test_a_changed_mind_counts(study: Study) -> None:
    booked(study).at("2026-12-08 12:05").types("1").types("2")
    assert study.state("infusion-1").move_asked


def test_the_language_can_be_switched_by_a_word(study: Study) -> None:
    booked(study).at("2026-12-08 12:05").types("English")
    assert study.kinds()[-1] == "language-changed"
    study.at("2026-12-12 12:05")
    assert "Dear parent" in study.phone()[-1].body


def test_help_says_what_these_texts_are(study: Study) -> None:
    booked(study).types("帮助")
    assert study.kinds()[-1] == "help"


def test_a_wrong_number_is_left_alone_and_becomes_a_task(study: Study) -> None:
    study.enrol({"caregiver1_confirmed": "no"})
    with transaction(study.engine) as session:
        [caregiver] = caregivers_of(session, families.family_by_code(session, "F-001").id)
        token, _ = open_device(session, caregiver, kind=Kind.PAGE, called="", now=study.clock.now())
    study.types("2").settle()
    assert who(study.engine, token, now=study.clock.now()) is None, "signed in no more, before anything else happens"
    study.at("2026-12-20 12:00")
    assert study.kinds() == ["phone-check", "ack-wrong-number"]
    assert TaskKind.WRONG_NUMBER in kinds_of_tasks(study)


def test_a_stranger_gets_no_answer_but_a_person_looks(study: Study) -> None:
    study.enrol()
    study.types("hello?", "+85265009999")
    assert study.phone("+85265009999") == []
    assert TaskKind.UNKNOWN_SENDER in kinds_of_tasks(study)


def test_an_automatic_responder_is_not_answered_for_ever(study: Study) -> None:
    study.enrol()
    for _ in range(14):
        study.types("I am on holiday and will answer later.")
    assert 0 < study.kinds().count("ack-kept") <= 4
    assert kinds_of_tasks(study).count(TaskKind.READ_MESSAGE) == 14


def test_a_mother_who_texts_often_is_answered_each_time(study: Study) -> None:
    study.enrol()
    for nth in range(12):
        study.types(f"The dog ate page {nth} of the red exercise book")
    assert study.kinds().count("ack-kept") == 12


def test_a_doubled_webhook_is_one_text(study: Study) -> None:
    booked(study).at("2026-12-08 12:05")
    study.emulator.script("inbound-doubled")
    study.types("1")
    assert study.kinds().count("ack-confirmed") == 1


def test_a_text_whose_webhook_never_came_is_fetched(study: Study) -> None:
    booked(study).at("2026-12-08 12:05")
    study.emulator.script("inbound-lost")
    study.types("1")
    assert "ack-confirmed" not in study.kinds()
    study.jobs.run(everything=True, stirred=True)
    study.settle()
    assert study.kinds()[-1] == "ack-confirmed"
    with reading(study.engine) as session:
        assert [row.found_by for row in inbox.all_texts(session)] == ["look-up"]
