"""A diary that is kept by text: what is asked, what is kept, when a person is needed, and what a text may cost."""

from datetime import date

import pytest

from backend.db import transaction
from backend.diary.choice import DiaryMeant, diary_choice
from backend.diary.models import Source
from backend.diary.state import WindowState
from backend.diary.versions import answers_of
from backend.outbox.models import Status
from backend.sittings.close import close_sittings
from tests.factories import PACK, message
from tests.journeys.study import MOTHER, moment
from tests.sittings.mother import Mother

LINE = "36.8腋下 1 1 是"


def said(mother: Mother, item: str) -> object:
    """What the one entry says of an item now."""
    return next(answer.meant for answer in answers_of(mother.version()) if answer.item == item)


def asks(mother: Mother, key: str, options: dict[str, list[str]], kind: str = "visit-confirm") -> None:
    """A question with digits reaches the phone."""
    with transaction(mother.home.engine) as session:
        row = message(
            session,
            key,
            number=MOTHER,
            now=mother.home.now,
            options=options,
            options_until=moment("2026-12-13 09:00"),
        )
        row.kind, row.status, row.sent_at = kind, Status.DELIVERED.value, mother.home.now
        session.add(row)


def nudged(mother: Mother, on: date = date(2026, 12, 10)) -> None:
    asks(mother, f"nudge {on}", {"1": diary_choice(DiaryMeant(mother.home.child_id(), "daily", on))}, "diary-nudge")


def tasks(mother: Mother) -> list[str]:
    return [task.facts.get("reason", "") for task in mother.home.tasks()]


def test_a_digit_under_a_nudge_begins_the_diary_and_one_line_keeps_it(mother: Mother) -> None:
    nudged(mother)
    assert mother.types("1") == ["diary-first"]
    assert mother.types(LINE) == ["diary-thanks"]
    assert mother.entries()[0].source == Source.SMS
    assert mother.version().whole
    assert mother.state() is WindowState.ON_TIME


def test_answers_one_by_one_make_the_entry_that_a_line_makes(mother: Mother) -> None:
    nudged(mother)
    mother.types("1")
    assert [mother.types(text) for text in ("36.8", "腋下", "浅黄", "都吃了")] == [["diary-next"]] * 4
    assert mother.types("一样") == ["diary-thanks"]
    assert (said(mother, "temperature"), said(mother, "urine-colour")) == (36.8, "pale")


def test_a_correction_in_the_middle_counts_and_costs_one_answer(mother: Mother) -> None:
    mother.types("36.8腋下 1")
    assert mother.types("改 37.1") == ["diary-next"]
    assert mother.types("1 1") == ["diary-thanks"]
    assert said(mother, "temperature") == 37.1


def test_a_correction_afterwards_is_a_version_with_its_words_as_the_reason(mother: Mother) -> None:
    mother.types(LINE)
    assert mother.types("体温打错了是37.1") == ["diary-changed"]
    assert "37.1°C，腋下" in mother.body
    assert (mother.version().nth, mother.version().reason) == (2, "体温打错了是37.1")


def test_a_correction_by_text_leaves_alone_what_the_app_corrected_meanwhile(mother: Mother) -> None:
    mother.types(LINE)
    (entry,) = mother.entries()
    other = {"temperature": {"amount": "36.8", "place": "armpit"}, "urine-colour": "dark", "vomits": 1}
    submission = mother.home.entry("app", other, due_on=date(2026, 12, 10), corrects=entry.id, reason="seen wrongly")
    assert mother.home.sends(submission).is_kept
    assert mother.types("改 37.1") == ["diary-changed"]
    assert "37.1°C" in mother.body
    assert "深黄" not in mother.body
    assert [said(mother, item) for item in ("temperature", "urine-colour", "vomits")] == [37.1, "dark", 1]
    assert mother.types("改 37.3") == ["diary-changed"]
    assert [said(mother, item) for item in ("temperature", "urine-colour", "vomits")] == [37.3, "dark", 1]
    assert mother.version().nth == 4


