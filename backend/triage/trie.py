"""Finding many literals in one pass: a tree of tokens, walked from each place where a word may begin.

A token is a character of the text, or the syllable it sounds like. Tokens know where they stand, so that what is
found is told in places of the text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]
ENDS = ""
"""The key of a node under which its literals are: no token is empty."""


@dataclass(frozen=True)
class Tokens:
    """A text in tokens: their values and places, where a word may begin, and where a space was before."""

    values: Sequence[str]
    spans: Sequence[Span]
    opens: Sequence[bool]
    spaced: Sequence[bool]


@dataclass(frozen=True, slots=True)
class Literal:
    """What is looked for, for which elements. A text may have a space only before the tokens `spaces`.

    `open` words go on: `swell*`. `written` is set where only the sound is looked for.
    """

    elements: tuple[int, ...]
    spaces: frozenset[int] = frozenset()
    open: bool = False
    written: str = ""


@dataclass(frozen=True, slots=True)
class _Tail:
    """Where only one way goes on, it is kept whole: a node for each of its tokens would take most of the memory."""

    tokens: tuple[str, ...]
    literals: list[Literal]


class Trie:
    """Literals by their tokens."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, tokens: Sequence[str], literal: Literal) -> None:
        """Look for these tokens too."""
        node = self._root
        for place, token in enumerate(tokens):
            rest, below = tuple(tokens[place + 1 :]), node.get(token)
            if below is None:
                node[token] = _Tail(rest, [literal])
                return
            if isinstance(below, _Tail):
                if below.tokens == rest:
                    below.literals.append(literal)
                    return
                below = node[token] = _opened(below)
            node = below
        node.setdefault(ENDS, []).append(literal)

    def find(self, tokens: Tokens) -> Iterator[tuple[Literal, Span]]:
        """Every literal at every place."""
        for start, opens in enumerate(tokens.opens):
            if opens and tokens.values[start] in self._root:
                yield from self._from(tokens, start)

    def _from(self, tokens: Tokens, start: int) -> Iterator[tuple[Literal, Span]]:
        node = self._root
        for place in range(start, len(tokens.values)):
            below = node.get(tokens.values[place])
            if below is None:
                return
            if isinstance(below, _Tail):
                last = place + len(below.tokens)
                if tuple(tokens.values[place + 1 : last + 1]) == below.tokens:
                    yield from _ending(tokens, start, last, below.literals)
                return
            yield from _ending(tokens, start, place, below.get(ENDS, ()))
            node = below


def _opened(tail: _Tail) -> dict[str, Any]:
    """The same as a node, to which others can be added."""
    if not tail.tokens:
        return {ENDS: tail.literals}
    return {tail.tokens[0]: _Tail(tail.tokens[1:], tail.literals)}


def _ending(tokens: Tokens, start: int, last: int, literals: Iterable[Literal]) -> Iterator[tuple[Literal, Span]]:
    """Those of the literals from `start` to `last` that end with a word, and that may have the spaces of the text."""
    whole = last + 1 == len(tokens.values) or tokens.opens[last + 1]
    for literal in literals:
        if whole or literal.open:
            crossed = (place - start for place in range(start + 1, last + 1) if tokens.spaced[place])
            if literal.spaces.issuperset(crossed):
                yield literal, (tokens.spans[start][0], tokens.spans[last][1])
