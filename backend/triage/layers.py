"""What the model is made of: sums over the strings a text holds, and over the labelled messages that it lies near."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def unit(rows: npt.NDArray[Any]) -> Floats:
    """Rows, or one, of length one."""
    floats = rows.astype(np.float32)
    turned: Floats = floats / np.maximum(np.linalg.norm(floats, axis=-1, keepdims=True), 1e-6)
    return turned


@dataclass(frozen=True)
class Letters:
    """A weight of every short string for every label, in steps of `step`; rare strings count more (`rarity`)."""

    rarity: npt.NDArray[np.float16]
    weights: npt.NDArray[np.int8]
    step: Floats
    start: Floats

    def scores(self, held: npt.NDArray[np.int64]) -> Floats:
        """The sum over the strings a text holds."""
        values = self.rarity[held].astype(np.float32)
        length = float(np.sqrt(values @ values)) or 1.0
        summed = self.start + (values / length) @ self.weights[held].astype(np.float32) * self.step
        return summed.astype(np.float32)


@dataclass(frozen=True)
class Axes:
    """Along which a text is placed among meanings."""

    middle: Floats
    axes: npt.NDArray[np.float16]

    def place(self, vectors: Floats) -> Floats:
        """The direction of a text's vector, or of several, from the middle of all."""
        return unit((vectors - self.middle) @ self._axes)

    @cached_property
    def _axes(self) -> Floats:
        return self.axes.astype(np.float32)


@dataclass(frozen=True)
class Known:
    """The labelled messages as places."""

    places: npt.NDArray[np.int8]
    narrow: float

    def near(self, place: Floats) -> Floats:
        """How near each of them is to a place, or to several: 1 is the same."""
        nearness: Floats = place @ self._known.T
        nearness -= 1
        nearness *= self.narrow
        np.exp(nearness, out=nearness)
        return nearness

    @cached_property
    def _known(self) -> Floats:
        return unit(self.places)


@dataclass(frozen=True)
class Layer:
    """What the strings a text holds say, and its nearness to each labelled message."""

    letters: Letters
    says: npt.NDArray[np.float16]

    def scores(self, held: npt.NDArray[np.int64], near: Floats) -> Floats:
        """The sum over both."""
        scores: Floats = self.letters.scores(held) + near @ self._says
        return scores

    @cached_property
    def _says(self) -> Floats:
        return self.says.astype(np.float32)
