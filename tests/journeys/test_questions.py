"""Stories of what parents ask: approved sentences, titles by digit, refusals, a person; worries always first."""

import pytest

from backend.chat import queries as chat
from backend.chat.models import Came, ChatTurn
from backend.concerns import queries as concerns
from backend.concerns.models import TaskKind
from backend.db import reading, transaction
from backend.families import queries as families
from backend.families.pause import pause
from backend.inbox import queries as inbox
from backend.inbox.conversation import Conversation
from backend.languages import Language
from backend.protocol.guides import guide
from tests.journeys.study import LIN, MOTHER, Study, moment
from tests.journeys.test_conversations import booked, kinds_of_tasks

UNCLEAR = "早上那个怎么处理"
FITTING = "琴日唔記得填得唔得"
"""Its passage and whether it helped fit into two segments."""


def turns(study: Study) -> list[ChatTurn]:
    with reading(study.engine) as session:
        found = [chat.turn(session, row.id) for row in inbox.all_texts(session)]
    return [each for each in found if each is not None]


def passage(study: Study, topic: str, language: Language) -> str:
    return guide(study.pack, topic, language=language, place="hong-kong", live=False).short


@pytest.mark.parametrize(
    ("text", "topic", "language"),
    [
        ("第二天早上第一次尿要不要倒掉", "urine.24h", Language.ZH_HANT),
        ("琴日唔記得填得唔得", "diary.late", Language.ZH_HANT),
        ("How long may the sample stay in the fridge?", "urine.storage", Language.EN),
    ],
)
def test_a_question_is_answered_with_the_passage_and_nothing_else(
    study: Study, text: str, topic: str, language: Language
) -> None:
    booked(study).types(text)
    assert study.kinds() == ["answer"]
    assert passage(study, topic, language) in study.phone()[-1].body
    assert TaskKind.READ_MESSAGE not in kinds_of_tasks(study)
    (turn,) = turns(study)
    assert (turn.came, turn.topic) == (Came.ANSWERED, topic)
    assert turn.passages == [f"{topic}@{study.pack.passages[topic].version}"]


def test_an_answer_says_that_a_machine_gives_it(study: Study) -> None:
    booked(study).types("尿样放冰箱可以放多久")
    assert "〔AI生成〕" in study.phone()[-1].body


def test_which_arm_is_refused_in_words_of_its_own_and_a_person_knows(study: Study) -> None:
    booked(study).types("系咪真嘅干细胞")
    assert study.kinds() == ["refuse-arm"]
    assert TaskKind.UNBLINDING_REQUEST in kinds_of_tasks(study)
    assert [(turn.came, turn.kind) for turn in turns(study)] == [(Came.REFUSED, "arm")]


def test_a_dose_is_refused_and_a_person_reads_it(study: Study) -> None:
    booked(study).types("血壓低咗 我自己減半粒得未")
    assert study.kinds() == ["refuse-dose"]
    assert TaskKind.READ_MESSAGE in kinds_of_tasks(study)


def test_titles_are_offered_and_one_is_chosen_by_its_digit(study: Study) -> None:
    study.enrol()
    study.types(UNCLEAR)
    assert study.kinds() == ["answer-offer"]
    offered = study.messages()[-1].options
    study.types("1")
    assert study.kinds() == ["answer-offer", "answer"]
    assert passage(study, offered["1"][1], Language.ZH_HANS) in study.phone()[-1].body
    assert [turn.came for turn in turns(study)] == [Came.OFFERED, Came.CHOSEN]


def test_none_of_the_titles_brings_a_person(study: Study) -> None:
    study.enrol()
    study.types(UNCLEAR)
    last = max(study.messages()[-1].options)
    study.types(last)
    assert study.kinds() == ["answer-offer", "ack-kept"]
    assert TaskKind.READ_MESSAGE in kinds_of_tasks(study)


def test_a_visit_that_was_asked_about_keeps_its_digits_beside_the_titles(study: Study) -> None:
    booked(study).at("2026-12-08 12:05").types(UNCLEAR)
    assert "回4" in study.phone()[-1].body
    study.types("1")
    assert study.kinds()[-1] == "ack-confirmed"


