"""The model after the rules: it raises, and takes nothing back."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend import triage
from backend.protocol.load import load_pack
from backend.triage.experience import examples, labelled_rows
from backend.triage.features import Vector
from backend.triage.labelled import Row
from backend.triage.model import LABELS, WEIGHTS, Model, Opinion, meaning, shipped
from backend.triage.plain import plain
from backend.triage.reconsider import ALONE_MORE, BARS, DISCOUNTED, KNOWN, SPILT, _calmed, decide, reconsider
from backend.triage.rulebook import compile_rules
from backend.triage.train import rows_hash, train, trainer_hash
from backend.triage.understand import Context, understand
from backend.triage.understanding import Intent, Person, Script, SignFound, Time, Understanding, Urgency, Wording
from backend.triage.visible import ALONE, WHOLE, gist, hiding, sentences

PACK = Path("messages/nct06731192")
NOW = datetime(2026, 12, 1, tzinfo=UTC)
QUIET = Understanding(Wording.EN, Script.LATIN, Urgency.NONE, (Intent.OTHER,), reason="no sign found")
CERTAIN = Opinion({**dict.fromkeys(LABELS, 0.0), Urgency.EMERGENCY: 1.0}, nearest="blue lips")


@cache
def context() -> Context:
    return Context(compile_rules(load_pack(PACK).listening))


@cache
def model() -> Model:
    found = shipped()
    assert found is not None
    return found


def letters_only(text: str) -> Vector:
    """A stand-in for embeddings: a place told by the text's characters alone."""
    return np.random.default_rng(sum(map(ord, text))).standard_normal(384).astype(np.float32)


def read(text: str) -> tuple[Understanding, Understanding]:
    by_rules = understand(text, NOW, context())
    return by_rules, reconsider(text, by_rules, context(), model())


def rows(*said: tuple[str, Urgency]) -> list[Row]:
    report = frozenset({Intent.SYMPTOM_REPORT})
    return [
        Row(f"r{number}", text, Wording.EN, urgency, report, why=f"of {text}")
        for number, (text, urgency) in enumerate(said)
    ]


SAMPLE = rows(
    ("lips like blueberries", Urgency.EMERGENCY),
    ("lips are purple", Urgency.EMERGENCY),
    ("see you on monday", Urgency.NONE),
    ("where do we park", Urgency.NONE),
    ("a hot forehead since noon", Urgency.URGENT),
    ("bit of a cold", Urgency.ROUTINE),
)


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_it_never_lowers_a_level_nor_drops_a_sign_or_an_intent(text: str) -> None:
    by_rules, after = read(text)
    assert after.urgency.rank >= by_rules.urgency.rank
    assert after.signs == by_rules.signs
    assert set(by_rules.intents) - {Intent.OTHER} <= set(after.intents)


@given(
    st.sampled_from(Urgency),
    st.fixed_dictionaries({label: st.floats(-2, 2) for label in LABELS}),
)
def test_whatever_the_model_holds_the_level_stays_or_rises(level: Urgency, scores: dict[str, float]) -> None:
    after = decide(replace(QUIET, urgency=level), Opinion(scores), "v")
    assert after.urgency.rank >= level.rank


@pytest.mark.parametrize(
    "text",
    [
        "没有发烧",
        "冇發燒",
        "no fever now",
        "没有发烧、没有呕吐",
        "弟弟发烧了",
        "如果发烧怎么办",
        "what if she gets a rash?",
        "周五的检查我们会来",
        "thank you so much",
        "累死了",
    ],
)
def test_what_the_rules_denied_stays_denied(text: str) -> None:
    by_rules, after = read(text)
    assert after.urgency is by_rules.urgency


def test_a_raise_says_so_in_words_for_people() -> None:
    after = decide(QUIET, CERTAIN, "abc")
    assert after.urgency is Urgency.EMERGENCY
    assert after.rule == "model abc"
    assert "a model raised this from none to emergency" in after.reason
    assert "'blue lips'" in after.reason
    assert after.intents == (Intent.SYMPTOM_REPORT,)


def test_what_is_denied_is_hidden_and_the_rest_is_seen() -> None:
    text = plain("没有发烧，嘴唇像吃了蓝莓")
    denied = SignFound("fever", Urgency.NONE, "发烧", negated=True)
    assert hiding(text, [denied]) == "没有嘴唇像吃了蓝莓"


