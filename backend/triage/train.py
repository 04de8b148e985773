"""Training the model from labelled rows: one system of equations, solved; the same rows give the same bytes.

Kernel ridge regression: two texts are alike in the short strings they hold and in what they mean, and the weights are
those by which likeness best tells the labels. What is like nothing known is ordinary.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from backend.triage.features import Vector, buckets
from backend.triage.labelled import Row
from backend.triage.likeness import in_steps, places_of, solved, strings_of
from backend.triage.model import LABELS, Floats, Letters, Model, Neighbours, unit
from backend.triage.understanding import Urgency

AXES, NARROW = 112, 5.0
MEANING = 2.0
"""How much likeness in meaning counts beside likeness in letters."""
STEPS = 127
SOURCES = ("features.py", "labelled.py", "likeness.py", "model.py", "plain.py", "train.py")


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
    rarity, held = strings_of([each.held for each in ordered])
    middle, axes, places = places_of(np.stack([each.vector for each in ordered]), AXES)
    near = np.exp(NARROW * (unit(places) @ unit(places).T - 1)).astype(np.float32)
    alike = np.asarray((held @ held.T).todense(), dtype=np.float32)
    start = np.asarray([label is Urgency.NONE for label in LABELS], dtype=np.float32)
    both = solved(alike + MEANING * near, labels - start)
    letters = solved(alike, labels - start)
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


def _weighed(rarity: npt.NDArray[np.float16], weights: Floats, start: Floats) -> Letters:
    return Letters(rarity, *in_steps(weights, STEPS), start.astype(np.float32))