@pytest.mark.parametrize(
    ("taken", "came", "titles"), [(7, "answer-offer", 1), (8, "ack-kept", 0), (9, "ack-kept", 0)]
)
def test_titles_are_offered_only_under_digits_that_are_free(
    study: Study, monkeypatch: pytest.MonkeyPatch, taken: int, came: str, titles: int
) -> None:
    held = {str(digit): ["confirm", "infusion-1"] for digit in range(1, taken + 1)}
    monkeypatch.setattr(Conversation, "options", property(lambda talk: held))
    study.enrol()
    study.types(UNCLEAR)
    assert study.kinds() == [came]
    offered = [meaning[0] for meaning in study.messages()[-1].options.values()]
    assert (offered.count("guide"), offered.count("person")) == (titles, min(titles, 1))


def test_asked_in_vain_twice_a_person_is_fetched(study: Study) -> None:
    study.enrol()
    study.types(UNCLEAR).types("到时候怎么弄")
    assert study.kinds()[0] == "answer-offer"
    assert study.kinds()[-1] == "ack-kept"
    assert TaskKind.READ_MESSAGE in kinds_of_tasks(study)


def test_an_emergency_gets_its_answer_alone(study: Study) -> None:
    booked(study).types("他喘不上气嘴唇发紫，明天还要留尿吗？")
    assert study.kinds()[0].startswith("safety-emergency")
    assert "answer" not in study.kinds()


def test_beside_a_mild_worry_a_clear_question_is_answered_second(study: Study) -> None:
    booked(study).types("忘记吃药了怎么办")
    assert study.kinds()[0] == "safety-routine"
    assert set(study.kinds()[1:]) <= {"answer", "answer-kept"}
    assert len(study.kinds()) == 2


def test_a_fever_with_a_question_is_for_the_person_who_phones(study: Study) -> None:
    booked(study).types("孩子发烧38.5，要吃美林吗")
    assert study.kinds() == ["safety-urgent"]


def test_what_is_no_question_still_comes_to_a_person(study: Study) -> None:
    booked(study).types("她昨天在学校画了一幅画")
    assert study.kinds() == ["ack-kept"]
    assert turns(study) == []


def test_a_spilt_sample_is_told_what_to_do_and_a_person_reads_it(study: Study) -> None:
    booked(study).types("今天的尿样洒了一些")
    assert study.kinds() == ["answer-kept"]
    assert passage(study, "urine.missed_void", Language.ZH_HANS) in study.phone()[-1].body
    with reading(study.engine) as session:
        assert [row.level for row in concerns.unresolved(session)] == ["routine"]


def test_a_phone_that_stopped_is_not_answered(study: Study) -> None:
    booked(study).types("退订").types("尿样放冰箱可以放多久")
    assert study.kinds() == ["opt-out-confirmed"]
    assert TaskKind.READ_MESSAGE in kinds_of_tasks(study)


def test_a_stranger_is_not_answered(study: Study) -> None:
    booked(study).types("尿样放冰箱可以放多久", "+85265009999")
    assert study.phone("+85265009999") == []


def test_a_paused_family_hears_from_a_person(study: Study) -> None:
    booked(study)
    with transaction(study.engine) as session:
        family = families.family_by_code(session, "GZ-001")
        pause(session, family=family, reason="in hospital", by=LIN, now=study.clock.now())
    study.types("尿样放冰箱可以放多久")
    assert study.kinds() == ["ack-kept"]


def test_what_no_text_may_say_is_not_sent_by_text(study: Study) -> None:
    study.enrol()
    study.types("干细胞是从哪里来的")
    assert study.kinds()[-1] != "answer"
    assert "细胞" not in study.phone()[-1].body


def test_a_sentence_confirms_or_moves_the_visit_that_was_asked_about(study: Study) -> None:
    booked(study).at("2026-12-08 12:05").types("好的，我们会准时到")
    assert study.kinds()[-1] == "ack-confirmed"
    study.types("那天去不了了，想改个时间")
    assert study.kinds()[-1] == "ack-move"
    assert study.state("infusion-1").move_asked


