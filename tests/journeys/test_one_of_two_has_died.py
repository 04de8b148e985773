"""Two children of one family of whom one has died: the reminders of the other go on, and never the dead child's."""

import pytest

from backend.concerns import queries as concerns
from backend.concerns.hold_texts import UndecidedError, settle_texts
from backend.concerns.models import GO_ON, STAY
from backend.concerns.resume_family import resume_family
from backend.concerns.who_died import NOBODY, WhichChildError
from backend.consent.gate import consent_state
from backend.db import reading, transaction
from backend.errors import NotFoundError
from backend.families import queries as families
from backend.families.pause import pause
from backend.families.pause_queries import is_held, is_paused
from tests.journeys.study import GRANDMOTHER, LIN, Study
from tests.journeys.test_shared_phone import CARES_FOR_BOTH, OTHER_MOTHER

LEO, MIA = "GZ-016", "GZ-017"
DIED = "Leo昨晚去世了"


@pytest.fixture
def study(staffed: Study) -> Study:
    return staffed


@pytest.fixture
def siblings(study: Study) -> Study:
    leo = {"participant_code": LEO, "child_called": "Leo", "sex": "boy", "consent_reference": "IC-016"}
    mia = {"participant_code": MIA, "child_called": "Mia", "consent_reference": "IC-017"}
    study.enrol(leo, {**mia, "birth_date": "2018-02-03"})
    for code in (LEO, MIA):
        study.book("infusion-1", "2026-12-11 09:00", code)
    return study.at("2026-12-08 12:00").types(DIED)


def decides(study: Study, texts: str, died: str = "", *, number: int = 1) -> None:
    with transaction(study.engine) as session:
        now = study.clock.now()
        settle_texts(session, number, texts=texts, died=died, reason="spoke with the mother", by=LIN, now=now)


def left(study: Study, code: str) -> bool:
    """Whether it is on record that the child has died."""
    with reading(study.engine) as session:
        child = families.child_by_code(session, code)
        return consent_state(session, [child.id], as_of=None)[child.id].died_at is not None


def stands(study: Study, code: str) -> tuple[bool, bool]:
    """Whether the family waits for a person's word, and whether it is paused."""
    with reading(study.engine) as session:
        family = families.family_by_code(session, code)
        return is_held(session, family.id), is_paused(session, family.id)


def reminders(study: Study) -> str:
    had = len(study.phone())
    study.at("2026-12-11 08:00")
    return "\n".join(each.body for each in study.phone()[had:])


def test_which_child_has_died_must_be_said_before_reminders_go_on(siblings: Study) -> None:
    with pytest.raises(WhichChildError):
        decides(siblings, GO_ON)
    assert stands(siblings, "F-001") == (True, True)
    with pytest.raises(NotFoundError):
        decides(siblings, GO_ON, "GZ-001")


def test_the_reminders_of_the_child_who_has_died_end_and_the_others_go_on(siblings: Study) -> None:
    decides(siblings, GO_ON, LEO)
    assert stands(siblings, "F-001") == (False, False)
    assert (left(siblings, LEO), left(siblings, MIA)) == (True, False)
    sent = reminders(siblings)
    assert "Mia" in sent
    assert "Leo" not in sent


def test_if_no_child_has_died_both_are_reminded(siblings: Study) -> None:
    decides(siblings, GO_ON, NOBODY)
    assert not left(siblings, LEO)
    sent = reminders(siblings)
    assert "Mia" in sent
    assert "Leo" in sent


def test_to_stay_paused_nobody_needs_to_say_which(siblings: Study) -> None:
    decides(siblings, STAY)
    assert stands(siblings, "F-001") == (False, True)
    assert not left(siblings, LEO)


def resumes(study: Study, died: str = "") -> None:
    with transaction(study.engine) as session:
        family, now = families.family_by_code(session, "F-001"), study.clock.now()
        resume_family(session, family, died=died, reason="they ask for it", by=LIN, now=now)


def test_a_family_that_stayed_paused_is_resumed_without_the_child_who_has_died(siblings: Study) -> None:
    with pytest.raises(UndecidedError):
        resumes(siblings, LEO)
    decides(siblings, STAY)
    with pytest.raises(WhichChildError):
        resumes(siblings)
    resumes(siblings, LEO)
    assert stands(siblings, "F-001") == (False, False)
    assert (left(siblings, LEO), left(siblings, MIA)) == (True, False)


def test_after_any_other_pause_nobody_is_asked(siblings: Study) -> None:
    decides(siblings, GO_ON, NOBODY)
    with transaction(siblings.engine) as session:
        family = families.family_by_code(session, "F-001")
        pause(session, family=family, reason="in hospital", by=LIN, now=siblings.clock.now())
    resumes(siblings)
    assert stands(siblings, "F-001") == (False, False)


def test_where_only_one_is_in_the_study_nobody_is_asked(siblings: Study) -> None:
    decides(siblings, GO_ON, LEO)
    siblings.at("2026-12-14 12:00").types("Mia昨晚去世了")
    with transaction(siblings.engine) as session:
        number = concerns.all_concerns(session)[-1].number
        now = siblings.clock.now()
        settle_texts(session, number, texts=GO_ON, reason="misread", by=LIN, now=now)
    assert stands(siblings, "F-001") == (False, False)


def test_to_stay_paused_the_child_who_has_died_is_recorded_where_it_was_named(siblings: Study) -> None:
    decides(siblings, STAY, LEO)
    assert stands(siblings, "F-001") == (False, True)
    assert (left(siblings, LEO), left(siblings, MIA)) == (True, False)
    resumes(siblings)
    assert stands(siblings, "F-001") == (False, False), "who has died was said before"
    assert "Leo" not in reminders(siblings)


