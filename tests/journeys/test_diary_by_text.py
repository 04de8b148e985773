"""Stories of mothers who keep the diary by text: a good day, a slip, an emergency in the middle, two children."""

from datetime import date

import pytest
from sqlmodel import Session

from backend.db import reading, transaction
from backend.diary import queries as diary
from backend.diary.answers import Answer
from backend.diary.choice import DiaryMeant, diary_choice
from backend.diary.models import Entry
from backend.diary.standings import standings
from backend.diary.state import WindowState
from backend.diary.versions import answers_of, newest
from backend.families import queries as families
from backend.languages import Language
from backend.outbox.decide import Because
from backend.outbox.enqueue import Draft, enqueue
from backend.protocol.approvals import ApprovalState
from backend.protocol.pack import Rendered
from backend.protocol.wording import MessageClass
from backend.schedule.anchor import set_anchor
from tests.journeys.study import MOTHER, Study, moment
from tests.journeys.test_reminder_year import SECOND

IN_ENGLISH = {"caregiver1_language": "en", "child_called": "Ann"}
IN_CHINESE = {"caregiver1_language": "zh-Hans"}


@pytest.fixture
def study(on_infusion_day: Study) -> Study:
    return on_infusion_day


class Evening:
    """The evening of the first infusion, 10 December 2026, 19:00."""

    def __init__(self, study: Study, *rows: dict[str, str]) -> None:
        self.study = study
        study.enrol(*rows)
        study.at("2026-12-10 11:00")
        for code in ("GZ-001", "GZ-002")[: len(rows)]:
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
        study.at("2026-12-10 19:00")

    def nudged(self, code: str = "GZ-001", due_on: date = date(2026, 12, 10)) -> "Evening":
        """A reminder reaches the phone, under which a 1 begins the diary."""
        with transaction(self.study.engine) as session:
            self._nudge(session, code, due_on)
        self.study.settle()
        return self

    def _nudge(self, session: Session, code: str, due_on: date) -> None:
        child = families.child_by_code(session, code)
        draft = Draft(
            dedup_key=f"nudge:{code}:{due_on}:{self.study.clock.now()}",
            kind="diary-nudge",
            message_class=MessageClass.REPLY,
            number=MOTHER,
            route=self.study.pack.study.route_for(MOTHER),
            zone="Asia/Shanghai",
            language=Language.ZH_HANS,
            rendered=Rendered("1?", "v1", ApprovalState.APPROVED, "REF"),
            stream="F-001",
            because=Because("nudge", "send", "due"),
            due_at=self.study.clock.now(),
            expires_at=moment("2026-12-12 12:00"),
            options={"1": diary_choice(DiaryMeant(child.id, "daily", due_on))},
            options_until=moment("2026-12-13 12:00"),
            tolerates_duplicate=True,
        )
        enqueue(session, draft, now=self.study.clock.now())

    def types(self, text: str) -> list[str]:
        """The kinds of texts that a text is answered with."""
        before = len(self.study.kinds())
        self.study.types(text)
        return self.study.kinds()[before:]

    @property
    def last(self) -> str:
        """What the phone showed last."""
        return self.study.phone()[-1].body

    def entries(self, code: str = "GZ-001") -> list[Entry]:
        with reading(self.study.engine) as session:
            return diary.entries_of(session, families.child_by_code(session, code).id)

    def answers(self, code: str = "GZ-001") -> dict[str, Answer]:
        """What the one entry says now."""
        (entry,) = self.entries(code)
        with reading(self.study.engine) as session:
            found = answers_of(newest(diary.versions_of(session, [entry.id])[entry.id]))
        return {answer.item: answer for answer in found}

    def state(self, code: str = "GZ-001") -> WindowState:
        """How the first day's window stands."""
        with reading(self.study.engine) as session:
            found = standings(session, families.child_by_code(session, code), now=self.study.clock.now())
        return next(each.standing.state for each in found if each.window.instrument == "daily")


def test_a_good_day_takes_two_texts_from_a_mother(study: Study) -> None:
    evening = Evening(study, IN_CHINESE).nudged()
    assert evening.types("1") == ["diary-first"]
    assert "36.8腋下" in evening.last
    assert "1浅黄" in evening.last
    assert evening.types("36.8腋下 1 1 是") == ["diary-thanks"]
    assert "36.8°C，腋下；浅黄；都按时吃了；别的跟平时一样" in evening.last
    answers = evening.answers()
    assert (answers["temperature"].meant, answers["temperature"].place) == (36.8, "armpit")
    assert answers["vomits"].meant == 0
    assert answers["vomits"].as_usual
    assert evening.state() is WindowState.ON_TIME
    assert evening.entries()[0].source == "sms"


