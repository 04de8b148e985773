"""Refusing by the pack's phrases, before any model is asked: the same words always give the same kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from backend.protocol.refusals import Refusal, Refusals
from backend.triage.elements import Elements
from backend.triage.hear import Ear, Heard
from backend.triage.phrase import Patterns
from backend.triage.plain import Plain
from backend.triage.understanding import Understanding


@dataclass(frozen=True)
class Kind:
    """A kind of question with its patterns, those that say it is something else, and the wishes that are it."""

    said: Patterns
    unless: Patterns
    intents: frozenset[str]


@dataclass(frozen=True)
class Refuser:
    """The kinds of a pack, compiled; `facts` are what only typed facts answer."""

    kinds: Mapping[str, Kind]
    facts: Mapping[str, Kind]
    ear: Ear
    version: str

    def kind(self, text: Plain, understood: Understanding) -> str:
        """The first kind that a text is, or nothing."""
        return self._first(self.kinds, text, understood)

    def personal(self, text: Plain, understood: Understanding) -> str:
        """The first fact of the family's own that a text asks for, or nothing."""
        return self._first(self.facts, text, understood)

    def _first(self, kinds: Mapping[str, Kind], text: Plain, understood: Understanding) -> str:
        heard = Heard(text, self.ear.hits(text), (), {})
        return next((name for name, kind in kinds.items() if _is(kind, heard, understood)), "")


def _is(kind: Kind, heard: Heard, understood: Understanding) -> bool:
    wished = bool(kind.intents.intersection(understood.intents))
    found = wished or any(True for _ in kind.said.find(heard.text, heard.hits))
    return found and not any(True for _ in kind.unless.find(heard.text, heard.hits))


class _Holder:
    """Lets the cache go by version: the lists themselves are too big to hash on every text."""

    def __init__(self, refusals: Refusals) -> None:
        self.refusals, self.version = refusals, refusals.version

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.version == self.version


def compile_refusals(refusals: Refusals) -> Refuser:
    """The lists of a pack, compiled. Raises PatternError."""
    return _compiled(_Holder(refusals))


@lru_cache(maxsize=8)
def _compiled(holder: _Holder) -> Refuser:
    elements = Elements(holder.refusals.words)
    kinds = {name: _kind(elements, each) for name, each in holder.refusals.kinds.items()}
    facts = {str(name): _kind(elements, each) for name, each in holder.refusals.personal.items()}
    every = chain.from_iterable((kind.said.all, kind.unless.all) for kind in (*kinds.values(), *facts.values()))
    single = frozenset(each.elements[0] for patterns in every for each in patterns if len(each.elements) == 1)
    return Refuser(
        kinds, facts, Ear(elements, single=single, marks=frozenset(), slipping=frozenset()), holder.version
    )


def _kind(elements: Elements, said: Refusal) -> Kind:
    return Kind(elements.of(said), elements.of(said.unless), frozenset(said.intents))
