"""Models that have not seen some rows, all at once: one system of equations is inverted, and each model read off it.

What a row would say had others never been taught follows from the inverse alone (the leave-out formula of ridge
regression). Which strings are rare, and the axes of meaning, come of all rows: they hold no label.
"""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from backend.triage.likeness import inverted
from backend.triage.model import Floats, Model
from backend.triage.train import Example, Likeness


def models_without(examples: Sequence[Example], groups: Sequence[Collection[str]]) -> Iterator[Model]:
    """For each group of ids, the model of all other rows. Raises CannotTrainError without SciPy."""
    alike = Likeness.of(examples)
    left = [np.flatnonzero([row.id in ids for row in alike.rows]) for ids in groups]
    letters = list(said_without(alike.in_letters(), alike.wanted, left))
    both = list(said_without(alike.in_both(), alike.wanted, left))
    yield from map(alike.model, both, letters)


def said_without(alike: Floats, wanted: Floats, groups: Sequence[npt.NDArray[np.int64]]) -> Iterator[Floats]:
    """For each group of rows, what each other row must say, and those nothing. Spends `alike`."""
    inverse = inverted(alike)
    said = inverse @ wanted
    for left in groups:
        without = said - inverse[:, left] @ np.linalg.solve(inverse[np.ix_(left, left)], said[left])
        without[left] = 0
        yield without.astype(np.float32)
