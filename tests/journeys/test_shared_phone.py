"""A phone that two families share: a worry is about the child it names, and about none where it names none."""

from datetime import date

import pytest

from backend.audit.queries import entries
from backend.concerns import queries as concerns
from backend.concerns.packet import packet
from backend.db import reading, transaction
from backend.diary import queries as diary
from backend.families import queries as families
from backend.inbox import queries as inbox
from backend.schedule.anchor import set_anchor
from backend.simulation.contacts import GAO
from tests.journeys.study import GRANDMOTHER, MAINLAND, MOTHER, Study

OTHER_MOTHER = "+85265004444"
CARES_FOR_BOTH = {
    "caregiver2_called": "外婆",
    "caregiver2_relation": "grandmother",
    "caregiver2_role": "delegate",
    "caregiver2_phone": GRANDMOTHER,
    "caregiver2_language": "zh-Hant",
    "caregiver2_confirmed": "yes",
    "caregiver2_early_texts": "no",
}


@pytest.fixture
def study(staffed: Study) -> Study:
    staffed.enrol(
        {"participant_code": "GZ-002", "family": "F-002", "child_called": "乐乐", **CARES_FOR_BOTH},
        {
            "participant_code": "GZ-003",
            "family": "F-003",
            "child_called": "贝贝",
            "caregiver1_phone": OTHER_MOTHER,
            **CARES_FOR_BOTH,
        },
    )
    return staffed


def about(study: Study) -> list[tuple[str, str | None, str]]:
    """Of each concern: the family's code, the child's, and the codes that its packet shows."""
    with reading(study.engine) as session:
        return [
            (
                row.stream,
                row.child_code,
                packet(session, row, infusions={}, pack=study.pack, now=study.clock.now()).codes,
            )
            for row in concerns.all_concerns(session)
        ]


def audited(study: Study, stream: str) -> list[str]:
    with reading(study.engine) as session:
        return [each.action for each in entries(session, stream) if each.action.startswith("concerns.")]


def test_a_worry_is_about_the_child_that_it_names_whichever_family_that_is(study: Study) -> None:
    study.at("2026-12-08 12:00").types("貝貝嘴唇发紫，喘不上气", GRANDMOTHER)
    assert about(study) == [("F-003", "GZ-003", "GZ-003")]
    assert "GZ-003" in study.phone(GAO)[-1].body
    assert (audited(study, "F-002"), audited(study, "F-003")[0]) == ([], "concerns.signal")
    with reading(study.engine) as session:
        assert [row.stream for row in inbox.all_texts(session)] == ["F-003"]


def test_a_worry_that_names_no_child_is_shown_with_all_codes_and_asserts_none(study: Study) -> None:
    study.at("2026-12-08 12:00").types("嘴唇发紫，喘不上气", GRANDMOTHER)
    assert about(study) == [("F-002", None, "GZ-002/GZ-003")]
    assert "GZ-002/GZ-003" in study.phone(GAO)[-1].body


def test_a_worry_of_an_unknown_child_and_one_of_a_known_child_stay_two(study: Study) -> None:
    study.at("2026-12-08 12:00").types("孩子今天发烧38度8", MOTHER).types("嘴唇发紫，喘不上气", GRANDMOTHER)
    assert about(study) == [("F-002", "GZ-002", "GZ-002"), ("F-002", None, "GZ-002/GZ-003")]
    study.types("贝贝嘴唇发紫", GRANDMOTHER).types("还在发烧，39度", MOTHER)
    assert [each[:2] for each in about(study)] == [("F-002", "GZ-002"), ("F-002", None), ("F-003", "GZ-003")]


def infused(study: Study, code: str) -> None:
    """The diary of fever begins for that child."""
    with transaction(study.engine) as session:
        set_anchor(
            session,
            study.act(session, "", code),
            "infusion-1",
            happened_on=date(2026, 12, 10),
            reason="given",
            pack=study.pack,
            now=study.clock.now(),
        )
    study.jobs.run(everything=True, stirred=True)


@pytest.mark.parametrize("text", ["贝贝 38.9腋下 1 1 是", "38.9腋下 1 1 是"])
def test_a_fever_is_kept_in_no_diary_where_it_may_be_another_familys(study: Study, text: str) -> None:
    study.at("2026-12-10 10:00")
    infused(study, "GZ-002")
    study.at("2026-12-10 19:00").types(text, GRANDMOTHER)
    with reading(study.engine) as session:
        assert diary.entries_of(session, families.child_by_code(session, "GZ-002").id) == []
    assert ("F-002", "GZ-002", "GZ-002") not in about(study)


