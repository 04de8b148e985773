"""The family's own clauses that tell what whoever phones needs to know; quoted as written, never interpreted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from backend.protocol.concerns import Telling
from backend.protocol.pack import Pack
from backend.triage.elements import Elements
from backend.triage.hear import Ear
from backend.triage.phrase import Patterns
from backend.triage.plain import plain

_CLAUSES = re.compile(r"[，。！？；,!?;\n]+|(?<!\d)\.|\.(?!\d)")
_SHORTEST = 2
ONSET = "onset"
"""Told by a clause alone: the hour of a medicine or of a call is not when it began."""


@dataclass(frozen=True)
class Quoter:
    """The pack's phrases for each matter, compiled."""

    matters: Mapping[str, Patterns]
    ear: Ear

    def quotes(self, text: str) -> dict[str, list[str]]:
        """By matter, the clauses of a text that tell it."""
        found: dict[str, list[str]] = {}
        for clause in (part.strip() for part in _CLAUSES.split(text)):
            if len(clause) < _SHORTEST:
                continue
            heard = plain(clause)
            hits = self.ear.hits(heard)
            told = [name for name, patterns in self.matters.items() if any(True for _ in patterns.find(heard, hits))]
            for matter in [name for name in told if name != ONSET] or told:
                found.setdefault(matter, []).append(clause)
        return found


def compile_quoter(pack: Pack) -> Quoter:
    """What a pack listens for in what families tell. Raises PatternError."""
    return _compiled(_Held(pack))


class _Held:
    """Lets the cache go by version: the lists themselves are too big to hash on every text."""

    def __init__(self, pack: Pack) -> None:
        self.telling: Telling = pack.concerns.telling
        self.words = {**pack.listening.words.words, **pack.listening.intents.words}
        self.version = f"{pack.listening.version}:{self.telling.model_dump_json()}"

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.version == self.version


@lru_cache(maxsize=4)
def _compiled(held: _Held) -> Quoter:
    elements = Elements(held.words)
    matters = {name: elements.of(phrases) for name, phrases in held.telling.by_matter.items()}
    every: Sequence[Patterns] = list(matters.values())
    single = frozenset(each.elements[0] for patterns in every for each in patterns.all if len(each.elements) == 1)
    return Quoter(matters, Ear(elements, single=single, marks=frozenset(), slipping=frozenset()))