def test_a_correction_that_opens_a_question_has_it_asked(mother: Mother) -> None:
    mother.types(LINE)
    assert mother.types("改 38.6")[-1] == "diary-next"
    assert "从哪天开始烧的" in mother.body
    assert mother.types("2") == ["diary-changed"]
    assert (said(mother, "temperature"), said(mother, "fever-since")) == (38.6, "yesterday")


def test_an_unlikely_amount_is_asked_about_and_a_no_asks_it_anew(mother: Mother) -> None:
    assert mother.types("34.8腋下 1 1 是") == ["diary-next"]
    assert "34.8" in mother.body
    assert mother.types("2") == ["diary-next"]
    assert mother.types("36.8腋下") == ["diary-thanks"]
    assert said(mother, "temperature") == 36.8


@pytest.mark.parametrize(
    ("text", "hint", "answer"),
    [("395腋下 1 1 是", "39.5", "36.9腋下"), ("36.8腋下 8 1 是", "1浅黄", "2"), ("-1 1 1 是", "-1", "36.8腋下")],
)
def test_what_cannot_be_is_asked_once_more_in_words(mother: Mother, text: str, hint: str, answer: str) -> None:
    assert mother.types(text)[-1] == "diary-again"
    assert hint in mother.body
    assert mother.types(answer) == ["diary-thanks"]


def test_not_understood_twice_is_for_a_person_and_then_goes_on(mother: Mother) -> None:
    mother.types("36.8腋下 1 1")
    assert mother.types("👍") == ["diary-again"]
    assert mother.types("☀️") == ["diary-handed"]
    assert tasks(mother) == ["unclear-by-text"]
    assert mother.types("🌙") == ["ack-kept"]
    assert mother.types("是") == ["diary-thanks"]


def test_words_beside_the_answers_are_kept_and_read_by_a_person(mother: Mother) -> None:
    assert mother.types(LINE + " 今天去了公园")[-1] == "diary-thanks"
    assert said(mother, "note") == "今天去了公园"
    assert tasks(mother) == ["own-words"]


def test_a_question_beside_the_answers_comes_to_a_person_and_both_are_answered(mother: Mother) -> None:
    nudged(mother)
    mother.types("1")
    assert mother.types(LINE + " 明天几点到医院？") == ["diary-thanks", "ack-kept"]


def test_the_same_line_twice_is_one_entry_and_one_answer(mother: Mother) -> None:
    mother.types(LINE)
    assert mother.types(LINE) == []
    assert mother.version().nth == 1


def test_a_digit_sent_twice_at_once_does_not_answer_the_next_question(mother: Mother) -> None:
    nudged(mother)
    mother.types("1")
    mother.types("36.8腋下 1 5", sent=False)
    assert mother.types("36.8腋下 1 5", minutes=0.01) == []
    assert mother.outcome == "diary-repeated"
    assert mother.types("36.8腋下 1 5 不是") == ["diary-next"]
    assert mother.types("5", sent=False) == ["diary-next"]
    assert mother.types("5", minutes=0.01) == []
    assert mother.types("1") == ["diary-thanks"]
    assert said(mother, "vomits") == 1
    assert said(mother, "kidney-medicine") == "none"


def test_a_visit_that_asked_later_has_the_digit_until_it_is_answered(mother: Mother) -> None:
    nudged(mother)
    mother.types("1")
    mother.types("36.8腋下 1 1")
    mother.home.at("2026-12-10 19:40")
    asks(mother, "visit", {"3": ["call"]})
    assert mother.types("3") == ["ack-call"]
    assert mother.types("1") == ["diary-thanks"]


