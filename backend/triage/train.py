"""Training the model from labelled rows: one system of equations, solved; the same rows give the same bytes.

Kernel ridge regression: two texts are alike in the short strings they hold and in what they mean, and the weights are
those by which likeness best tells the labels. What is like nothing known is ordinary.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from backend.triage.features import Vector, buckets
from backend.triage.labelled import Row
from backend.triage.likeness import AT_ONCE, in_steps, places_of, solved, strings_of
from backend.triage.model import LABELS, Floats, Letters, Model, Neighbours, unit
from backend.triage.understanding import Urgency

AXES, NARROW = 112, 5.0
MEANING = 2.0
"""How much likeness in meaning counts beside likeness in letters."""
STEPS = 127
START = np.asarray([label is Urgency.NONE for label in LABELS], dtype=np.float32)
"""What is like nothing known is ordinary."""
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


@dataclass(frozen=True)
class Likeness:
    """How alike labelled rows are, in letters and in meaning, and what each is wanted to say."""

    rows: tuple[Row, ...]
    rarity: npt.NDArray[np.float16]
    held: Any
    middle: Floats
    axes: npt.NDArray[np.float16]
    places: npt.NDArray[np.int8]
    wanted: Floats

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Likeness":
        """Of these rows, in any order. Raises CannotTrainError without SciPy."""
        ordered = sorted(examples, key=lambda each: each.row.id)
        rows = tuple(each.row for each in ordered)
        rarity, held = strings_of([each.held for each in ordered])
        middle, axes, places = places_of(np.stack([each.vector for each in ordered]), AXES)
        return cls(rows, rarity, held, middle, axes, places, _labels(rows) - START)

    def in_letters(self) -> Floats:
        """Each row with each, by the short strings they share."""
        alike = np.empty((len(self.rows), len(self.rows)), dtype=np.float32)
        for start in range(0, len(alike), AT_ONCE):
            alike[start : start + AT_ONCE] = (self.held[start : start + AT_ONCE] @ self.held.T).toarray()
        return alike

    def in_both(self) -> Floats:
        """The same, and by what they mean."""
        known = unit(self.places)
        near: Floats = known @ known.T
        near -= 1
        near *= NARROW
        np.exp(near, out=near)
        near *= MEANING
        near += self.in_letters()
        return near

    def model(self, both: Floats, letters: Floats) -> Model:
        """The model in which each row says this much, where meanings are asked and where they are not."""
        neighbours = Neighbours(
            middle=self.middle,
            axes=self.axes,
            places=self.places,
            says=(MEANING * both).astype(np.float16),
            ranks=np.array([row.urgency.rank for row in self.rows], dtype=np.int8),
            meanings=tuple(row.why for row in self.rows),
            narrow=NARROW,
        )
        made_of = {"rows": rows_hash(self.rows), "trainer": trainer_hash()}
        version = hashlib.sha256(":".join(made_of.values()).encode()).hexdigest()[:12]
        return Model(
            together=_weighed(self.rarity, self.held.T @ both),
            neighbours=neighbours,
            alone=_weighed(self.rarity, self.held.T @ letters),
            made_of={**made_of, "version": version},
        )


def train(examples: Sequence[Example]) -> Model:
    """The model of these rows, in any order. Raises CannotTrainError without SciPy."""
    alike = Likeness.of(examples)
    return alike.model(solved(alike.in_both(), alike.wanted), solved(alike.in_letters(), alike.wanted))


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


def _weighed(rarity: npt.NDArray[np.float16], weights: Floats) -> Letters:
    return Letters(rarity, *in_steps(weights, STEPS), START)
