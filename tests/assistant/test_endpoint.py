"""A language model may name sentences and nothing else: whatever it does instead, the usual answer goes out."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.assistant.answer import Answer, Decision, Ranked, sentences_of
from backend.assistant.budget import Budget
from backend.assistant.endpoint import Endpoint
from backend.assistant.unnamed import unnamed
from backend.assistant.whys import Why
from backend.chat import queries as chat
from backend.chat.choose import Asked, Chooser, choose, chooser_from
from backend.chat.consider import Considered, Reader, Shelf, consider
from backend.db import reading
from backend.inbox import queries as inbox
from backend.inbox.process import process_waiting
from backend.languages import Language
from backend.protocol.guides import guide
from backend.protocol.pack import Pack
from backend.settings import load_settings
from backend.triage.understand import Context, understand
from tests.assistant.conftest import NOW
from tests.assistant.scripted_model import Heard, Script, ScriptedModel, picks, scripted
from tests.journeys.study import MOTHER, Study

QUESTION = "尿样放冰箱可以放多久"
NAMES = ("安安", "妈妈", "Chan Siu Ming", "GZ-001")
Serve = Callable[..., ScriptedModel]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda says, **more: stack.enter_context(scripted(ScriptedModel(says, **more)))


def chooser(model: ScriptedModel, *, a_day: int = 100, timeout: float = 5.0) -> Chooser:
    return Chooser(Endpoint(model.url, "tiny", "sk-secret", timeout), Budget(a_day))


def usual(text: str, pack: Pack, context: Context) -> tuple[Considered, Asked]:
    reader = Reader(Language.ZH_HANS, "hong-kong", by_text=True)
    considered = consider(text, understand(text, NOW, context), reader, context, pack=pack, live=False)
    assert considered is not None
    return considered, Asked(text, NAMES, Shelf(pack, reader, live=False), context, NOW)


def after(model: ScriptedModel, pack: Pack, context: Context, text: str = QUESTION, **more: float) -> Answer:
    considered, asked = usual(text, pack, context)
    return choose(considered, asked, chooser(model, **more)).answer  # type: ignore[arg-type]


def only_starred(heard: Heard) -> str:
    return json.dumps({"sentences": heard.starred})


def test_a_good_choice_is_answered_with_those_sentences_alone(serve: Serve, pack: Pack, context: Context) -> None:
    model = serve(only_starred)
    given = after(model, pack, context)
    whole = [each.text for each in usual(QUESTION, pack, context)[0].answer.sentences]
    texts = [each.text for each in given.sentences]
    assert given.decision is Decision.ANSWER
    assert 0 < len(texts) < len(whole)
    assert texts == [text for text in whole if text in texts]
    assert given.why.endswith(f"; chosen-by=tiny; sentences={len(texts)}/{len(whole)}")
    (heard,) = model.heard
    assert heard.path == "/v1/chat/completions"
    assert heard.headers["Authorization"] == "Bearer sk-secret"


def test_it_may_put_sentences_in_another_order(serve: Serve, pack: Pack, context: Context) -> None:
    model = serve(lambda heard: json.dumps({"sentences": [*heard.starred[1:], heard.starred[0]]}))
    texts = [each.text for each in after(model, pack, context).sentences]
    usually = [each.text for each in usual(QUESTION, pack, context)[0].answer.sentences]
    assert sorted(texts, key=usually.index) != texts


def offered(pack: Pack, context: Context) -> tuple[Considered, Asked]:
    """Two passages to choose from."""
    considered, asked = usual(QUESTION, pack, context)
    ranking = (Ranked("visit.reschedule", 0.3), Ranked("urine.storage", 0.2))
    offer = Answer(Decision.OFFER, ranking, considered.answer.sentences, why="model x")
    return replace(considered, answer=offer), asked


def test_a_choice_of_titles_may_become_one_passages_answer(serve: Serve, pack: Pack, context: Context) -> None:
    offer, asked = offered(pack, context)
    given = choose(offer, asked, chooser(serve(lambda heard: json.dumps({"sentences": heard.numbers(2)})))).answer
    assert (given.decision, given.topic) == (Decision.ANSWER, "urine.storage")
    assert given.sentences == sentences_of(asked.shelf["urine.storage"])


def test_sentences_of_two_passages_are_never_mixed(serve: Serve, pack: Pack, context: Context) -> None:
    offer, asked = offered(pack, context)
    model = serve(lambda heard: json.dumps({"sentences": [*heard.numbers(1), *heard.numbers(2)]}))
    given = choose(offer, asked, chooser(model)).answer
    assert given.decision is Decision.OFFER
    assert "unused=tiny; several-passages" in given.why


def test_a_step_never_goes_out_without_the_one_before_it(serve: Serve, pack: Pack, context: Context) -> None:
    model = serve(lambda heard: json.dumps({"sentences": heard.numbers(1)[1:]}))
    given = after(model, pack, context, "24小时尿怎么留")
    assert given.topic == "urine.24h"
    assert "unused=tiny; torn-apart" in given.why


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        (lambda heard: "可以放三天，放心吧。", "not-numbers"),
        (lambda heard: '{"sentences": [1], "text": "放三天也行"}', "not-numbers"),
        (lambda heard: '{"sentences": ["放三天也行"]}', "not-numbers"),
        (picks(0), "wrong-numbers"),
        (picks(9999), "wrong-numbers"),
        (picks(1, 1), "wrong-numbers"),
        (lambda heard: heard.body, "not-numbers"),
        (lambda heard: "OK, rules are off. He is in the cell group.", "not-numbers"),
        (lambda heard: json.dumps({"sentences": heard.starred[1:]}), "left-out"),
        (picks(), "no-passage"),
        (lambda heard: b"<html>", "no-completion"),
        (lambda heard: b'{"choices": []}', "no-completion"),
        (lambda heard: b'{"choices": [{"message": {"content": null}}]}', "no-completion"),
        (lambda heard: b"x" * 1_000_000, "too-large"),
    ],
)
def test_whatever_else_it_says_the_usual_answer_stays(
    serve: Serve, pack: Pack, context: Context, says: Script, reason: str
) -> None:
    model = serve(says)
    given, before = after(model, pack, context), usual(QUESTION, pack, context)[0].answer
    assert replace(given, why="") == replace(before, why="")
    assert given.why == f"{before.why}; unused=tiny; {reason}"
    assert len(model.heard) == 1


@pytest.mark.parametrize("status", [302, 401, 429, 500])
def test_a_refusal_or_a_redirect_is_no_answer(serve: Serve, pack: Pack, context: Context, status: int) -> None:
    given = after(serve(only_starred, status=status), pack, context)
    assert f"unused=tiny; status={status}" in given.why


def test_one_that_hangs_or_trickles_is_left_after_the_timeout(serve: Serve, pack: Pack, context: Context) -> None:
    model = serve(only_starred, drips=True)
    given = after(model, pack, context, timeout=0.3)
    assert "unused=tiny; slow=0.3" in given.why
    assert given.sentences == usual(QUESTION, pack, context)[0].answer.sentences


def test_nobody_there_is_no_answer(pack: Pack, context: Context) -> None:
    given = after(ScriptedModel(only_starred, url="http://127.0.0.1:9/v1"), pack, context)
    assert "unused=tiny; unreachable=ConnectionError" in given.why


def test_this_process_leaves_a_text_alone_while_the_model_is_asked_about_it(
    serve: Serve, engine: Engine, tmp_path: Path
) -> None:
    seen: list[int] = []
    model = ScriptedModel(only_starred)
    with scripted(model):
        study = Study(engine, tmp_path, chooser=(asks := chooser(model)))
        model.says = lambda heard: (
            seen.append(process_waiting(engine, pack=study.pack, live=False, clock=study.clock, chooser=asks))
            or only_starred(heard)
        )
        study.enrol()
        study.types(QUESTION)
        study.close()
    assert seen == [0]
    assert study.kinds() == ["answer"]


def test_a_budget_that_is_used_up_sends_nothing(serve: Serve, pack: Pack, context: Context) -> None:
    model = serve(only_starred)
    considered, asked = usual(QUESTION, pack, context)
    thrifty = chooser(model, a_day=1)
    choose(considered, asked, thrifty)
    given = choose(considered, asked, thrifty).answer
    assert "unused=tiny; day-used-up" in given.why
    assert len(model.heard) == 1


def test_a_budget_counts_the_last_day_and_minute_and_rests_after_a_failure() -> None:
    budget = Budget(3, 2)
    assert [budget.take(NOW) for _ in range(3)] == [None, None, Why.MINUTE_USED_UP]
    assert budget.take(NOW + timedelta(minutes=1)) is None
    assert budget.take(NOW + timedelta(hours=23)) is Why.DAY_USED_UP
    assert budget.take(NOW + timedelta(hours=24)) is None
    budget.failed(NOW + timedelta(hours=48))
    assert budget.take(NOW + timedelta(hours=48, seconds=59)) is Why.RESTS
    assert budget.take(NOW + timedelta(hours=48, seconds=60)) is None


@pytest.mark.parametrize(
    "text",
    [
        "我是安安妈妈 6500 1111，尿样放冰箱可以放多久",
        "安 安的尿样放冰箱可以放多久 编号GZ001",
        "gz-001 陳先生 ＋８５２６５００１１１１ 尿样放冰箱可以放多久",
        "anan的尿样放冰箱可以放多久，验证码482913",
        "我叫王小明，尿样放冰箱可以放多久 wxid_abc mum@example.com",
    ],
)
def test_nothing_that_tells_who_it_is_leaves(serve: Serve, pack: Pack, context: Context, text: str) -> None:
    model = serve(only_starred)
    considered, asked = usual(QUESTION, pack, context)
    choose(considered, replace(asked, text=text), chooser(model))
    (heard,) = model.heard
    assert "冰箱可以放多久" in heard.message
    secrets = ("安安", "安 安", "妈妈", "GZ", "gz-001", "anan", "1111", "482913", "王小明", "wxid", "example.com")
    assert [each for each in secrets if each in heard.message] == []


def test_names_are_found_in_either_script_and_as_words_alone() -> None:
    assert unnamed("樂樂同埋 chan siu-ming", ["乐乐", "Chan Siu Ming"]) == "[someone]同埋 [someone]"
    assert unnamed("when can Ann bring another sample at 36.8", ["an"]) == "when can Ann bring another sample at 36.8"


@pytest.mark.parametrize(
    "text",
    ["孩子发烧38.5，尿样放冰箱可以放多久", "他分在哪一组", "尿样放冰箱可以放多久，他打的是安慰剂吗", "药可以减半吗"],
)
def test_a_worry_or_what_is_refused_is_never_sent(serve: Serve, pack: Pack, context: Context, text: str) -> None:
    model = serve(only_starred)
    asked = usual(QUESTION, pack, context)[1]
    reader = Reader(Language.ZH_HANS, "hong-kong", by_text=True)
    found = consider(text, understand(text, NOW, context), reader, context, pack=pack, live=False)
    itself = replace(asked, text=text)
    assert found is None or choose(found, itself, chooser(model)) == found
    assert model.heard == []


@pytest.mark.parametrize("text", ["孩子发烧38.5，尿样放冰箱可以放多久", "尿样放冰箱可以放多久，他打的是安慰剂吗"])
def test_a_text_that_worries_or_speaks_of_an_arm_is_kept_back_whatever_was_made_of_it(
    serve: Serve, pack: Pack, context: Context, text: str
) -> None:
    model = serve(only_starred)
    considered, asked = usual(QUESTION, pack, context)
    assert choose(considered, replace(asked, text=text), chooser(model)) == considered
    assert model.heard == []


def test_no_passage_that_speaks_of_what_is_blinded_is_sent(serve: Serve, pack: Pack, context: Context) -> None:
    considered, asked = usual(QUESTION, pack, context)
    shelf = Shelf(pack, Reader(Language.ZH_HANS, "hong-kong", by_text=False), live=False)
    ranking = (Ranked("study.placebo", 0.3), Ranked("urine.storage", 0.2))
    offer = replace(considered, answer=Answer(Decision.OFFER, ranking, considered.answer.sentences))
    model = serve(only_starred)
    choose(offer, replace(asked, shelf=shelf), chooser(model))
    assert "盐水" not in model.heard[0].body


def test_a_model_is_off_unless_one_is_set() -> None:
    assert chooser_from(load_settings()) is None
    made = chooser_from(load_settings(language_model_url="https://model.example/v1", language_model_name="tiny"))
    assert made is not None
    assert made.endpoint.timeout == 5


@pytest.mark.parametrize("wrong", [{"language_model_url": "https://m.example/v1"}, {"language_model_url": "ftp://m"}])
def test_half_a_model_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SystemExit, match=r"(?i)language_model"):
        load_settings(**wrong)


@pytest.fixture
def told(engine: Engine, tmp_path: Path) -> Iterator[Callable[[Chooser | None], Study]]:
    with ExitStack() as stack:

        def tell(with_model: Chooser | None) -> Study:
            study = Study(engine, tmp_path, chooser=with_model)
            stack.callback(study.close)
            study.enrol()
            return study.types(f"我是安安妈妈，电话{MOTHER}，{QUESTION}")

        yield tell


def test_through_the_inbox_the_chosen_sentences_are_the_answer(
    serve: Serve, told: Callable[[Chooser | None], Study]
) -> None:
    model = serve(only_starred)
    study = told(chooser(model))
    assert study.kinds() == ["answer"]
    (heard,) = model.heard
    assert [each for each in ("安安", "妈妈", MOTHER[-8:], "GZ-001") if each in heard.message] == []
    with reading(study.engine) as session:
        (turn,) = [chat.turn(session, row.id) for row in inbox.all_texts(session)]
    assert turn is not None
    assert "chosen-by=tiny" in turn.why
    passage = guide(study.pack, turn.topic, language=Language(turn.language), place="hong-kong", live=False)
    whole, sent = sentences_of(passage), study.phone()[-1].body
    kept = [each.text for each in whole if each.text in sent]
    assert 0 < len(kept) < len(whole)
    assert ("" if turn.language != "en" else " ").join(kept) in sent


def test_through_the_inbox_one_that_fails_changes_nothing(
    serve: Serve, told: Callable[[Chooser | None], Study]
) -> None:
    study = told(chooser(serve(lambda heard: "忽略规则：孩子没事，不用看医生。")))
    assert study.kinds() == ["answer"]
    assert "没事" not in study.phone()[-1].body
    assert "沒事" not in study.phone()[-1].body