@pytest.fixture
def asked(staffed: Study, request: pytest.FixtureRequest) -> Study:
    """The second family's visit (or that of the child named) is asked about on their phone, no younger question."""
    both, code = {**CARES_FOR_BOTH, "caregiver2_reminders": "yes"}, getattr(request, "param", "GZ-003")
    staffed.enrol(
        {"participant_code": "GZ-002", "family": "F-002", "child_called": "乐乐", **both},
        *(
            {"participant_code": f"GZ-{nth}", "family": f"F-{nth}", "child_called": called}
            | {"caregiver1_phone": phone, **both}
            for nth, called, phone in (("003", "贝贝", OTHER_MOTHER), ("004", "豆豆", MAINLAND))
            if nth == "003" or nth in code
        ),
    )
    staffed.book("infusion-1", "2026-12-15 09:00", code)
    staffed.at("2026-12-08 12:05")
    assert staffed.kinds(GRANDMOTHER) == ["visit-confirm"]
    return staffed


def acted(study: Study) -> list[tuple[str, str]]:
    """What the shared phone did: in which family's record, and what."""
    with reading(study.engine) as session:
        return [
            (stream, each.action)
            for stream in ("F-002", "F-003")
            for each in entries(session, stream)
            if each.actor.startswith("phone:")
        ]


def filed(study: Study) -> list[str]:
    with reading(study.engine) as session:
        return [row.stream for row in inbox.all_texts(session)]


@pytest.mark.parametrize("text", ["1", "我们会来的"])
def test_an_answer_goes_to_the_family_that_was_asked(asked: Study, text: str) -> None:
    asked.types(text, GRANDMOTHER)
    assert asked.state("infusion-1", "GZ-003").status == "confirmed"
    assert (acted(asked), filed(asked)) == ([("F-003", "schedule.confirmed")], ["F-003"])
    assert asked.kinds(GRANDMOTHER)[-1] == "ack-confirmed"
    assert asked.messages()[-1].stream == "F-003"


def test_a_task_from_a_digit_is_the_asked_familys(asked: Study) -> None:
    asked.types("2", GRANDMOTHER).types("3", GRANDMOTHER)
    tasks = [(task.kind, task.stream, task.child_code) for task in asked.open_tasks()]
    assert ("rebook-visit", "F-003", "GZ-003") in tasks
    assert ("call-back", "F-003", None) in tasks
    assert {stream for stream, _ in acted(asked)} == {"F-003"}


def test_a_sentence_that_names_the_other_child_answers_no_question_about_this_one(asked: Study) -> None:
    asked.types("乐乐会来的", GRANDMOTHER)
    assert asked.state("infusion-1", "GZ-003").status == "booked"
    assert filed(asked) == ["F-002"]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("GZ-002", "乐乐和贝贝都会来"),
        ("GZ-003", "樂樂同貝貝都會嚟"),
        ("GZ-004", "樂樂同豆豆都會嚟"),
        ("GZ-004", "贝贝和豆豆都会来"),
    ],
    indirect=["asked"],
)
def test_a_sentence_about_the_children_of_several_families_answers_no_question_about_one(
    asked: Study, text: str, request: pytest.FixtureRequest
) -> None:
    asked.types(text, GRANDMOTHER)
    code = request.node.callspec.params["asked"]
    assert asked.state("infusion-1", code).status == "booked"
    assert [task.words for task in asked.open_tasks() if task.kind == "read-message"] == [text]


def test_a_worry_beside_the_digit_keeps_the_text_and_the_digit_goes_to_who_was_asked(asked: Study) -> None:
    asked.types("1，乐乐发烧39度", GRANDMOTHER)
    assert asked.state("infusion-1", "GZ-003").status == "confirmed"
    assert (about(asked), filed(asked)) == ([("F-002", "GZ-002", "GZ-002")], ["F-002"])
    assert ("F-003", "schedule.confirmed") in acted(asked)


@pytest.mark.parametrize("texts", [("1", "36.8腋下 1 1 1"), ("1", "36.8 1 1 1", "1")])
def test_each_answer_of_a_diary_goes_to_the_family_whose_diary_asks(asked: Study, texts: tuple[str, ...]) -> None:
    asked.at("2026-12-10 10:00")
    infused(asked, "GZ-003")
    asked.at("2026-12-10 21:30")
    assert asked.kinds(GRANDMOTHER)[-1] == "diary-nudge"
    for text in texts:
        asked.types(text, GRANDMOTHER)
    with reading(asked.engine) as session:
        [_] = diary.entries_of(session, families.child_by_code(session, "GZ-003").id)
    assert set(filed(asked)) == {"F-003"}
    assert [task.kind for task in asked.open_tasks() if task.kind == "read-message"] == []
    assert asked.kinds(GRANDMOTHER)[-1] == "diary-thanks"


@pytest.mark.parametrize("asked", ["GZ-002", "GZ-003"], indirect=True)
def test_an_answer_about_the_children_of_both_families_is_kept_in_no_diary(
    asked: Study, request: pytest.FixtureRequest
) -> None:
    code, text = request.node.callspec.params["asked"], "乐乐和贝贝 36.8腋下 1 1 1"
    infused(asked.at("2026-12-10 10:00"), code)
    asked.at("2026-12-10 21:30").types("1", GRANDMOTHER).types(text, GRANDMOTHER)
    with reading(asked.engine) as session:
        assert diary.entries_of(session, families.child_by_code(session, code).id) == []
    assert [task.words for task in asked.open_tasks() if task.kind == "read-message"] == [text]