def test_a_mother_keeps_the_diary_in_english_with_a_slip_and_a_correction(study: Study) -> None:
    evening = Evening(study, IN_ENGLISH).nudged()
    assert evening.types("1") == ["diary-first"]
    assert "36.8 armpit" in evening.last
    assert evening.types("98.2 armpit, 1, 1, yes") == ["diary-again"]
    assert "36.8" in evening.last
    assert evening.types("yes") == ["diary-thanks"]
    assert "36.8 C, Armpit; Pale yellow" in evening.last
    assert evening.types("sorry, should be 37.1") == ["diary-changed"]
    assert evening.answers()["temperature"].meant == 37.1
    assert evening.answers()["temperature"].place == "armpit"


def test_a_line_that_nobody_asked_for_is_kept_as_todays_diary(study: Study) -> None:
    evening = Evening(study, IN_CHINESE)
    assert evening.types("３６．８腋下，１，１，是") == ["diary-thanks"]
    assert evening.state() is WindowState.ON_TIME


def test_what_is_not_as_usual_is_asked_by_itself_and_the_rest_stays_usual(study: Study) -> None:
    evening = Evening(study, IN_CHINESE).nudged()
    evening.types("1")
    assert evening.types("36.8腋下 1 1 不是") == ["diary-next"]
    assert "5没有吐" in evening.last
    assert evening.types("5 9") == ["diary-next"]
    assert "吐了几次" in evening.last
    assert evening.types("一次") == ["diary-next"]
    assert "1头痛" in evening.last
    assert evening.types("4 8") == ["diary-thanks"]
    answers = evening.answers()
    assert answers["vomits"].meant == 1
    assert answers["said"].meant == ("belly", "cold")
    assert answers["drinking"].as_usual


def test_what_was_forgotten_is_asked_later_and_a_diary_is_taken_up_hours_later(study: Study) -> None:
    evening = Evening(study, IN_CHINESE).nudged()
    evening.types("1")
    assert evening.types("36.8") == ["diary-next"]
    assert "在哪里量的" in evening.last
    study.at("2026-12-11 08:00")
    assert evening.types("1 2 1 1") == ["diary-thanks"]
    assert evening.answers()["temperature"].place == "armpit"
    assert evening.answers()["urine-colour"].meant == "dark"


def test_what_is_not_understood_is_asked_once_and_then_a_person_has_it_with_all_that_was_said(study: Study) -> None:
    evening = Evening(study, IN_CHINESE).nudged()
    evening.types("1")
    assert evening.types("36.8腋下 9 1 是") == ["diary-again"]
    assert "1浅黄" in evening.last
    assert evening.types("👍") == ["diary-handed"]
    (task,) = [task for task in study.open_tasks() if task.kind == "read-entry"]
    assert "36.8°C" in (task.words or "")
    assert "👍" in (task.words or "")
    assert evening.types("深黄") == ["diary-thanks"]


def test_an_emergency_in_the_middle_is_answered_alone_and_the_diary_waits(study: Study) -> None:
    evening = Evening(study, IN_CHINESE).nudged()
    evening.types("1")
    evening.types("36.8腋下")
    assert evening.types("他喘不过气，嘴唇发紫") == ["safety-emergency"]
    assert evening.types("1 1 是") == ["diary-thanks"]
    assert evening.answers()["urine-colour"].meant == "pale"


def test_brown_urine_is_answered_for_its_worry_before_anything_is_asked(study: Study) -> None:
    evening = Evening(study, IN_CHINESE).nudged()
    evening.types("1")
    answered = evening.types("36.8腋下 5 1 是")
    assert answered[0].startswith("safety-urgent")
    assert answered[1:] == ["diary-next"]
    assert "红心火龙果" in evening.last


def test_with_two_children_it_is_asked_once_whose_diary_it_is(study: Study) -> None:
    evening = Evening(study, IN_CHINESE, {**SECOND, **IN_CHINESE})
    assert evening.types("36.8腋下 1 1 是") == ["diary-which"]
    assert "1 安安" in evening.last
    assert "2 宁宁" in evening.last
    assert evening.types("2") == ["diary-thanks"]
    assert evening.entries("GZ-001") == []
    assert evening.answers("GZ-002")["temperature"].meant == 36.8
    assert evening.types("安安 37.0腋下 2 1 是") == ["diary-thanks"]
    assert evening.answers("GZ-001")["temperature"].meant == 37.0
