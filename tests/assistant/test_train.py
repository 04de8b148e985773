"""The model's weights come from these questions and this trainer, to the byte."""

from pathlib import Path

import numpy as np

from backend import assistant
from backend.assistant.experience import all_questions, examples
from backend.assistant.model import WEIGHTS, Model, shipped
from backend.assistant.questions import Question
from backend.assistant.train import rows_hash, train, trainer_hash
from backend.protocol.pack import Pack
from backend.triage.features import Vector

SAMPLE = [
    Question(f"q{number}", text, "en", topic)
    for number, (text, topic) in enumerate(
        [
            ("where do we park", "visit.location"),
            ("is there a car park", "visit.location"),
            ("can she swim", "life.school_sport"),
            ("is swimming allowed", "life.school_sport"),
            ("what is the capital of peru", ""),
        ]
    )
]


def letters_only(text: str) -> Vector:
    """A stand-in for embeddings: a place told by the text's characters alone."""
    return np.random.default_rng(sum(map(ord, text))).standard_normal(384).astype(np.float32)


def test_the_same_questions_in_any_order_give_the_same_bytes() -> None:
    content = train(examples(SAMPLE, letters_only)).as_bytes()
    assert train(examples(reversed(SAMPLE), letters_only)).as_bytes() == content
    assert Model.from_bytes(content).as_bytes() == content


def test_a_trained_model_knows_its_questions_again() -> None:
    scores = train(examples(SAMPLE, letters_only)).scores("can she swim", letters_only)
    assert max(scores, key=lambda label: scores[label]) == "life.school_sport"


def test_chinese_in_letters_is_heard_like_characters() -> None:
    model = train(examples([*SAMPLE, Question("zh", "可以游泳吗", "zh-Hans", "life.school_sport")], letters_only))
    scores = model.scores("ke yi you yong ma", None)
    assert max(scores, key=lambda label: scores[label]) == "life.school_sport"


def test_the_weights_that_ship_come_from_these_questions_and_this_trainer(pack: Pack) -> None:
    model = shipped()
    assert model is not None
    assert model.made_of["rows"] == rows_hash(all_questions(pack)), "labelled questions changed: run `make questions`"
    assert model.made_of["trainer"] == trainer_hash(), "the trainer changed: run `make questions`"


def test_the_weights_are_small_enough_to_ship() -> None:
    assert (Path(assistant.__file__).parent / WEIGHTS).stat().st_size < 2_000_000


def test_every_passage_and_every_kind_of_refusal_has_a_label(pack: Pack) -> None:
    model = shipped()
    assert model is not None
    assert {*pack.passages, *pack.refusals.kinds, "outside"} == set(model.labels)
