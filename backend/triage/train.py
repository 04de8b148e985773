"""Training the model from labelled rows: one system of equations, solved; the same rows give the same bytes.

Kernel ridge regression: two texts are alike in the short strings they hold and in what they mean, and the weights are
those by which likeness best tells the labels. What is like nothing known is ordinary. Only the trainer needs SciPy,
which comes with the tests' libraries.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from backend.errors import NuanxinError
from backend.triage.features import BUCKETS, Vector, buckets
from backend.triage.labelled import Row
from backend.triage.model import LABELS, Floats, Letters, Model, Neighbours
from backend.triage.understanding import Urgency

AXES, NARROW = 112, 5.0
MEANING, CAUTION = 2.0, 0.4
"""How much likeness in meaning counts beside likeness in letters, and how little one row may say."""
SOURCES = ("features.py", "labelled.py", "model.py", "plain.py", "train.py")


class CannotTrainError(NuanxinError):
    """What training needs is not here."""

    type = "cannot-train"


@dataclass(frozen=True)
class Example:
    """A labelled row as the model sees it."""

    row: Row
    held: npt.NDArray[np.int64]
    vector: Vector

    @classmethod
    def of(cls, row: Row, seen: str, vector: Vector) -> "Example":
        """From the seen text and its place among meanings."""
        return cls(row, buckets(seen), vector)


def train(examples: Sequence[Example]) -> Model:
    """The model of these rows, in any order. Raises CannotTrainError without SciPy."""
    ordered = sorted(examples, key=lambda each: each.row.id)
    labels = _labels([each.row for each in ordered])
    rarity, held = _letters(ordered)
    middle, axes, places = _places(np.stack([each.vector for each in ordered]))
    near = np.exp(NARROW * (_unit(places) @ _unit(places).T - 1)).astype(np.float32)
    alike = np.asarray((held @ held.T).todense(), dtype=np.float32)
    start = np.asarray([label is Urgency.NONE for label in LABELS], dtype=np.float32)
    both = _solve(alike + MEANING * near, labels - start)
    letters = _solve(alike, labels - start)
    neighbours = Neighbours(
        middle=middle,
        axes=axes,
        places=places,
        says=(MEANING * both).astype(np.float16),
        ranks=np.array([each.row.urgency.rank for each in ordered], dtype=np.int8),
        meanings=tuple(each.row.why for each in ordered),
        narrow=NARROW,
    )
    made_of = {"rows": rows_hash([each.row for each in ordered]), "trainer": trainer_hash()}
    version = hashlib.sha256(":".join(made_of.values()).encode()).hexdigest()[:12]
    return Model(
        together=_weighed(rarity, held.T @ both, start),
        neighbours=neighbours,
        alone=_weighed(rarity, held.T @ letters, start),
        made_of={**made_of, "version": version},
    )


def rows_hash(rows: Sequence[Row]) -> str:
    """Names these rows, in any order; any change of a text or a label changes it."""
    said = sorted(f"{row.id}\t{row.text}\t{row.urgency}\t{sorted(row.intents)}\t{row.why}" for row in rows)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def trainer_hash() -> str:
    """Names the code that decides what the weights become."""
    folder = resources.files("backend.triage")
    return hashlib.sha256(b"\n".join((folder / name).read_bytes() for name in SOURCES)).hexdigest()[:12]


def _labels(rows: Sequence[Row]) -> Floats:
    said = [[label == row.urgency.value or label in row.intents for label in LABELS] for row in rows]
    return np.asarray(said, dtype=np.float32)


def _letters(examples: Sequence[Example]) -> "tuple[npt.NDArray[np.float16], Any]":
    """How rare each short string is, and which rows hold it, each row of length one."""
    try:
        from scipy import sparse
    except ImportError as error:
        raise CannotTrainError("Training needs SciPy: `make test` installs it.") from error
    indices = np.concatenate([each.held for each in examples])
    ends = np.cumsum([0, *(len(each.held) for each in examples)])
    often = np.bincount(indices, minlength=BUCKETS)
    rarity = np.where(often > 0, np.log((1 + len(examples)) / (1 + often)), 0).astype(np.float16)
    held = sparse.csr_matrix((rarity[indices].astype(np.float32), indices, ends), shape=(len(examples), BUCKETS))
    lengths = np.sqrt(np.asarray(held.multiply(held).sum(axis=1)).ravel())
    return rarity, sparse.diags((1 / np.maximum(lengths, 1e-6)).astype(np.float32)) @ held


def _places(vectors: Floats) -> tuple[Floats, Floats, npt.NDArray[np.int8]]:
    """The middle of all meanings, the axes along which they differ most, and every row's place along them."""
    middle = vectors.mean(axis=0)
    _, turned = np.linalg.eigh(np.cov((vectors - middle).T))
    axes = turned[:, ::-1][:, :AXES].astype(np.float32)
    places = _unit((vectors - middle) @ axes)
    return middle, axes, np.rint(places / np.abs(places).max(axis=1, keepdims=True) * 127).astype(np.int8)


def _unit(places: npt.NDArray[Any]) -> Floats:
    floats = places.astype(np.float32)
    unit: Floats = floats / np.maximum(np.linalg.norm(floats, axis=1, keepdims=True), 1e-6)
    return unit


def _solve(alike: Floats, wanted: Floats) -> Floats:
    from scipy import linalg

    eased = alike.copy()
    eased[np.diag_indices_from(eased)] += CAUTION
    solved: Floats = linalg.solve(eased, wanted, assume_a="pos", overwrite_a=True).astype(np.float32)
    return solved


def _weighed(rarity: npt.NDArray[np.float16], weights: Floats, start: Floats) -> Letters:
    step = (np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127).astype(np.float32)
    return Letters(rarity, np.rint(weights / step).astype(np.int8), step, start.astype(np.float32))