@pytest.mark.parametrize(
    "sign",
    [
        SignFound("fever", Urgency.NONE, "发烧", person=Person.OTHER),
        SignFound("fever", Urgency.NONE, "发烧", time=Time.HYPOTHETICAL),
        SignFound("fever", Urgency.NONE, "发烧", time=Time.LONG_PAST),
    ],
)
def test_against_what_the_rules_hold_of_another_or_not_of_now_more_must_speak(sign: SignFound) -> None:
    said = replace(QUIET, discounted=(sign,))
    faint = Opinion({**dict.fromkeys(LABELS, 0.0), Urgency.URGENT: DISCOUNTED - 0.01})
    assert decide(QUIET, faint, "v").urgency is Urgency.URGENT
    assert decide(said, faint, "v").urgency is Urgency.NONE
    assert decide(said, CERTAIN, "v").urgency is Urgency.EMERGENCY


def test_a_brothers_cough_does_not_keep_an_urgent_text_from_being_raised() -> None:
    cough = SignFound("cold", Urgency.NONE, "咳嗽", person=Person.OTHER)
    urgent = replace(QUIET, urgency=Urgency.URGENT, discounted=(cough,))
    some = Opinion({**dict.fromkeys(LABELS, 0.0), Urgency.EMERGENCY: DISCOUNTED - 0.1})
    assert decide(urgent, some, "v").urgency is Urgency.EMERGENCY
    assert hiding(plain("弟弟咳嗽。他脸肿了"), [cough]) == "他脸肿了"


def test_a_spilt_sample_beside_a_brothers_fever_is_still_only_a_spilt_sample() -> None:
    fever = SignFound("fever", Urgency.NONE, "发烧", person=Person.OTHER)
    spilt = replace(QUIET, intents=(Intent.SAMPLE_PROBLEM,), discounted=(fever,))
    some = Opinion({**dict.fromkeys(LABELS, 0.0), Urgency.URGENT: SPILT - 0.01})
    assert decide(spilt, some, "v").urgency is Urgency.NONE


def test_a_long_text_is_read_for_meaning_at_both_ends() -> None:
    assert gist("嘴唇发紫") == "嘴唇发紫"
    long = "开头" + "停车场在哪里" * 60 + "嘴唇发紫"
    assert len(gist(long, ALONE).encode()) <= ALONE < len(gist(long).encode()) <= WHOLE
    assert gist(long).startswith("开头")
    assert gist(long).endswith("嘴唇发紫")


def test_sentences_are_shown_one_by_one_without_what_does_not_count() -> None:
    cough = SignFound("cold", Urgency.NONE, "咳嗽", person=Person.OTHER)
    said = plain("今天下雨。弟弟咳嗽！他脸色发灰，不理人")
    assert sentences(said, ()) == ("今天下雨", "弟弟咳嗽", "他脸色发灰不理人")
    assert sentences(said, [cough]) == ("今天下雨", "他脸色发灰不理人")
    assert sentences(plain("他脸色发灰，不理人"), ()) == ()


def test_for_an_emergency_in_one_sentence_alone_more_must_speak() -> None:
    bar = BARS[Urgency.NONE][Urgency.EMERGENCY]
    said = holding(emergency=bar + ALONE_MORE / 2)
    assert decide(QUIET, said, "v").urgency is Urgency.EMERGENCY
    assert decide(QUIET, said, "v", alone=True).urgency is Urgency.URGENT


BEFORE = "老师好，收据都整理好了，明天我带过去。上次停车场很难找，能不能告诉我哪个门近一点。"
AFTER = "下周三的覆诊我们会早点出门，高铁票买好了。孩子想问可不可以带自己的玩具。谢谢您一直这么耐心。"
CHATTER = "Good morning, the receipts are in a blue folder. We could not find the car park last time, is there a map?"
MORE = "We booked the early train for Wednesday. Can he bring his own toys this time? Thank you for your patience."


@pytest.mark.parametrize(
    ("before", "told", "after"),
    [
        (BEFORE, "他的嘴像刚吃完一大碗桑葚，可是他什么都没吃。", AFTER),
        (BEFORE, "她的胸口每吸一口都往里塌，像个漏气的皮球。", AFTER),
        (CHATTER + " ", "His lips look like he ate blueberries but he has not eaten a thing. ", MORE),
        (CHATTER + " ", "She looks straight through me and her arms are like cooked noodles. ", MORE),
    ],
)
def test_an_emergency_told_amid_other_matters_is_one(before: str, told: str, after: str) -> None:
    assert read(before + after)[1].urgency is Urgency.NONE
    assert read(before + told + after)[1].urgency is Urgency.EMERGENCY


