"""What both trainers share: texts as rows of a system of equations, by their short strings and by what they mean.

Only training needs SciPy, which comes with the tests' libraries.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from backend.errors import NuanxinError
from backend.triage.features import BUCKETS
from backend.triage.model import Floats, unit

CAUTION = 0.4
"""How little one row may say."""


class CannotTrainError(NuanxinError):
    """What training needs is not here."""

    type = "cannot-train"


def strings_of(held: Sequence[npt.NDArray[np.int64]]) -> "tuple[npt.NDArray[np.float16], Any]":
    """How rare each short string is, and which texts hold it, each text of length one. Raises CannotTrainError."""
    try:
        from scipy import sparse
    except ImportError as error:
        raise CannotTrainError("Training needs SciPy: `make test` installs it.") from error
    indices = np.concatenate(held)
    ends = np.cumsum([0, *(len(each) for each in held)])
    often = np.bincount(indices, minlength=BUCKETS)
    rarity = np.where(often > 0, np.log((1 + len(held)) / (1 + often)), 0).astype(np.float16)
    rows = sparse.csr_matrix((rarity[indices].astype(np.float32), indices, ends), shape=(len(held), BUCKETS))
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return rarity, sparse.diags((1 / np.maximum(lengths, 1e-6)).astype(np.float32)) @ rows


def places_of(vectors: Floats, axes: int) -> tuple[Floats, npt.NDArray[np.float16], npt.NDArray[np.int8]]:
    """The middle of all meanings, the axes along which they differ most, and every text's place along them."""
    middle = vectors.mean(axis=0).astype(np.float32)
    _, turned = np.linalg.eigh(np.cov((vectors - middle).T))
    main = turned[:, ::-1][:, :axes].astype(np.float16)
    places = unit((vectors - middle) @ main.astype(np.float32))
    return middle, main, np.rint(places / np.abs(places).max(axis=1, keepdims=True) * 127).astype(np.int8)


def solved(alike: Floats, wanted: Floats) -> Floats:
    """What each row must say so that what is alike says what is wanted. Spends `alike`."""
    from scipy import linalg

    alike[np.diag_indices_from(alike)] += CAUTION
    said: Floats = linalg.solve(alike, wanted, assume_a="pos", overwrite_a=True).astype(np.float32)
    return said


def in_steps(weights: Floats, steps: int) -> tuple[npt.NDArray[np.int8], Floats]:
    """The weights as whole steps to either side of nothing, and how large a step is in every column."""
    step = (np.maximum(np.abs(weights).max(axis=0), 1e-9) / steps).astype(np.float32)
    return np.rint(weights / step).astype(np.int8), step
