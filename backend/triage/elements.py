"""The patterns of the pack's lists, read into elements: sets of literals, all of which are found in one pass.

`嘴唇…{bluish}` is two elements with a gap of at most eight words or characters; `{hives}&{vomit}` two that are near
each other in either order. `{lost-child}{of-late}{died}` would be a set of hundreds of thousands: where there are
MANY, each class is an element, and they adjoin.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, product
from math import prod

from backend.protocol.signs import CLASS, Phrases
from backend.triage.phrase import Joint, Pattern, Patterns
from backend.triage.plain import fold

MANY = 4000
"""Literals of one element at most: each takes time at the start, and memory ever after."""
_PARTS = re.compile("[…&]")
"""What parts the elements of a pattern; folding widths makes three dots of `…`."""


class PatternError(ValueError):
    """A pattern that names a class nobody defined."""


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
