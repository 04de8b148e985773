"""Training the model from labelled rows: systems of equations, solved; the same rows give the same bytes.

Kernel ridge regression, twice. Two texts are alike in the short strings they hold and in what they mean: by that the
first layer learns the reasons of the labels. What it tells of a row when it was not taught the row's fifth is what
the second layer learns from beside them. What is like nothing known is ordinary.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from backend.triage.features import Embedder, Vector, buckets
from backend.triage.labelled import FOLDS, Row
from backend.triage.layers import Axes, Floats, Known, Layer, Letters, unit
from backend.triage.likeness import AT_ONCE, in_steps, inverted, solved, strings_of
from backend.triage.model import LABELS, Model
from backend.triage.reasons import aims, as_places, axes_of, without_own
from backend.triage.understanding import Urgency

NEAR_IN_MEANING, NEAR_IN_REASON = 3.0, 5.0
"""How narrow nearness is in either."""
MEANING = 2.0
"""How much nearness counts beside likeness in letters."""
STEPS = 127
"""Weights of strings are kept as whole steps to either side of nothing."""
START = np.asarray([label is Urgency.NONE for label in LABELS], dtype=np.float32)
"""What is like nothing known is ordinary."""
SOURCES = (
    "features.py",
    "labelled.py",
    "layers.py",
    "likeness.py",
    "model.py",
    "plain.py",
    "reasons.py",
    "train.py",
)


@dataclass(frozen=True)
class Example:
    """A labelled row as the model sees it: its strings, and its text and its reason among meanings."""

    row: Row
    held: npt.NDArray[np.int64]
    vector: Vector
    reason: Vector

    @classmethod
    def of(cls, row: Row, seen: str, embed: Embedder) -> "Example":
        """From the seen text."""
        return cls(row, buckets(seen), embed(seen), embed(row.why))


@dataclass(frozen=True)
class Likeness:
    """How alike labelled rows are, in letters and in meaning, and what either layer is wanted to say of each."""

    rows: tuple[Row, ...]
    rarity: npt.NDArray[np.float16]
    held: Any
    axes: Axes
    meanings: Known
    aims: Floats
    wanted: Floats

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Likeness":
        """Of these rows, in any order. Raises CannotTrainError without SciPy."""
        ordered = sorted(examples, key=lambda each: each.row.id)
        rows = tuple(each.row for each in ordered)
        rarity, held = strings_of([each.held for each in ordered])
        vectors, reasons = (np.stack([getattr(each, part) for each in ordered]) for part in ("vector", "reason"))
        axes, labels = axes_of(vectors, reasons), _labels(rows)
        meanings = Known(as_places(axes.place(vectors)), NEAR_IN_MEANING)
        return cls(rows, rarity, held, axes, meanings, aims(reasons, labels), labels - START)

    def between(self, *known: Known) -> Floats:
        """How alike each row is to each, by the strings they share and by how near they lie in each of these."""
        alike = np.empty((len(self.rows), len(self.rows)), dtype=np.float32)
        for start in range(0, len(alike), AT_ONCE):
            block = slice(start, start + AT_ONCE)
            alike[block] = (self.held[block] @ self.held.T).toarray()
            for each in known:
                alike[block] += MEANING * each.near(unit(each.places[block]))
        return alike

    def reasons(self, inverse: Floats, said: Floats) -> Known:
        """What the first layer tells of each row when it was not taught the row's fifth."""
        fifths = np.array([row.fold for row in self.rows])
        groups = [np.flatnonzero(fifths == fifth) for fifth in range(FOLDS)]
        return Known(as_places(without_own(inverse, said, self.aims, groups)), NEAR_IN_REASON)

    def model(self, reasons: Known, tells: Floats, judges: Floats, letters: Floats) -> Model:
        """The model in which each row says this much: of the reason, of the labels, and where letters are alone."""
        made_of = {"rows": rows_hash(self.rows), "trainer": trainer_hash()}
        version = hashlib.sha256(":".join(made_of.values()).encode()).hexdigest()[:12]
        return Model(
            axes=self.axes,
            meanings=self.meanings,
            reasons=reasons,
            tells=self._layer(tells, np.zeros(tells.shape[1], dtype=np.float32)),
            judges=self._layer(judges, START),
            alone=self._letters(letters, START),
            ranks=np.array([row.urgency.rank for row in self.rows], dtype=np.int8),
            whys=tuple(row.why for row in self.rows),
            made_of={**made_of, "version": version},
        )

    def _layer(self, said: Floats, start: Floats) -> Layer:
        return Layer(self._letters(said, start), (MEANING * said).astype(np.float16))

    def _letters(self, said: Floats, start: Floats) -> Letters:
        return Letters(self.rarity, *in_steps(self.held.T @ said, STEPS), start)


def train(examples: Sequence[Example]) -> Model:
    """The model of these rows, in any order. Raises CannotTrainError without SciPy."""
    alike = Likeness.of(examples)
    inverse = inverted(alike.between(alike.meanings))
    tells = inverse @ alike.aims
    reasons = alike.reasons(inverse, tells)
    del inverse  # it is as large as all that follows
    judges = solved(alike.between(alike.meanings, reasons), alike.wanted)
    return alike.model(reasons, tells, judges, solved(alike.between(), alike.wanted))


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
