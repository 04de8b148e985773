"""What only ambiguous phrases say: it counts in full unless a second reader takes all of it for harmless."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.protocol.load import load_pack
from backend.triage.combine import strongest
from backend.triage.model import LABELS, Opinion
from backend.triage.reconsider import reconsider, settled
from backend.triage.rulebook import compile_rules
from backend.triage.settle import HARMLESS, settle
from backend.triage.understand import Context, understand
from backend.triage.understanding import Intent, Script, SignFound, Understanding, Urgency, Wording

NOW = datetime(2026, 12, 1, tzinfo=UTC)
CRAMP = SignFound("seizure", Urgency.EMERGENCY, "cramp", night=True, sae=True, ambiguous=True)
FEVER = SignFound("fever", Urgency.URGENT, "fever")
EMERGENCY, URGENT = HARMLESS[Urgency.EMERGENCY], HARMLESS[Urgency.URGENT]
opinions = st.lists(
    st.fixed_dictionaries({label: st.floats(-2, 2) for label in LABELS}).map(Opinion), min_size=1, max_size=3
)


def of(*signs: SignFound) -> Understanding:
    level = max((sign.level for sign in signs), key=lambda each: each.rank, default=Urgency.NONE)
    return Understanding(Wording.EN, Script.LATIN, level, (Intent.SYMPTOM_REPORT,), signs=strongest(signs))


def speaking(emergency: float, urgent: float = 0.0) -> Opinion:
    scores = {Urgency.EMERGENCY: emergency, Urgency.URGENT: urgent - emergency}
    return Opinion({**dict.fromkeys(LABELS, 0.0), **scores})


@cache
def context() -> Context:
    return Context(compile_rules(load_pack(Path("messages/nct06731192")).listening))


def read(text: str) -> Understanding:
    return understand(text, NOW, context())


def test_by_the_rules_alone_an_ambiguous_sign_is_routine_and_a_clear_one_what_it_is() -> None:
    assert of(CRAMP).floor is Urgency.ROUTINE
    assert of(CRAMP, FEVER).floor is Urgency.URGENT
    assert of(replace(CRAMP, ambiguous=False)).floor is Urgency.EMERGENCY
    assert of().floor is Urgency.NONE


def test_a_sign_that_is_clear_too_is_not_ambiguous() -> None:
    clear = replace(CRAMP, words="convulsing", ambiguous=False)
    assert strongest([CRAMP, clear]) == strongest([clear, CRAMP]) == (clear,)


def test_without_a_second_reader_it_counts_in_full() -> None:
    assert settle(of(CRAMP), ()) == of(CRAMP)


def test_what_is_taken_for_harmless_is_routine_wakes_nobody_and_starts_no_clock() -> None:
    after = settle(of(CRAMP), [speaking(EMERGENCY - 0.5, URGENT - 0.1)])
    assert after.urgency is Urgency.ROUTINE
    assert after.signs == (replace(CRAMP, level=Urgency.ROUTINE, night=False, sae=False, ambiguous=False),)
    assert "a model takes it for harmless" in after.reason
    assert "seizure (emergency, ambiguous): cramp" in after.reason


def test_what_is_no_emergency_may_still_be_urgent() -> None:
    after = settle(of(CRAMP), [speaking(EMERGENCY - 0.1, URGENT + 0.1)])
    assert (after.urgency, after.signs[0].night) == (Urgency.URGENT, True)


def test_one_sentence_that_is_not_harmless_is_enough() -> None:
    harmless, grave = speaking(EMERGENCY - 1), speaking(EMERGENCY + 0.01)
    assert settle(of(CRAMP), [harmless, grave]).urgency is Urgency.EMERGENCY


@given(opinions)
def test_it_stays_between_the_floor_and_the_whole_and_is_settled_once(said: list[Opinion]) -> None:
    for before in (of(CRAMP), of(CRAMP, FEVER), of(FEVER), of()):
        after = settle(before, said)
        assert before.floor.rank <= after.urgency.rank <= before.urgency.rank
        assert after.floor is after.urgency
        assert settle(after, said) == after


@given(opinions, opinions)
def test_another_opinion_lowers_nothing(said: list[Opinion], more: list[Opinion]) -> None:
    assert settle(of(CRAMP), [*said, *more]).urgency.rank >= settle(of(CRAMP), said).urgency.rank


@pytest.mark.parametrize(
    "text",
    [
        "孩子抽筋了",
        "嘴唇发紫",
        "叫不醒他",
        "she cant breathe",
        "佢口唇有啲紫，唞气好辛苦",
        "明天九点我们会准时到。孩子抽筋了",
        "发票已经收到了。嘴唇发紫",
        "We will be there at 9 tomorrow. she cant breathe",
    ],
)
def test_a_childs_emergency_stays_one(text: str) -> None:
    assert settled(text, read(text), context()).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "昨天看纪录片讲溺水急救，他看完追着问嘴唇发紫是不是就没有氧气了，还拿娃娃练按压",
        "抢红包手抽筋才抢三毛二",
        "Hahahaha cannot breathe, he fell into the longkang with his ice cream",
    ],
)
def test_a_tale_with_the_words_of_an_emergency_is_none(text: str) -> None:
    before = read(text)
    assert before.urgency is Urgency.EMERGENCY
    assert reconsider(text, before, context()).urgency.rank < Urgency.EMERGENCY.rank


def test_where_embeddings_do_not_run_it_counts_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.triage.reconsider.meaning", lambda: None)
    text = "抢红包手抽筋才抢三毛二"
    assert settled(text, read(text), context()).urgency is Urgency.EMERGENCY
    assert reconsider(text, read(text), context()).urgency is Urgency.EMERGENCY