def test_what_is_like_nothing_known_must_say_more() -> None:
    said = holding(urgent=0.5)
    assert _calmed(replace(said, known=KNOWN)).scores == said.scores
    assert decide(QUIET, _calmed(replace(said, known=KNOWN)), "v").urgency is Urgency.URGENT
    assert decide(QUIET, _calmed(replace(said, known=0.1)), "v").urgency is Urgency.NONE


def test_what_is_known_lies_nearer_than_what_is_not() -> None:
    near, far = (model().opinion(text, meaning()) for text in ("嘴唇发紫", "Yun say fish head bee hoon"))
    assert near.known > KNOWN > far.known


def test_where_neither_can_tell_a_person_is_asked() -> None:
    nothing = Opinion(dict.fromkeys(LABELS, 0.0))
    assert decide(QUIET, nothing, "v").unsure
    assert not decide(QUIET, Opinion({**nothing.scores, Urgency.NONE: 1.0, Intent.OTHER: 1.0}), "v").unsure


def holding(**scores: float) -> Opinion:
    return Opinion({**dict.fromkeys(LABELS, 0.0), **scores})


def test_who_asks_how_texts_are_stopped_has_not_stopped_them() -> None:
    sure = holding(opt_out=0.9, other=1.0)
    assert Intent.OPT_OUT in decide(QUIET, sure, "v").intents
    assert Intent.OPT_OUT not in decide(replace(QUIET, intents=(Intent.QUESTION,)), sure, "v").intents


def test_what_needs_a_call_today_is_not_made_an_emergency_by_a_hint() -> None:
    urgent = replace(QUIET, urgency=Urgency.URGENT)
    assert decide(urgent, holding(emergency=0.2), "v").urgency is Urgency.URGENT
    assert decide(urgent, holding(emergency=0.3), "v").urgency is Urgency.EMERGENCY


def test_what_hardly_speaks_for_an_emergency_speaks_for_urgent_all_the_same() -> None:
    assert decide(QUIET, holding(emergency=0.38, urgent=-0.2), "v").urgency is Urgency.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "腋下",
        "She has a mild cough",
        "孩子今天有点咳嗽",
        "佢而家瞓著咗，好返啲",
        "armpit",
        "threw up once, fine since",
    ],
)
def test_what_is_said_in_passing_pages_nobody(text: str) -> None:
    assert read(text)[1].urgency.rank < Urgency.URGENT.rank


def test_without_embeddings_the_letters_alone_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.triage.reconsider.meaning", lambda: None)
    by_rules = understand("她的嘴唇像吃了蓝莓一样", NOW, context())
    assert reconsider("她的嘴唇像吃了蓝莓一样", by_rules, context(), model()).urgency.rank >= by_rules.urgency.rank


def test_the_same_rows_in_any_order_give_the_same_bytes() -> None:
    forwards, backwards = examples(SAMPLE, letters_only), examples(reversed(SAMPLE), letters_only)
    content = train(forwards).as_bytes()
    assert train(backwards).as_bytes() == content
    assert Model.from_bytes(content).as_bytes() == content


def test_a_trained_model_knows_its_rows_again() -> None:
    trained = train(examples(SAMPLE, letters_only))
    opinion = trained.opinion("lips like blueberries", letters_only)
    assert opinion.speaks_for(Urgency.EMERGENCY) > trained.opinion("see you on monday", letters_only).speaks_for(
        Urgency.EMERGENCY
    )


def test_what_is_like_nothing_known_is_ordinary() -> None:
    trained = train(examples(SAMPLE, letters_only))
    assert trained.by_letters("ㄅㄆㄇ").speaks_for(Urgency.URGENT) < 0


def test_the_weights_that_ship_come_from_these_rows_and_this_trainer() -> None:
    known = [row for each in labelled_rows(PACK / "triage" / "labelled").values() for row in each]
    assert model().made_of["rows"] == rows_hash(known), "labelled rows changed: run `make model`"
    assert model().made_of["trainer"] == trainer_hash(), "the trainer changed: run `make model`"


def test_the_weights_are_small_enough_to_ship() -> None:
    assert (Path(triage.__file__).parent / WEIGHTS).stat().st_size < 16_000_000
