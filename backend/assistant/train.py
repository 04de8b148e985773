"""Training from labelled questions: one system of equations, solved; the same rows give the same bytes.

Ridge regression: two questions are alike in the strings they hold and in what they mean, and the weights are those by
which likeness best tells the labels. What is like nothing known scores low for all of them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from backend.assistant.model import Known, Model, held
from backend.assistant.questions import Question
from backend.triage.features import Embedder, Vector, seen
from backend.triage.layers import Letters, unit
from backend.triage.likeness import in_steps, places_of, solved, strings_of

MEANING = 2.0
"""How much likeness in meaning counts beside likeness in letters."""
AXES, NARROW = 128, 3.0
STEPS_OF_LETTERS, STEPS_OF_KNOWN = 15, 63
"""Weights are kept as whole steps to either side of nothing: coarse ones pack small, and were as good."""
SOURCES = {
    "backend.assistant": ("model.py", "questions.py", "train.py"),
    "backend.triage": ("features.py", "likeness.py", "pinyin.py", "plain.py"),
}


@dataclass(frozen=True)
class Example:
    """A labelled question as the model sees it."""

    question: Question
    strings: npt.NDArray[np.int64]
    vector: Vector

    @classmethod
    def of(cls, question: Question, embed: Embedder) -> "Example":
        """From its text."""
        text = seen(question.text)
        return cls(question, held(text), embed(text))


def train(examples: Sequence[Example]) -> Model:
    """The model of these questions, in any order. Raises CannotTrainError without SciPy."""
    ordered = sorted(examples, key=lambda each: each.question.id)
    labels = tuple(sorted({each.question.label for each in ordered}))
    wanted = np.asarray([[label == each.question.label for label in labels] for each in ordered], dtype=np.float32)
    rarity, strings = strings_of([each.strings for each in ordered])
    middle, axes, places = places_of(np.stack([each.vector for each in ordered]), AXES)
    near = np.exp(NARROW * (unit(places) @ unit(places).T - 1)).astype(np.float32)
    alike = np.asarray((strings @ strings.T).todense(), dtype=np.float32)
    says = solved(alike + MEANING * near, wanted)
    weights, step = in_steps(strings.T @ says, STEPS_OF_LETTERS)
    meaning, meaning_step = in_steps(MEANING * says, STEPS_OF_KNOWN)
    made_of = {"rows": rows_hash([each.question for each in ordered]), "trainer": trainer_hash()}
    return Model(
        labels=labels,
        letters=Letters(rarity, weights, step, np.zeros(len(labels), dtype=np.float32)),
        known=Known(middle, axes, places, meaning, meaning_step, NARROW),
        made_of={**made_of, "version": hashlib.sha256(":".join(made_of.values()).encode()).hexdigest()[:12]},
    )


def rows_hash(rows: Sequence[Question]) -> str:
    """Names these questions, in any order; any change of a text or a label changes it."""
    said = sorted(f"{each.id}\t{each.text}\t{each.label}" for each in rows)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def trainer_hash() -> str:
    """Names the code that decides what the weights become."""
    files = (resources.files(folder) / name for folder, names in SOURCES.items() for name in names)
    return hashlib.sha256(b"\n".join(file.read_bytes() for file in files)).hexdigest()[:12]
