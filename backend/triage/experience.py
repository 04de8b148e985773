"""What the model learns from, and how well it does on what it has not seen.

The rows live in the pack's `triage/labelled/`: a file an author. Files named `written-*` are taught and never scored.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from backend.triage.features import Embedder, Vector, seen
from backend.triage.labelled import FOLDS, HELD_OUT, Row, read_rows
from backend.triage.leave_out import models_without
from backend.triage.likeness import CannotTrainError
from backend.triage.model import Model
from backend.triage.score import Figures, Read
from backend.triage.train import Example
from backend.triage.understanding import Understanding

TAUGHT_ONLY = "written-"
Reader = Callable[[str, Model], Understanding]


def labelled_rows(folder: Path) -> dict[str, tuple[Row, ...]]:
    """The rows of every file of a folder, by its name without ending. Raises BadLineError, CannotTrainError."""
    rows = {}
    for file in sorted(folder.glob("*.jsonl")):
        with file.open("rb") as lines:
            rows[file.stem] = tuple(read_rows(lines))
    if not rows:
        raise CannotTrainError(f"{folder} holds no labelled messages (*.jsonl).")
    return rows


class Remembered:
    """An embedder that keeps what it found in a file, by the text's hash: embedding takes most of a training."""

    def __init__(self, embed: Embedder, file: Path) -> None:
        self._embed, self._file = embed, file
        self._known: dict[str, Vector] = {}
        self._new = False
        if file.is_file():
            with np.load(file) as held:
                self._known = dict(zip(held["names"].tolist(), held["vectors"], strict=True))

    def __call__(self, text: str) -> Vector:
        """The vector of a text, from the file if it is there."""
        name = hashlib.sha256(text.encode()).hexdigest()[:32]
        if name not in self._known:
            self._known[name] = self._embed(text)
            self._new = True
        return self._known[name]

    def keep(self) -> None:
        """Writes the file anew if there was anything new."""
        if self._new:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("wb") as file:
                np.savez(file, names=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))


def examples(rows: Iterable[Row], embed: Embedder) -> tuple[Example, ...]:
    """Rows as the model sees them."""
    texts = ((row, seen(row.text)) for row in rows)
    return tuple(Example.of(row, text, embed) for row, text in texts)


def unseen(by_file: Mapping[str, Sequence[Example]], read: Reader) -> Iterator[tuple[str, Figures]]:
    """The rows of the authors, each read by a model that was not taught it: fifth by fifth, then author by author.

    The held-out fifth is the part of the first in which the rules were tuned without it.
    """
    scored = {name: rows for name, rows in by_file.items() if not name.startswith(TAUGHT_ONLY)}
    everything = [each for rows in scored.values() for each in rows]
    folds = [[each for each in everything if each.row.fold == fold] for fold in range(FOLDS)]
    asked = [*folds, *scored.values()]
    models = models_without([each for rows in by_file.values() for each in rows], list(map(_ids, asked)))
    reads = [
        [Read(each.row, read(each.row.text, model)) for each in rows]
        for rows, model in zip(asked, models, strict=True)
    ]
    yield "five fifths", _figures(reads[:FOLDS])
    yield "held-out fifth", _figures([reads[HELD_OUT]])
    yield "other author", _figures(reads[FOLDS:])
    for name, each in zip(scored, reads[FOLDS:], strict=True):
        yield name, _figures([each])


def _ids(rows: Iterable[Example]) -> frozenset[str]:
    return frozenset(each.row.id for each in rows)


def _figures(several: Iterable[Sequence[Read]]) -> Figures:
    return Figures(tuple(read for reads in several for read in reads))
