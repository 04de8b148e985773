"""Questions with labels, one JSON object a line: which topic answers each, or why none does."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from backend.protocol.passages import Passage
from backend.protocol.refusals import OUTSIDE
from backend.triage.labelled import BadLineError, Row
from backend.triage.plain import is_han
from backend.triage.understanding import Intent

FOLDS = 5
ARM = "arm"
MIXED = 2
"""A text of one language holds fewer words or characters of another."""


@dataclass(frozen=True)
class Question:
    """A question. `topic` is the passage that answers it, empty where none does; `kind` is why it must be refused."""

    id: str
    text: str
    language: str
    topic: str = ""
    must_refuse: bool = False
    kind: str = ""

    @property
    def label(self) -> str:
        """What a model learns of it: its topic, its kind, or that it is about something else."""
        return self.topic or self.kind or OUTSIDE

    @property
    def fold(self) -> int:
        """Which fifth it is in, by its name alone."""
        return int(hashlib.sha1(self.id.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS

    @property
    def spoken(self) -> str:
        """Its language as it is counted: Chinese in Latin letters, and mixtures, by themselves."""
        characters = sum(map(is_han, self.text))
        letters = sum(char.isascii() and char.isalpha() for char in self.text)
        if self.language == "zh-Hans" and not characters:
            return "pinyin"
        return "mixed" if characters >= MIXED and letters > MIXED else self.language


def read_questions(lines: Iterable[bytes]) -> Iterator[Question]:
    """Labelled questions. Raises BadLineError at the first line that is not one."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            yield Question(
                id=str(given["id"]),
                text=str(given["text"]),
                language=str(given["language"]),
                topic=str(given["topic"] or ""),
                must_refuse=bool(given["must_refuse"]),
                kind=str(given.get("kind", "")),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise BadLineError(f"line {number}: not a labelled question ({error})") from error


def read_file(file: Path) -> tuple[Question, ...]:
    """The labelled questions of a file. Raises BadLineError with the file's name."""
    try:
        with file.open("rb") as lines:
            return tuple(read_questions(lines))
    except OSError as error:
        raise BadLineError(f"{file}: {error.strerror}") from error
    except BadLineError as error:
        raise BadLineError(f"{file}, {error}") from error


def of_messages(rows: Iterable[Row]) -> Iterator[Question]:
    """What labelled messages teach: those that ask one thing, those that ask for the arm, and those about neither."""
    for row in rows:
        if len(row.topics) == 1:
            yield Question(row.id, row.text, row.language.value, topic=next(iter(row.topics)))
        elif Intent.ALLOCATION_QUESTION in row.intents and not row.topics:
            yield Question(row.id, row.text, row.language.value, must_refuse=True, kind=ARM)
        elif Intent.QUESTION in row.intents and not row.topics:
            yield Question(row.id, row.text, row.language.value)


def of_passages(passages: Iterable[Passage]) -> Iterator[Question]:
    """What a passage says of itself: how it is asked for, and its titles."""
    for passage in passages:
        asked = chain(
            (("zh-Hans", text) for text in passage.asked.zh_hans),
            (("yue", text) for text in passage.asked.yue),
            (("en", text) for text in passage.asked.en),
            (("zh-Hans", passage.title.zh_hans), ("en", passage.title.en)),
        )
        for number, (language, text) in enumerate(asked):
            yield Question(f"{passage.kind}-{number}", text, language, topic=passage.topic)
