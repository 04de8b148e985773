"""Patterns of the pack, made of elements that are found by number.

`嘴唇…{bluish}` is two elements with a gap of at most eight words or characters; `{hives}&{vomit}` two that are near
each other in either order. An element is a set of literals, and all literals of all elements are found in one pass.
`{lost-child}{of-late}{died}` would be a set of hundreds of thousands: where there are MANY, each class is an element.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, product
from math import prod

from backend.protocol.signs import CLASS, Phrases
from backend.triage.plain import COMMA, STOP, Plain, fold
from backend.triage.trie import Span

GAP, NEAR, PER_STOP = 8, 14, 3
MANY = 4000
"""Literals of one element at most: each takes time at the start, and memory ever after."""
_PARTS = re.compile("[…&]")
"""What parts the elements of a pattern; folding widths makes three dots of `…`."""
_UNITS = re.compile(r"[a-z0-9.]+|[^\sa-z0-9.]")
Spans = tuple[Span, ...]
Hits = Mapping[int, Sequence[Span]]
"""Where each element stands: in order, none inside another."""


class PatternError(ValueError):
    """A pattern that names a class nobody defined."""


class Joint(StrEnum):
    """What may stand before an element: some words, some words and in either order, nothing, or a space."""

    GAP = "…"
    NEAR = "&"
    ADJOINS = ""
    SPACE = " "


@dataclass(frozen=True)
class Pattern:
    """Elements in a row. `joints`: how each but the first follows the one before."""

    elements: tuple[int, ...]
    joints: tuple[Joint, ...] = ()

    def find(self, text: Plain, hits: Hits) -> Iterator[Spans]:
        """The spans of the elements, for every way it is found."""
        if any(element not in hits for element in self.elements):
            return
        first, *rest = self.elements
        for span in hits[first]:
            spans = [span]
            for element, joint in zip(rest, self.joints, strict=True):
                following = next((each for each in hits[element] if _follows(text, spans[-1], each, joint)), None)
                if following is None:
                    break
                spans.append(following)
            if len(spans) == len(self.elements) and not self._again(hits[first], spans):
                yield tuple(spans)

    def _again(self, firsts: Sequence[Span], spans: Sequence[Span]) -> bool:
        """Whether the first element is there once more before the second: the nearer one is meant."""
        return len(spans) > 1 and any(spans[0][1] <= other[0] and other[1] <= spans[1][0] for other in firsts)


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


def _follows(text: Plain, before: Span, span: Span, joint: Joint) -> bool:
    if span[0] < before[1]:
        return joint is Joint.NEAR and span[1] <= before[0] and _apart(text, span[1], before[0]) <= NEAR
    if joint in (Joint.ADJOINS, Joint.SPACE):
        return text.text[before[1] : span[0]] in ("", joint.value)
    return _apart(text, before[1], span[0]) <= (NEAR if joint is Joint.NEAR else GAP)


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
            between = Joint.NEAR if "&" in source else Joint.GAP
            rows = [self._row(part.strip(), words) for part in _PARTS.split(source)]
            if len(rows) == len(rows[0]) == 1:
                single |= rows[0][0][1]
            else:
                several.append(self._pattern([(between, row[0][1]), *row[1:]] for row in rows))
        return Patterns((*([Pattern((self._number(frozenset(single)),))] if single else []), *several))

    def _row(self, part: str, words: Mapping[str, Sequence[str]]) -> list[tuple[Joint, frozenset[str]]]:
        """What a part of a pattern is made of: one set of literals, or several that adjoin."""
        choices = _choices(part, words)
        if prod(map(len, choices)) <= MANY:
            return [(Joint.GAP, frozenset(self._mend("".join(choice)) for choice in product(*choices)))]
        joint = Joint.SPACE if " " in part else Joint.ADJOINS
        return [(joint, frozenset(map(self._mend, each))) for each in choices if any(map(str.strip, each))]

    def _pattern(self, rows: Iterable[Sequence[tuple[Joint, frozenset[str]]]]) -> Pattern:
        joints, literals = zip(*chain.from_iterable(rows), strict=True)
        return Pattern(tuple(map(self._number, literals)), joints[1:])

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


def _choices(part: str, words: Mapping[str, Sequence[str]]) -> list[Sequence[str]]:
    """For each piece of a part what may stand there: itself, or the words of its class."""
    pieces = CLASS.split(part)
    for name in pieces[1::2]:
        if name not in words:
            raise PatternError(f"{part}: there is no class {{{name}}}")
    return [words[piece] if place % 2 else (fold(piece),) for place, piece in enumerate(pieces)]
