"""Why the labelled rows mean what they mean, placed among meanings: what the model learns to tell before it judges.

A row says in a few words why it has its labels (`vomiting blood`), and rows that look nothing alike say the same. So
reasons show along which axes texts must be told apart, and what a text of an unknown writer must be seen to mean.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from backend.triage.layers import Axes, Floats, unit

OWN, TOWARDS, REASONS = 64, 64, 48
"""How many main axes are kept: of texts as they differ, of texts as their reasons do, and of reasons."""
LEVEL, LEVEL_OF_REASONS = 0.5, 0.4
"""How far a long axis is made to count like a short one: 0 not at all, 1 fully."""
CARE = 0.1
"""How little one row may turn the axes."""
BESIDE = 0.6
"""How much the labels count beside the reasons."""
NOTHING = 1e-9


def axes_of(vectors: Floats, reasons: Floats) -> Axes:
    """The axes along which texts differ most, and those along which they differ as their reasons do."""
    middle = vectors.mean(axis=0).astype(np.float32)
    known = vectors - middle
    turned = _turned(known, reasons - reasons.mean(axis=0))
    own, towards = _main(known, OWN, LEVEL), turned @ _main(known @ turned, TOWARDS, LEVEL)
    axes = np.concatenate([each / _size(known @ each) for each in (own, towards)], axis=1)
    return Axes(middle, axes.astype(np.float16))


def aims(reasons: Floats, labels: Floats) -> Floats:
    """What the first layer shall say of each row: its reason along the main axes of reasons, and its labels."""
    told, said = reasons - reasons.mean(axis=0), labels - labels.mean(axis=0)
    wanted = [_of_one_size(told @ _main(told, REASONS, LEVEL_OF_REASONS)), BESIDE * _of_one_size(said)]
    return np.concatenate(wanted, axis=1).astype(np.float32)


def without_own(inverse: Floats, said: Floats, wanted: Floats, groups: Sequence[npt.NDArray[np.int64]]) -> Floats:
    """What is said of each row where its own group was never taught, by the leave-out formula of ridge regression."""
    told = np.empty_like(wanted)
    for own in groups:
        told[own] = wanted[own] - np.linalg.solve(inverse[np.ix_(own, own)], said[own])
    return told


def as_places(rows: Floats) -> npt.NDArray[np.int8]:
    """Directions in whole steps: as good as exact ones, and a quarter as large."""
    turned = unit(rows)
    largest = np.maximum(np.abs(turned).max(axis=1, keepdims=True), NOTHING)
    places: npt.NDArray[np.int8] = np.rint(turned / largest * 127).astype(np.int8)
    return places


def _main(rows: Floats, axes: int, level: float) -> Floats:
    """The axes along which rows differ most, the long ones shortened by `level`."""
    spread, turned = np.linalg.eigh(np.cov(rows.T))
    long = np.maximum(spread[::-1][:axes], NOTHING)
    main: Floats = (turned[:, ::-1][:, :axes] / long ** (level / 2)).astype(np.float32)
    return main


def _turned(known: Floats, told: Floats) -> Floats:
    """The linear map from places of texts to those of their reasons."""
    spread = known.T @ known / len(known)
    cautious = spread + CARE * np.trace(spread) / len(spread) * np.eye(len(spread), dtype=np.float32)
    turned: Floats = np.linalg.solve(cautious, known.T @ told / len(known))
    return turned


def _size(rows: Floats) -> float:
    return max(float(np.sqrt((rows**2).sum(axis=1).mean())), NOTHING)


def _of_one_size(rows: Floats) -> Floats:
    sized: Floats = rows / _size(rows)
    return sized
