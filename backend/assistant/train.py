"""Training from labelled questions: one system of equations, solved; the same rows give the same bytes.

Ridge regression: two questions are alike in the strings they hold and in what they mean, and the weights are those by
which likeness best tells the labels. What is like nothing known scores low for all of them. Only the trainer needs
SciPy, which comes with the tests' libraries.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from backend.assistant.model import Known, Model, held, unit
from backend.assistant.questions import Question
from backend.triage.features import BUCKETS, Embedder, Vector, seen
from backend.triage.model import Floats, Letters
from backend.triage.train import CannotTrainError

MEANING, CAUTION = 2.0, 0.4
"""How much likeness in meaning counts beside likeness in letters, and how little one row may say."""
AXES, NARROW = 128, 3.0
STEPS_OF_LETTERS, STEPS_OF_KNOWN = 15, 63
"""Weights are kept as whole steps to either side of nothing: coarse ones pack small, and were as good."""
SOURCES = {
    "backend.assistant": ("model.py", "questions.py", "train.py"),
    "backend.triage": ("features.py", "pinyin.py", "plain.py"),
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
    rarity, strings = _letters(ordered)
    middle, axes, places = _places(np.stack([each.vector for each in ordered]))
    near = np.exp(NARROW * (unit(places.astype(np.float32)) @ unit(places.astype(np.float32)).T - 1))
    alike = np.asarray((strings @ strings.T).todense(), dtype=np.float32)
    says = _solve(alike + MEANING * near.astype(np.float32), wanted)
    weights, step = _stepped(strings.T @ says, STEPS_OF_LETTERS)
    meaning, meaning_step = _stepped(MEANING * says, STEPS_OF_KNOWN)
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


def _letters(examples: Sequence[Example]) -> "tuple[npt.NDArray[np.float16], Any]":
    """How rare each string is, and which questions hold it, each question of length one."""
    try:
        from scipy import sparse
    except ImportError as error:
        raise CannotTrainError("Training needs SciPy: `make test` installs it.") from error
    indices = np.concatenate([each.strings for each in examples])
    ends = np.cumsum([0, *(len(each.strings) for each in examples)])
    often = np.bincount(indices, minlength=BUCKETS)
    rarity = np.where(often > 0, np.log((1 + len(examples)) / (1 + often)), 0).astype(np.float16)
    strings = sparse.csr_matrix((rarity[indices].astype(np.float32), indices, ends), shape=(len(examples), BUCKETS))
    lengths = np.sqrt(np.asarray(strings.multiply(strings).sum(axis=1)).ravel())
    return rarity, sparse.diags((1 / np.maximum(lengths, 1e-6)).astype(np.float32)) @ strings


def _places(vectors: Floats) -> tuple[Floats, npt.NDArray[np.float16], npt.NDArray[np.int8]]:
    """The middle of all meanings, the axes along which they differ most, and every question's place along them."""
    middle = vectors.mean(axis=0).astype(np.float32)
    _, turned = np.linalg.eigh(np.cov((vectors - middle).T))
    axes = turned[:, ::-1][:, :AXES].astype(np.float16)
    places = unit((vectors - middle) @ axes.astype(np.float32))
    return middle, axes, np.rint(places / np.abs(places).max(axis=1, keepdims=True) * 127).astype(np.int8)


def _solve(alike: Floats, wanted: Floats) -> Floats:
    from scipy import linalg

    eased = alike.copy()
    eased[np.diag_indices_from(eased)] += CAUTION
    solved: Floats = linalg.solve(eased, wanted, assume_a="pos", overwrite_a=True).astype(np.float32)
    return solved


def _stepped(weights: Floats, steps: int) -> tuple[npt.NDArray[np.int8], Floats]:
    step = (np.maximum(np.abs(weights).max(axis=0), 1e-9) / steps).astype(np.float32)
    return np.rint(weights / step).astype(np.int8), step
