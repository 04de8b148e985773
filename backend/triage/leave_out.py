"""Models that have not seen some rows, all at once: one system of equations is inverted, and each model read off it.

What a row would say had others never been taught follows from the inverse alone (the leave-out formula of ridge
regression). Which strings are rare, the axes of meaning and the places of known reasons come of all rows.
"""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from backend.triage.layers import Floats
from backend.triage.likeness import inverted
from backend.triage.model import Model
from backend.triage.train import Example, Likeness


def models_without(examples: Sequence[Example], groups: Sequence[Collection[str]]) -> Iterator[Model]:
    """For each group of ids, the model of all other rows. Raises CannotTrainError without SciPy."""
    alike = Likeness.of(examples)
    left = [np.flatnonzero([row.id in ids for row in alike.rows]) for ids in groups]
    inverse = inverted(alike.between(alike.meanings))
    reasons = alike.reasons(inverse, inverse @ alike.aims)
    tells = list(said_without(inverse, alike.aims, left))
    del inverse  # as large as each of the two that follow
    judges = list(said_without(inverted(alike.between(alike.meanings, reasons)), alike.wanted, left))
    letters = list(said_without(inverted(alike.between()), alike.wanted, left))
    for said in zip(tells, judges, letters, strict=True):
        yield alike.model(reasons, *said)


def said_without(inverse: Floats, wanted: Floats, groups: Sequence[npt.NDArray[np.int64]]) -> Iterator[Floats]:
    """For each group of rows, what each other row must say, and those nothing."""
    said = inverse @ wanted
    for left in groups:
        without = said - inverse[:, left] @ np.linalg.solve(inverse[np.ix_(left, left)], said[left])
        without[left] = 0
        yield without.astype(np.float32)