def test_other_words_keep_working_while_a_diary_is_open(mother: Mother) -> None:
    nudged(mother)
    mother.types("1")
    assert mother.types("帮助") == ["help"]
    assert mother.types("English") == ["language-changed"]
    assert mother.types("明天几点到医院？") == ["answer"]
    assert mother.types("退订") == ["opt-out-confirmed"]


def test_an_emergency_is_answered_alone_and_its_answers_are_kept(mother: Mother) -> None:
    nudged(mother)
    mother.types("1")
    assert mother.types("40.3腋下 1 1") == ["safety-emergency"]
    assert mother.types("是") == ["diary-next"]
    assert "从哪天开始烧的" in mother.body
    assert mother.types("今天") == ["diary-thanks"]
    assert said(mother, "temperature") == 40.3


def test_a_worry_that_only_a_digit_says_is_answered_first(mother: Mother) -> None:
    nudged(mother)
    mother.types("1")
    kinds = mother.types("36.8腋下 5 1 是")
    assert kinds[0].startswith("safety-urgent")
    assert kinds[1:] == ["diary-next"]
    assert mother.types("没有") == ["diary-thanks"]
    assert len(mother.home.concerns()) == 1


def test_what_was_not_finished_in_time_is_kept_as_a_part_and_read(mother: Mother) -> None:
    mother.types("36.8腋下 2")
    mother.home.at("2026-12-13 12:01")
    assert close_sittings(mother.home.engine, pack=PACK, live=False, clock=mother.home.clock) == 1
    assert close_sittings(mother.home.engine, pack=PACK, live=False, clock=mother.home.clock) == 0
    assert (mother.version().whole, said(mother, "urine-colour")) == (False, "dark")
    assert mother.state() is WindowState.MISSED
    assert "unfinished-by-text" in tasks(mother)


def test_a_diary_that_was_filled_in_on_the_page_meanwhile_is_not_kept_twice(mother: Mother) -> None:
    mother.types("36.8腋下 2")
    mother.home.sends(mother.home.entry("page", recorded_at=mother.home.now))
    assert mother.types("1 是") == ["ack-kept"]
    mother.home.at("2026-12-13 12:01")
    close_sittings(mother.home.engine, pack=PACK, live=False, clock=mother.home.clock)
    assert len(mother.entries()) == 1


def test_a_line_on_the_next_evening_is_the_next_days(mother: Mother) -> None:
    mother.types("36.8腋下 2")
    mother.home.at("2026-12-11 19:00")
    assert mother.types(LINE) == ["diary-thanks"]
    assert [entry.due_on for entry in mother.entries()] == [date(2026, 12, 11)]


def test_a_nudge_for_a_day_that_is_over_says_so(mother: Mother) -> None:
    nudged(mother)
    mother.types(LINE)
    asks(mother, "late", {"1": diary_choice(DiaryMeant(mother.home.child_id(), "daily", date(2026, 12, 10)))})
    assert mother.types("1") == ["diary-closed"]


TEXTS = [
    LINE,
    "1",
    "5",
    "0",
    "36.8",
    "37.6 1 1 1",
    "38.9 5 2 2 他一直吐，发冷",
    "40.5 6 1 2",
    "喘不过气",
    "尿是红的，可以吃冰吗？",
    "改 39.2",
    "改 5",
    "是",
    "不是",
    "👍",
    "谢谢",
    "36.8腋下 5 1 2 想退出",
    "我要找人工",
    "2 3 5 11",
    "帮助",
]


@pytest.mark.parametrize("seed", range(3))
def test_no_text_ever_costs_more_than_two_answers(mother: Mother, seed: int) -> None:
    nudged(mother)
    mother.types("1")
    for place in range(len(TEXTS)):
        text = TEXTS[(place * (7, 11, 13)[seed] + seed) % len(TEXTS)]
        kinds = mother.types(text, minutes=20)
        assert len(kinds) <= 2, (text, kinds)
        if any(kind.startswith("safety-emergency") for kind in kinds):
            assert all(kind.startswith("safety") for kind in kinds), (text, kinds)
