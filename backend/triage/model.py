"""The model that may raise a level: weights that ship in the package, applied with numpy alone.

Two layers. The first tells what a text means, as a place among the reasons that labelled messages give for their
labels (`vomiting blood`); the second judges. Each sums over the short strings that a text holds and over the labelled
messages that it lies near: in meaning, and for the second in reason too. Scores lie about 0 (no) and 1 (yes); what is
done with them is decided in `reconsider`.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from backend.triage.features import Embedder, buckets, embedder
from backend.triage.layers import Axes, Floats, Known, Layer, Letters, unit
from backend.triage.understanding import Intent, Urgency

WEIGHTS = "raising.npz"
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
FEW = 50
LETTERS = ("rarity", "weights", "step", "start")


@dataclass(frozen=True)
class Opinion:
    """What the model holds of a text: a score for each label, and what the nearest known worrying one means.

    `known` is how near the nearest FEW labelled messages lie in reason: 1 is the same, near 0 is like nothing known.
    """

    scores: Mapping[str, float]
    nearest: str = ""
    known: float = 1.0

    def speaks_for(self, level: Urgency) -> float:
        """How much speaks for a level or a higher one, less what speaks for none: -1 to 1."""
        return sum(self.scores[each] for each in LEVELS if each.rank >= level.rank) - self.scores[Urgency.NONE]


@dataclass(frozen=True)
class Model:
    """Both layers, and letters alone for where there are no meanings to ask.

    `ranks` and `whys` are the levels and the reasons of the labelled messages.
    """

    axes: Axes
    meanings: Known
    reasons: Known
    tells: Layer
    judges: Layer
    alone: Letters
    ranks: npt.NDArray[np.int8]
    whys: tuple[str, ...]
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
        near = self.meanings.near(self.axes.place(vector))
        alike = self.reasons.near(unit(self.tells.scores(held, near)))
        scores = self.judges.scores(held, near + alike)
        few = np.partition(alike, -min(FEW, len(alike)))[-FEW:]
        return Opinion(_named(scores), self._reason(alike), float(few.mean()))

    def _reason(self, alike: Floats) -> str:
        """Why the nearest known message that needs a person does."""
        return self.whys[int(np.where(self.ranks >= Urgency.URGENT.rank, alike, -1).argmax())]

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
                return Letters(*(held[f"{name}_{part}"] for part in LETTERS))

            def layer(name: str) -> Layer:
                return Layer(letters(name), held[f"{name}_says"])

            return cls(
                axes=Axes(held["middle"], held["axes"]),
                meanings=Known(held["meanings"], words["narrow"]["meanings"]),
                reasons=Known(held["reasons"], words["narrow"]["reasons"]),
                tells=layer("tells"),
                judges=layer("judges"),
                alone=letters("alone"),
                ranks=held["ranks"],
                whys=tuple(words["whys"]),
                made_of=words["made_of"],
            )


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
    narrow = {"meanings": model.meanings.narrow, "reasons": model.reasons.narrow}
    words = {"whys": model.whys, "narrow": narrow, "made_of": dict(model.made_of)}
    written = json.dumps(words, ensure_ascii=False, sort_keys=True).encode()
    named: dict[str, Any] = {
        "words": np.frombuffer(written, dtype=np.uint8),
        "middle": model.axes.middle,
        "axes": model.axes.axes,
        "meanings": model.meanings.places,
        "reasons": model.reasons.places,
        "ranks": model.ranks,
        "tells_says": model.tells.says,
        "judges_says": model.judges.says,
    }
    for name, letters in (("tells", model.tells.letters), ("judges", model.judges.letters), ("alone", model.alone)):
        named |= {f"{name}_{part}": getattr(letters, part) for part in LETTERS}
    return named
