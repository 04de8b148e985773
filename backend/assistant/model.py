"""The model that tells what a question asks: weights that ship in the package, applied with numpy alone.

A text's score for a topic or a kind of refusal is a sum over the short strings and syllables it holds, and over the
known questions it lies near in meaning.
"""

import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from backend.triage.features import BUCKETS, Embedder, Vector, buckets
from backend.triage.layers import Floats, Letters, unit
from backend.triage.pinyin import looks_like_pinyin, sounds
from backend.triage.plain import Plain, is_han

WEIGHTS = "asking.npz"
LETTERS = ("rarity", "weights", "step", "start")
KNOWN = ("middle", "axes", "places", "says", "step")


@dataclass(frozen=True)
class Known:
    """The known questions as places along the axes of meaning, and what being near each says of every label."""

    middle: Floats
    axes: npt.NDArray[np.float16]
    places: npt.NDArray[np.int8]
    says: npt.NDArray[np.int8]
    step: Floats
    narrow: float

    def scores(self, vector: Vector) -> Floats:
        """The sum over all known questions, each by how near it is."""
        place = unit((vector - self.middle) @ self._axes)
        near: Floats = np.exp(self.narrow * (self._places @ place - 1)).astype(np.float32)
        said: Floats = (near @ self._says) * self.step
        return said

    @cached_property
    def _axes(self) -> Floats:
        return self.axes.astype(np.float32)

    @cached_property
    def _places(self) -> Floats:
        return unit(self.places)

    @cached_property
    def _says(self) -> Floats:
        return self.says.astype(np.float32)


@dataclass(frozen=True)
class Model:
    """Weights of strings, and of nearness to known questions, for every label."""

    labels: tuple[str, ...]
    letters: Letters
    known: Known
    made_of: Mapping[str, str]

    @property
    def version(self) -> str:
        """Names the rows and the trainer it came from."""
        return self.made_of["version"]

    def scores(self, text: str, embed: Embedder | None) -> dict[str, float]:
        """How much speaks for each label of a seen text: about 0 for no, about 1 for yes."""
        return self.of(held(text), embed(text) if embed is not None else None)

    def of(self, strings: npt.NDArray[np.int64], vector: Vector | None) -> dict[str, float]:
        """The same, of what was seen of a text; without meanings the strings speak alone, and lower."""
        scores = self.letters.scores(strings)
        if vector is not None:
            scores = scores + self.known.scores(vector)
        return dict(zip(self.labels, map(float, scores), strict=True))

    def as_bytes(self) -> bytes:
        """The weights as a file; the same weights give the same bytes."""
        said = {"labels": self.labels, "made_of": dict(self.made_of), "narrow": self.known.narrow}
        words = json.dumps(said, ensure_ascii=False, sort_keys=True)
        parts = {f"letters_{part}": getattr(self.letters, part) for part in LETTERS}
        parts |= {f"known_{part}": getattr(self.known, part) for part in KNOWN}
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, words=np.frombuffer(words.encode(), dtype=np.uint8), **parts)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The weights of a file."""
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            words = json.loads(kept["words"].tobytes().decode())
            letters = Letters(*(kept[f"letters_{part}"] for part in LETTERS))
            known = Known(**{part: kept[f"known_{part}"] for part in KNOWN}, narrow=words["narrow"])
            return cls(tuple(words["labels"]), letters, known, words["made_of"])


def held(text: str) -> npt.NDArray[np.int64]:
    """The hashed short strings of a seen text, and the pairs and threes of its syllables, each once, in order."""
    spelt = np.fromiter((zlib.crc32(gram.encode()) % BUCKETS for gram in _spelt(text)), dtype=np.int64)
    return np.union1d(buckets(text), spelt)


def _spelt(text: str) -> Iterator[str]:
    if not (any(map(is_han, text)) or looks_like_pinyin(text)):
        return
    spoken = [each for each in sounds(Plain(text, ())).values if each.isalpha()]
    yield from (f"s:{one} {two}" for one, two in pairwise(spoken))
    yield from (f"s:{one} {two} {three}" for one, two, three in zip(spoken, spoken[1:], spoken[2:], strict=False))


@lru_cache(maxsize=1)
def shipped() -> Model | None:
    """The model of this package, or None where it ships without."""
    file = resources.files("backend.assistant") / WEIGHTS
    return Model.from_bytes(file.read_bytes()) if file.is_file() else None