def test_a_model_that_stumbles_holds_up_neither_its_own_text_nor_the_next(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(*_: object, **__: object) -> None:
        raise RuntimeError("the weights do not fit")

    monkeypatch.setattr("backend.inbox.consider.consider", stumbles)
    booked(study)
    study.emulator.type_as(MOTHER, "尿样放冰箱可以放多久")
    study.types("佢口唇有啲紫，唞气好辛苦")
    assert set(study.kinds()) == {"ack-kept", "safety-emergency"}
    assert TaskKind.READ_MESSAGE in kinds_of_tasks(study)


def rated(study: Study) -> list[tuple[str, bool]]:
    with reading(study.engine) as session:
        return [(each.topic, each.useful) for each in chat.ratings_since(session, since=moment("2026-12-01 00:00"))]


def asks_use(study: Study) -> bool:
    return "8" in study.messages()[-1].options


def test_an_answer_is_rated_by_one_digit_and_the_family_is_not_asked_again_soon(study: Study) -> None:
    study.enrol()
    study.types(FITTING)
    assert study.kinds() == ["answer"]
    assert study.phone()[-1].body.endswith("\n有幫助回8，沒幫助回9")
    assert study.messages()[-1].parts <= 2
    study.types("8")
    assert study.kinds() == ["answer"], "a thank-you for a thank-you is not sent"
    assert [useful for _, useful in rated(study)] == [True]
    study.types(FITTING)
    assert study.kinds() == ["answer", "answer"]
    assert not asks_use(study)
    study.at("2027-01-05 09:00").types(FITTING)
    assert asks_use(study)


def test_an_answer_that_did_not_help_brings_a_person_to_the_question_itself(study: Study) -> None:
    study.enrol()
    study.types(FITTING).types("9")
    assert study.kinds() == ["answer", "ack-useless"]
    assert [useful for _, useful in rated(study)] == [False]
    [task] = [each for each in study.open_tasks() if each.kind == TaskKind.READ_MESSAGE]
    assert task.words == FITTING


def test_nobody_is_asked_to_rate_beside_another_question(study: Study) -> None:
    booked(study).at("2026-12-08 12:05").types(FITTING)
    assert study.kinds()[-1] == "answer"
    assert not asks_use(study)
    study.types("1")
    assert study.kinds()[-1] == "ack-confirmed"
    assert rated(study) == []


def test_a_reminder_that_comes_after_the_answer_has_the_digits_to_itself(study: Study) -> None:
    booked(study).at("2026-12-08 11:50").types(FITTING)
    assert asks_use(study)
    study.at("2026-12-08 12:05")
    assert study.kinds()[-1] == "visit-confirm"
    study.types("8")
    assert study.kinds()[-1] == "ask-digit"
    assert study.state("infusion-1").status.value != "confirmed"
    study.types("1")
    assert study.kinds()[-1] == "ack-confirmed"


def test_thanks_under_an_answer_is_not_taken_for_a_rating(study: Study) -> None:
    study.enrol()
    study.types(FITTING).types("谢谢")
    assert study.kinds() == ["answer"]
    assert rated(study) == []
    study.types("OK")
    assert study.kinds()[-1] == "no-prompt"
    assert rated(study) == []


def test_an_answer_that_would_cost_a_segment_more_asks_nothing(study: Study) -> None:
    study.enrol({"place": "unknown"})
    study.types("体温多写了一位，怎么改回来")
    assert study.kinds() == ["answer"]
    assert not asks_use(study)


ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("asked", "then", "topic"),
    [
        ("第二天早上第一次尿要不要倒掉", "那要放冰箱吗", "urine.storage"),
        ("尿样放冰箱可以放多久", "那路上呢", "urine.storage"),
        ("可以打疫苗吗", "那流感的呢", "life.vaccine"),
        ("How long may the sample stay in the fridge?", "and in the car?", "urine.storage"),
    ],
)
def test_what_asks_on_after_a_passage_is_heard_with_it(study: Study, asked: str, then: str, topic: str) -> None:
    study.enrol()
    study.types(asked).types(then)
    assert study.kinds() == ["answer", "answer"]
    assert turns(study)[-1].topic == topic


@ONE_DATABASE
def test_after_half_an_hour_what_asks_on_stands_alone(study: Study) -> None:
    study.enrol()
    study.types("尿样放冰箱可以放多久").settle(31).types("那路上呢")
    assert study.kinds() == ["answer", "ack-kept"]


@ONE_DATABASE
@pytest.mark.parametrize(
    ("asked", "then", "kind"),
    [
        ("孩子病了，普利或沙坦怎么办", "那要停几天呢", "dose"),
        ("尿样放冰箱可以放多久", "那她分到哪组呢", "arm"),
    ],
)
def test_what_is_never_answered_is_not_answered_as_something_that_asks_on(
    study: Study, asked: str, then: str, kind: str
) -> None:
    study.enrol()
    study.types(asked).types(then)
    assert study.kinds()[-1] == f"refuse-{kind}"


@ONE_DATABASE
@pytest.mark.parametrize("then", ["好的知道了", "那我明天去", "她今天画了一幅画"])
def test_what_asks_nothing_is_no_question_after_a_passage_either(study: Study, then: str) -> None:
    study.enrol()
    study.types("尿样放冰箱可以放多久").types(then)
    assert study.kinds() != ["answer", "answer"]
