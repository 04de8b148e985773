"""The model that may raise a level: weights that ship in the package, applied with numpy alone.

A text's score for a label is a sum over the short strings it holds, and over the labelled messages it lies near in
meaning. Scores lie about 0 (no) and 1 (yes); what is done with them is decided in `reconsider`.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from backend.triage.features import Embedder, buckets, embedder
from backend.triage.understanding import Intent, Urgency

Floats = npt.NDArray[np.float32]
WEIGHTS = "raising.npz"
PLACES = ("middle", "axes", "places", "says", "ranks")
LEVELS = tuple(Urgency)
INTENTS = (
    Intent.OPT_OUT,
    Intent.WITHDRAW_STUDY,
    Intent.ALLOCATION_QUESTION,
    Intent.TALK_TO_PERSON,
    Intent.SYMPTOM_REPORT,
    Intent.DISTRESS,
    Intent.OTHER,
)
LABELS = (*LEVELS, *INTENTS)


@dataclass(frozen=True)
class Opinion:
    """What the model holds of a text: a score for each label, and what the nearest known worrying one means."""

    scores: Mapping[str, float]
    nearest: str = ""

    def speaks_for(self, level: Urgency) -> float:
        """How much speaks for a level or a higher one, less what speaks for none: -1 to 1."""
        return sum(self.scores[each] for each in LEVELS if each.rank >= level.rank) - self.scores[Urgency.NONE]


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
class Neighbours:
    """The labelled messages as places among meanings, and what being near each says of every label."""

    middle: Floats
    axes: npt.NDArray[np.float16]
    places: npt.NDArray[np.int8]
    says: npt.NDArray[np.float16]
    ranks: npt.NDArray[np.int8]
    meanings: tuple[str, ...]
    narrow: float

    def near(self, vector: Floats) -> Floats:
        """How near every known message is: 1 is the same."""
        place = unit((vector - self.middle) @ self._axes)
        nearness: Floats = np.exp(self.narrow * (self._known @ place - 1))
        return nearness

    def meaning(self, near: Floats) -> str:
        """What the nearest known message that needs a person means."""
        return self.meanings[int(np.where(self.ranks >= Urgency.URGENT.rank, near, -1).argmax())]

    def say(self, near: Floats) -> Floats:
        """What the nearness of all known messages says of every label."""
        said: Floats = near @ self._says
        return said

    @cached_property
    def _axes(self) -> Floats:
        return self.axes.astype(np.float32)

    @cached_property
    def _known(self) -> Floats:
        return unit(self.places)

    @cached_property
    def _says(self) -> Floats:
        return self.says.astype(np.float32)


@dataclass(frozen=True)
class Model:
    """Letters and neighbours together, and letters alone for where there are no neighbours to ask."""

    together: Letters
    neighbours: Neighbours
    alone: Letters
    made_of: Mapping[str, str]

    @property
    def version(self) -> str:
        """Names the rows and the trainer it came from."""
        return self.made_of["version"]

    def by_letters(self, text: str) -> Opinion:
        """An opinion at once, from the letters alone."""
        return Opinion(_named(self.alone.scores(buckets(text))))

    def opinion(self, text: str, embed: Embedder) -> Opinion:
        """An opinion from letters and meaning."""
        return self.of(buckets(text), embed(text))

    def of(self, held: npt.NDArray[np.int64], vector: Floats) -> Opinion:
        """The same, of what was seen of a text."""
        near = self.neighbours.near(vector)
        scores = self.together.scores(held) + self.neighbours.say(near)
        return Opinion(_named(scores), self.neighbours.meaning(near))

    def as_bytes(self) -> bytes:
        """The weights as a file; the same weights give the same bytes."""
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, **_arrays(self))
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The weights of a file."""
        with np.load(io.BytesIO(content), allow_pickle=False) as held:
            words = json.loads(held["words"].tobytes().decode())

            def letters(name: str) -> Letters:
                return Letters(*(held[f"{name}_{part}"] for part in ("rarity", "weights", "step", "start")))

            neighbours = Neighbours(
                **{part: held[part] for part in PLACES},
                meanings=tuple(words["meanings"]),
                narrow=words["narrow"],
            )
            return cls(letters("together"), neighbours, letters("alone"), words["made_of"])


def unit(rows: npt.NDArray[Any]) -> Floats:
    """Rows, or one, of length one."""
    floats = rows.astype(np.float32)
    turned: Floats = floats / np.maximum(np.linalg.norm(floats, axis=-1, keepdims=True), 1e-6)
    return turned


@lru_cache(maxsize=1)
def shipped() -> Model | None:
    """The model of this package, or None where it ships without."""
    file = resources.files("backend.triage") / WEIGHTS
    return Model.from_bytes(file.read_bytes()) if file.is_file() else None


@lru_cache(maxsize=1)
def meaning() -> Embedder | None:
    """What places a text among meanings, if it runs here."""
    return embedder()


def _named(scores: Floats) -> dict[str, float]:
    return {label.value: float(score) for label, score in zip(LABELS, scores, strict=True)}


def _arrays(model: Model) -> dict[str, Any]:
    near = model.neighbours
    words = {"meanings": near.meanings, "narrow": near.narrow, "made_of": dict(model.made_of)}
    written = json.dumps(words, ensure_ascii=False, sort_keys=True).encode()
    named: dict[str, Any] = {"words": np.frombuffer(written, dtype=np.uint8)}
    for name, letters in (("together", model.together), ("alone", model.alone)):
        for part in ("rarity", "weights", "step", "start"):
            named[f"{name}_{part}"] = getattr(letters, part)
    for part in PLACES:
        named[part] = getattr(near, part)
    return named
