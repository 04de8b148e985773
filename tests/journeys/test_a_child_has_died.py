"""Stories of a family whose child has died: gentle words once, nothing cheerful after, until a person has decided."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.concerns import queries as concerns
from backend.concerns.hold_texts import UndecidedError, settle_texts
from backend.concerns.models import GO_ON, STAY, Concern
from backend.concerns.mourning import answer_for
from backend.concerns.record_call import record_call
from backend.concerns.resolve import resolve
from backend.concerns.who_died import NOBODY
from backend.db import reading, transaction
from backend.errors import ConflictError
from backend.families import queries as families
from backend.families.pause import pause, resume
from backend.families.pause_queries import is_held, is_paused, pause_facts
from backend.outbox.history_queries import decisions_on
from backend.simulation.contacts import GAO, demo_contacts
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand
from backend.triage.understanding import Urgency
from tests.factories import PACK
from tests.journeys.study import FATHER, LIN, MOTHER, Study
from tests.journeys.test_diary_by_text import Evening

SYMPTOMS = re.compile(r"120|999|急诊|急診|不舒服|小口|给药|給藥|unwell|emergency|drinks|dose|祝|谢谢|謝謝|[Tt]hank")
CHINESE, ENGLISH = "女兒昨晚去世了", "My daughter passed away last night"
HOLD_CALLS = {"safety-death", "promise-missed-death"}


@pytest.fixture
def study(engine: Engine, tmp_path: Path) -> Iterator[Study]:
    study = Study(engine, tmp_path, pack=demo_contacts(PACK))
    yield study
    study.close()


def concern(study: Study, number: int = 1) -> Concern:
    with reading(study.engine) as session:
        found = concerns.concern_number(session, number)
        assert found is not None
        return found


def family_id(study: Study) -> str:
    with reading(study.engine) as session:
        return families.family_by_code(session, "F-001").id


def decides(study: Study, texts: str, died: str = "") -> None:
    with transaction(study.engine) as session:
        now = study.clock.now()
        settle_texts(session, 1, texts=texts, died=died, reason="spoke with the mother", by=LIN, now=now)


def phones_home(study: Study) -> None:
    with transaction(study.engine) as session:
        record_call(session, 1, reached=True, note="", by=LIN, way="console", pack=study.pack, now=study.clock.now())


def closes(study: Study) -> None:
    with transaction(study.engine) as session:
        resolve(session, 1, outcome="advised", note="", by=LIN, now=study.clock.now())


def with_reminders(study: Study) -> list[str]:
    """A family of two phones, booked and asked for its diary; what the mother has had so far."""
    study.enrol(
        {
            "caregiver2_called": "爸爸",
            "caregiver2_relation": "father",
            "caregiver2_role": "guardian",
            "caregiver2_phone": FATHER,
            "caregiver2_language": "en",
            "caregiver2_confirmed": "yes",
            "caregiver2_early_texts": "no",
        }
    )
    study.book("infusion-1", "2026-12-10 09:00")
    study.at("2026-12-08 11:00")
    return study.kinds()


@pytest.mark.parametrize(("text", "number"), [(CHINESE, MOTHER), (ENGLISH, FATHER)])
@pytest.mark.parametrize("hour", ["2026-12-08 12:00", "2026-12-08 23:30"])
def test_gentle_words_by_day_and_night_and_somebody_is_paged(study: Study, text: str, number: str, hour: str) -> None:
    with_reminders(study)
    study.at(hour).types(text, number)
    assert study.kinds(number)[-1] == "safety-death"
    assert SYMPTOMS.search(study.phone(number)[-1].body) is None
    assert study.kinds(GAO) == ["page-concern"]
    assert (concern(study).level, concern(study).sae) == ("urgent", True)
    study.types(text, number)
    assert study.kinds(number).count("safety-death") == 1, "said once"


def test_nothing_cheerful_leaves_to_any_phone_of_the_family_until_a_person_has_decided(study: Study) -> None:
    with_reminders(study)
    before = study.kinds(), study.kinds(FATHER)
    study.at("2026-12-08 12:00").types(CHINESE)
    study.at("2026-12-14 20:00")
    assert study.kinds(FATHER) == before[1]
    assert set(study.kinds()[len(before[0]) :]) <= HOLD_CALLS
    with reading(study.engine) as session:
        assert is_held(session, family_id(study))
        assert pause_facts(session, family_id(study))[-1].by == "nuanxin"


def test_a_missed_call_is_owned_up_to_without_a_word_about_symptoms(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types(CHINESE)
    study.at("2026-12-08 20:00")
    assert study.kinds() == ["safety-death", "promise-missed-death"]
    assert SYMPTOMS.search(study.phone()[-1].body) is None
    study.types("我们很难过，也很担心孩子奶奶")
    assert not {"safety-urgent", "safety-urgent-night", "safety-routine"} & set(study.kinds())


def test_a_person_must_say_pause_or_go_on_before_the_concern_is_closed(study: Study) -> None:
    with_reminders(study)
    study.at("2026-12-08 12:00").types(CHINESE)
    phones_home(study)
    with pytest.raises(UndecidedError):
        closes(study)
    decides(study, STAY)
    closes(study)
    had = study.kinds()
    study.at("2026-12-20 20:00")
    assert study.kinds() == had
    with reading(study.engine) as session:
        assert is_paused(session, family_id(study))
        assert not is_held(session, family_id(study))
    with pytest.raises(ConflictError):
        decides(study, STAY)


def test_what_was_misread_goes_on_from_what_is_due_then(study: Study) -> None:
    with_reminders(study)
    study.at("2026-12-08 12:00").types("孩子走了")
    phones_home(study)
    decides(study, GO_ON)
    closes(study)
    had = len(study.kinds())
    study.at("2026-12-10 08:00")
    assert "visit-tomorrow" in study.kinds()[had:] or "visit-today" in study.kinds()[had:]
    study.types("孩子发烧38度8")
    assert "safety-urgent" in study.kinds()


def test_a_pause_for_something_else_is_asked_about_again(study: Study) -> None:
    study.enrol()
    with transaction(study.engine) as session:
        family = families.family_by_code(session, "F-001")
        pause(session, family=family, reason="in hospital", by=LIN, now=study.clock.now())
    study.at("2026-12-08 12:00").types(CHINESE)
    with reading(study.engine) as session:
        assert is_held(session, family_id(study))
    with transaction(study.engine) as session:
        resume(session, family=families.family_by_code(session, "F-001"), by=LIN, now=study.clock.now())
    with reading(study.engine) as session:
        assert not is_paused(session, family_id(study))


def test_that_it_is_held_is_on_record(study: Study) -> None:
    with_reminders(study)
    study.at("2026-12-08 12:00").types(CHINESE)
    with reading(study.engine) as session:
        decided = decisions_on(session, stream="F-001", day=date(2026, 12, 8))
    found = [each for each in decided if each.rule == "hold-texts"]
    assert [(each.outcome, each.reason, each.facts["concern"]) for each in found] == [("waiting", "child-died", "1")]


def test_self_harm_beside_it_has_words_of_its_own(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("女儿昨晚走了，我也不想活了")
    assert study.kinds() == ["safety-emergency-harm"]


def test_how_it_came_is_no_emergency_any_more(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("孩子昨晚抽搐，嘴唇发紫，没抢救过来")
    assert study.kinds() == ["safety-death"]


def test_a_worry_of_before_does_not_keep_the_words_from_them(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("孩子今天发烧38度8").types(CHINESE)
    assert study.kinds() == ["safety-urgent", "safety-death"]


def test_a_diary_that_was_under_way_is_not_asked_on(study: Study) -> None:
    study.at("2026-12-10 10:00")
    evening = Evening(study, {}).nudged()
    assert evening.types("1") == ["diary-first"]
    assert evening.types("女儿昨晚去世了") == ["safety-death"]
    had = study.kinds()
    study.at("2026-12-13 21:00")
    assert set(study.kinds()[len(had) :]) <= HOLD_CALLS


def test_a_reading_that_holds_it_for_an_emergency_changes_no_word(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types(CHINESE)
    row = concern(study)
    with reading(study.engine) as session:
        heard = understand(CHINESE, study.clock.now(), Context(compile_rules(study.pack.listening)))
        raised = replace(heard, urgency=Urgency.EMERGENCY, rule="model")
        assert answer_for(session, row, raised, pack=study.pack) == "safety-death"
        later = replace(heard, signs=(), urgency=Urgency.EMERGENCY, rule="model")
        assert answer_for(session, row, later, pack=study.pack) == "safety-death"
        beside = understand(
            "弟弟叫不醒，嘴唇发紫", study.clock.now(), Context(compile_rules(study.pack.listening), True)
        )
        assert beside.urgency is Urgency.EMERGENCY
        assert answer_for(session, row, beside, pack=study.pack) == ""


def test_what_they_write_after_it_is_kept_for_a_person_and_answered_in_few_words(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types(CHINESE).types("请给我打电话").types("我也不知道说什么")
    assert study.kinds() == ["safety-death", "ack-after-death", "ack-after-death"]
    assert not any(SYMPTOMS.search(each.body) for each in study.phone())
    phones_home(study)
    decides(study, STAY)
    closes(study)
    study.at("2026-12-09 12:00").types("材料要寄回去吗")
    assert study.kinds()[-1] == "ack-after-death"


@pytest.mark.parametrize(
    "text",
    [
        "my son is dead cold, blue lips, not waking",
        "孩子死了，没呼吸了，救命",
        "孩子没了，叫不醒",
        "孩子走了，吐血了，在救护车上",
        "孩子去世了，朵朵现在喘不过气，嘴唇发紫",
    ],
)
def test_a_cry_that_may_still_be_in_time_is_answered_as_an_emergency(study: Study, text: str) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types(text)
    assert study.kinds()[-1] == "safety-emergency"
    assert study.kinds(GAO) == ["page-concern"]


def test_self_harm_after_a_death_gets_its_own_words_in_full(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("孩子昨晚抽搐，嘴唇发紫，没抢救过来")
    study.at("2026-12-08 12:05").types("我也不想活了")
    assert study.kinds()[-2:] == ["safety-death", "safety-emergency-harm"]


def test_self_harm_after_the_short_answer_to_an_emergency_gets_its_own_words(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("孩子嘴唇发紫，叫不醒").types("孩子还是叫不醒，没呼吸了")
    assert study.kinds()[-1] == "safety-emergency-short"
    study.types("我也不想活了")
    assert study.kinds()[-1] == "safety-emergency-harm"


def test_a_bereaved_family_that_leaves_hears_of_no_childs_emergency(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("女儿去世了，我们退出研究，别再发短信了")
    study.at("2026-12-08 12:30").types("我们退出研究")
    assert study.kinds()[0] == "safety-death"
    for text in study.phone():
        assert not re.search(r"120|999|急诊|急診|情况紧急|情況緊急", text.body), text.body


def test_a_misread_death_is_over_once_the_reminders_go_on(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("孩子已经走了，坐上高铁了")
    assert study.kinds()[-1] == "safety-perhaps-death"
    phones_home(study)
    decides(study, GO_ON)
    with transaction(study.engine) as session:
        family = families.family_by_code(session, "F-001")
        pause(session, family=family, reason="in hospital elsewhere", by=LIN, now=study.clock.now())
    study.at("2026-12-08 18:00").types("孩子发烧39度")
    assert study.kinds()[-1] == "safety-urgent"


@pytest.mark.parametrize(("text", "hour"), [("孩子走了", "2026-12-08 12:00"), ("阿女走咗", "2026-12-08 23:30")])
def test_words_that_may_mean_less_are_paged_and_held_but_answered_without_condolence(
    study: Study, text: str, hour: str
) -> None:
    with_reminders(study)
    study.at(hour).types(text)
    assert study.kinds()[-1] == "safety-perhaps-death"
    said = study.phone()[-1].body
    assert not re.search("难过|難過|sorry", said)
    assert SYMPTOMS.search(said) is None
    assert study.kinds(GAO) == ["page-concern"]
    with reading(study.engine) as session:
        assert is_held(session, family_id(study))
    study.types(text).types("孩子好好的，上学去了")
    assert study.kinds()[-2:] == ["safety-perhaps-death", "ack-after-death"]


def test_who_then_says_that_the_child_has_died_is_condoled_with_and_nobody_twice(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("孩子走了").types(CHINESE).types("孩子走了")
    assert study.kinds() == ["safety-perhaps-death", "safety-death"]


def test_a_fever_after_words_that_may_only_say_it_left_is_answered(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("孩子走了").types("他只是去上学了。刚接回来，发烧39度5")
    assert study.kinds() == ["safety-perhaps-death", "safety-urgent"]


def test_where_a_child_may_still_live_a_missed_call_says_where_to_go(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("孩子没了，叫不醒")
    study.at("2026-12-08 13:00")
    assert study.kinds() == ["safety-emergency", "promise-missed"]


def test_once_a_death_is_told_after_it_a_missed_call_is_only_owned_up_to(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("孩子没了，叫不醒").types("孩子去世了")
    study.at("2026-12-08 13:00")
    assert study.kinds() == ["safety-emergency", "safety-death", "promise-missed-death"]


def test_of_the_child_who_has_died_no_later_text_is_answered_as_of_a_living_one(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types(CHINESE)
    phones_home(study)
    decides(study, STAY)
    closes(study)
    study.at("2026-12-20 12:00").types("女儿那几天发烧39度，一直吐，是不是药的问题")
    assert concern(study, 2).level == "urgent"
    assert study.kinds()[-1] == "safety-death"
    assert not any(SYMPTOMS.search(each.body) for each in study.phone())
    study.at("2026-12-20 23:30").types("那几天一直发烧39度")
    assert study.kinds()[-1] == "safety-death"


def test_a_child_in_the_study_is_cared_for_where_it_was_another_that_died(study: Study) -> None:
    study.enrol()
    study.at("2026-12-08 12:00").types("孩子昨晚去世了")
    phones_home(study)
    decides(study, STAY, NOBODY)
    closes(study)
    study.at("2026-12-20 12:00").types("安安发烧39度")
    assert study.kinds()[-1] == "safety-urgent"
