"""Messages with labels, one JSON object a line, as the triage guide describes a row of a labelled set."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from backend.errors import NuanxinError
from backend.triage.understanding import Intent, Urgency, Wording

FOLDS = 5
HELD_OUT = 0


class BadLineError(NuanxinError):
    """A line that is not a message, with its number."""

    type = "bad-line"


@dataclass(frozen=True)
class Asked:
    """A message somebody wants understood. `line` is where it stood, from 1; `id` is given back as it came."""

    line: int
    id: object
    text: str


@dataclass(frozen=True)
class Row:
    """A message with what it means to the people who labelled it."""

    id: str
    text: str
    language: Wording
    urgency: Urgency
    intents: frozenset[Intent]
    topics: frozenset[str] = frozenset()
    why: str = ""

    @property
    def fold(self) -> int:
        """Which fifth it is in, by its name alone; fifth 0 is held out while rules are tuned."""
        return int(hashlib.sha1(self.id.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def read_asked(lines: Iterable[bytes]) -> Iterator[Asked | BadLineError]:
    """A message or an error for every line that is not empty: one bad line does not stop the rest."""
    for number, line in enumerate(lines, start=1):
        stripped = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if not stripped:
            continue
        try:
            given = _object(stripped, number)
            yield Asked(number, given.get("id", number), _text(given, number))
        except BadLineError as error:
            yield error


def read_rows(lines: Iterable[bytes]) -> Iterator[Row]:
    """Labelled rows. Raises BadLineError at the first line that is not one."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        given = _object(line.strip(), number)
        try:
            yield Row(
                id=str(given["id"]),
                text=_text(given, number),
                language=Wording(str(given["language"])),
                urgency=Urgency(str(given["urgency"])),
                intents=frozenset(Intent(each) for each in cast("list[str]", given["intents"])),
                topics=frozenset(cast("list[str]", given.get("topics", []))),
                why=str(given.get("why", "")),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise BadLineError(f"line {number}: not a labelled message ({error})") from error


def _object(line: bytes, number: int) -> Mapping[str, object]:
    try:
        given = json.loads(line.decode())
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadLineError(f"line {number}: not JSON in UTF-8 ({error})") from error
    if not isinstance(given, dict):
        raise BadLineError(f"line {number}: not a JSON object")
    return given


def _text(given: Mapping[str, object], number: int) -> str:
    text = given.get("text")
    if not isinstance(text, str):
        raise BadLineError(f"line {number}: `text` is missing or is not a string")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
