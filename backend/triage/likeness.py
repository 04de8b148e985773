"""What both trainers share: texts as rows of a system of equations, by their short strings and by what they mean.

Only training needs SciPy, which comes with the tests' libraries.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from backend.errors import NuanxinError
from backend.triage.features import BUCKETS
from backend.triage.layers import Floats, unit

CAUTION = 0.4
"""How little one row may say."""
AT_ONCE = 1000
"""Rows that are worked on at once: all at once, they would be held twice."""


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
    """What each row must say so that what is alike says what is wanted. Spends `alike`. Raises CannotTrainError."""
    from scipy.linalg import lapack

    said, _ = lapack.spotrs(_halved(alike), wanted, lower=1)
    return np.asarray(said, dtype=np.float32)


def inverted(alike: Floats) -> Floats:
    """What turns what is wanted into what each row must say. Spends `alike`. Raises CannotTrainError."""
    from scipy.linalg import lapack

    inverse, _ = lapack.spotri(_halved(alike), lower=1, overwrite_c=1)
    for start in range(0, len(inverse), AT_ONCE):  # only the lower half was written
        block = slice(start, start + AT_ONCE)
        inverse[:start, block] = inverse[block, :start].T
        inverse[block, block] = np.tril(inverse[block, block]) + np.tril(inverse[block, block], -1).T
    return np.asarray(inverse, dtype=np.float32)


def _halved(alike: Floats) -> Floats:
    """The lower triangle whose square is `alike` and a little caution, in its place: nothing larger is ever held."""
    from scipy.linalg import lapack

    alike[np.diag_indices_from(alike)] += CAUTION
    triangle, failed = lapack.spotrf(alike.T, lower=1, overwrite_a=1, clean=0)
    if failed:
        raise CannotTrainError(f"The rows contradict each other past solving (LAPACK spotrf: {failed}).")
    return np.asarray(triangle)


def in_steps(weights: Floats, steps: int) -> tuple[npt.NDArray[np.int8], Floats]:
    """The weights as whole steps to either side of nothing, and how large a step is in every column."""
    step = (np.maximum(np.abs(weights).max(axis=0), 1e-9) / steps).astype(np.float32)
    return np.rint(weights / step).astype(np.int8), step