def test_of_three_children_nobody_is_asked_again_who_has_died(siblings: Study) -> None:
    row = {"participant_code": "GZ-018", "child_called": "Zoe", "consent_reference": "IC-018"}
    siblings.enrol({**row, "birth_date": "2019-02-03"})
    decides(siblings, STAY, LEO)
    resumes(siblings)
    assert stands(siblings, "F-001") == (False, False)
    siblings.at("2026-12-14 12:00").types("Mia昨晚去世了")
    decides(siblings, STAY, number=2)
    with pytest.raises(WhichChildError):
        resumes(siblings)


@pytest.fixture
def told_by_both(study: Study) -> Study:
    """A grandmother of two families, of one child each, wrote of a death and named no child."""
    other = {
        "participant_code": "GZ-003",
        "family": "F-003",
        "child_called": "贝贝",
        "caregiver1_phone": OTHER_MOTHER,
    }
    study.enrol(
        {"participant_code": "GZ-002", "family": "F-002", "child_called": "乐乐", **CARES_FOR_BOTH},
        other | CARES_FOR_BOTH,
    )
    return study.at("2026-12-08 12:00").types("孩子昨晚去世了", GRANDMOTHER)


@pytest.mark.parametrize(("died", "bereaved", "other"), [("GZ-002", "F-002", "F-003"), ("GZ-003", "F-003", "F-002")])
def test_of_two_families_on_a_phone_only_the_bereaved_one_stays_paused(
    told_by_both: Study, died: str, bereaved: str, other: str
) -> None:
    with pytest.raises(WhichChildError):
        decides(told_by_both, STAY)
    assert [stands(told_by_both, each) for each in (bereaved, other)] == [(True, True), (True, True)]
    decides(told_by_both, STAY, died)
    assert [stands(told_by_both, each) for each in (bereaved, other)] == [(False, True), (False, False)]
    assert left(told_by_both, died)


def test_the_other_family_stays_paused_where_a_person_had_paused_it_before(told_by_both: Study) -> None:
    with transaction(told_by_both.engine) as session:
        family = families.family_by_code(session, "F-003")
        pause(session, family=family, reason="in hospital", by=LIN, now=told_by_both.clock.now())
    told_by_both.at("2026-12-12 12:00").types("孩子去世了", GRANDMOTHER)
    decides(told_by_both, STAY, "GZ-002", number=2)
    assert [stands(told_by_both, each) for each in ("F-002", "F-003")] == [(False, True), (False, True)]


def test_what_is_written_of_no_one_child_is_of_the_one_who_lives_once_a_person_said_which_died(
    told_by_both: Study,
) -> None:
    decides(told_by_both, STAY, "GZ-002")
    told_by_both.types("孩子发烧39度", GRANDMOTHER)
    assert told_by_both.kinds(GRANDMOTHER) == ["safety-death", "safety-urgent"]


def test_the_sister_who_lives_is_cared_for_while_the_family_stays_paused(siblings: Study) -> None:
    decides(siblings, STAY, LEO)
    siblings.types("孩子发烧39度")
    assert siblings.kinds()[-1] == "safety-urgent"
    siblings.at("2026-12-12 12:00").types("Leo那几天一直发烧39度")
    assert siblings.kinds()[-1] == "safety-death"
    siblings.types("Mia发烧39度")
    assert siblings.kinds()[-1] == "safety-urgent"


def test_each_text_of_an_episode_is_answered_as_of_the_child_that_it_names(siblings: Study) -> None:
    decides(siblings, STAY, LEO)
    siblings.types("孩子发烧39度")
    assert siblings.kinds()[-1] == "safety-urgent"
    siblings.at("2026-12-09 12:00").types("Leo那几天一直发烧39度")
    assert siblings.kinds()[-1] == "safety-death"
    siblings.types("Mia发烧39度")
    assert siblings.kinds()[-1] == "safety-urgent"


def test_both_families_stay_paused_where_the_child_is_of_neither(told_by_both: Study) -> None:
    decides(told_by_both, STAY, NOBODY)
    assert [stands(told_by_both, each) for each in ("F-002", "F-003")] == [(False, True), (False, True)]


def test_of_two_families_on_a_phone_the_one_whose_only_child_has_died_stays_paused(told_by_both: Study) -> None:
    with pytest.raises(WhichChildError):
        decides(told_by_both, GO_ON)
    decides(told_by_both, GO_ON, "GZ-002")
    assert [stands(told_by_both, each) for each in ("F-002", "F-003")] == [(False, True), (False, False)]
    told_by_both.types("谢谢你们", OTHER_MOTHER).types("材料要寄回去吗", GRANDMOTHER)
    assert told_by_both.kinds(GRANDMOTHER)[-1] == "ack-after-death"


def test_the_mother_of_the_child_who_has_died_hears_of_no_visit_though_another_family_told(
    told_by_both: Study,
) -> None:
    decides(told_by_both, GO_ON, "GZ-003")
    assert [stands(told_by_both, each) for each in ("F-002", "F-003")] == [(False, False), (False, True)]
    told_by_both.types("材料要寄回去吗", OTHER_MOTHER).types("打错了，我不认识你们", OTHER_MOTHER)
    assert told_by_both.kinds(OTHER_MOTHER) == ["ack-after-death", "ack-after-death"]
