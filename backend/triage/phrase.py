"""Patterns of the pack, made of elements that are found by number.

`嘴唇…{bluish}` is two elements with a gap of at most eight words or characters; `{hives}&{vomit}` two that are near
each other in either order. An element is a set of literals, and all literals of all elements are found in one pass.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from backend.protocol.signs import CLASS, Phrases
from backend.triage.plain import COMMA, STOP, Plain, fold
from backend.triage.trie import Span

GAP, NEAR, PER_STOP = 8, 14, 3
_PARTS = re.compile("[…&]")
"""What parts the elements of a pattern; folding widths makes three dots of `…`."""
_UNITS = re.compile(r"[a-z0-9.]+|[^\sa-z0-9.]")
Spans = tuple[Span, ...]
Hits = Mapping[int, Sequence[Span]]
"""Where each element stands: in order, none inside another."""


class PatternError(ValueError):
    """A pattern that names a class nobody defined."""


@dataclass(frozen=True)
class Pattern:
    """Elements in a row, each at most a gap from the last; or near each other, in either order."""

    elements: tuple[int, ...]
    near: bool = False

    def find(self, text: Plain, hits: Hits) -> Iterator[Spans]:
        """The spans of the elements, for every way it is found."""
        if any(element not in hits for element in self.elements):
            return
        first, *rest = self.elements
        for span in hits[first]:
            spans = [span]
            for element in rest:
                following = self._next(text, hits[element], spans[-1])
                if following is None:
                    break
                spans.append(following)
            if len(spans) == len(self.elements) and not self._again(hits[first], spans):
                yield tuple(spans)

    def _again(self, firsts: Sequence[Span], spans: Sequence[Span]) -> bool:
        """Whether the first element is there once more before the second: the nearer one is meant."""
        return len(spans) > 1 and any(spans[0][1] <= other[0] and other[1] <= spans[1][0] for other in firsts)

    def _next(self, text: Plain, spans: Sequence[Span], after: Span) -> Span | None:
        for span in spans:
            if span[0] >= after[1] and _apart(text, after[1], span[0]) <= (NEAR if self.near else GAP):
                return span
            if self.near and span[1] <= after[0] and _apart(text, span[1], after[0]) <= NEAR:
                return span
        return None


class Patterns:
    """Several patterns; only those whose first element is in the text are tried."""

    def __init__(self, patterns: Sequence[Pattern] = ()) -> None:
        self.all = tuple(patterns)
        self._by_first: dict[int, list[int]] = {}
        for place, pattern in enumerate(self.all):
            self._by_first.setdefault(pattern.elements[0], []).append(place)

    def find(self, text: Plain, hits: Hits) -> Iterator[Spans]:
        """The spans of every pattern that is found, in the order of the patterns."""
        tried = self._by_first.keys() & hits.keys()
        for place in sorted(place for first in tried for place in self._by_first[first]):
            yield from self.all[place].find(text, hits)


def units(text: str) -> int:
    """How long a stretch is: Chinese characters and Latin words."""
    return len(_UNITS.findall(text))


def over_mark(text: Plain, span: Span) -> bool:
    """Whether a stretch goes over the end of a clause."""
    return bool(text.breaks) and not {STOP, COMMA}.isdisjoint(text.marks_between(span[0], span[1] - 1))


def _apart(text: Plain, start: int, end: int) -> int:
    """How far apart two places are; the end of a sentence makes them farther."""
    if end - start > NEAR * 8:
        return end - start
    return units(text.text[start:end]) + PER_STOP * text.marks_between(start - 1, end).count(STOP)


class Elements:
    """Numbers for sets of literals: the same set has the same number. Raises PatternError.

    `mend` puts slips right as in a text: `cannot breathe` of a list is heard where `cant breathe` is left of a text.
    """

    def __init__(self, words: Mapping[str, Phrases], mend: Callable[[str], str] = str) -> None:
        self._mend = mend
        self._all = {name: _folded(each.patterns) for name, each in words.items()}
        self._latin = {name: _folded((*each.en, *each.romanised)) for name, each in words.items()}
        self._numbers: dict[frozenset[str], int] = {}

    def of(self, phrases: Phrases) -> Patterns:
        """Their patterns. A class holds its words of all languages in a Chinese pattern: many a text is mixed."""
        chinese = self.patterns((*phrases.zh, *phrases.yue))
        latin = self.patterns((*phrases.en, *phrases.romanised), latin=True)
        return Patterns((*chinese.all, *latin.all))

    def patterns(self, sources: Sequence[str], *, latin: bool = False) -> Patterns:
        """The patterns of these sources, all one-element ones together in the first."""
        words = self._latin if latin else self._all
        single: set[str] = set()
        several: list[Pattern] = []
        for source in sources:
            expanded = [frozenset(map(self._mend, _expand(part, words))) for part in _PARTS.split(source)]
            if len(expanded) == 1:
                single |= expanded[0]
            else:
                several.append(Pattern(tuple(map(self._number, expanded)), near="&" in source))
        return Patterns((*([Pattern((self._number(frozenset(single)),))] if single else []), *several))

    @property
    def literals(self) -> Mapping[str, tuple[int, ...]]:
        """Each literal with the elements that hold it."""
        held: dict[str, list[int]] = {}
        for literals, number in self._numbers.items():
            for literal in literals:
                held.setdefault(literal, []).append(number)
        return {literal: tuple(numbers) for literal, numbers in sorted(held.items())}

    def _number(self, literals: frozenset[str]) -> int:
        return self._numbers.setdefault(literals, len(self._numbers))


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(fold, words)))


def _expand(part: str, words: Mapping[str, Sequence[str]]) -> Iterator[str]:
    pieces = CLASS.split(part.strip())
    for name in pieces[1::2]:
        if name not in words:
            raise PatternError(f"{part.strip()}: there is no class {{{name}}}")
    choices = [words[piece] if place % 2 else (fold(piece),) for place, piece in enumerate(pieces)]
    for choice in product(*choices):
        yield "".join(choice)
