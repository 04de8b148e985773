"""Finding many literals in one pass: a tree of tokens, walked from each place where a word may begin.

A token is a character of the text, or the syllable it sounds like. Tokens know where they stand, so that what is
found is told in places of the text.
"""

from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True)
class Literal:
    """What is looked for, for which elements. A text may have a space only before the tokens `spaces`.

    `open` words go on: `swell*`. `written` is set where only the sound is looked for.
    """

    elements: tuple[int, ...]
    spaces: frozenset[int] = frozenset()
    open: bool = False
    written: str = ""


class Trie:
    """Literals by their tokens."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, tokens: Sequence[str], literal: Literal) -> None:
        """Look for these tokens too."""
        node = self._root
        for token in tokens:
            node = node.setdefault(token, {})
        node.setdefault(ENDS, []).append(literal)

    def find(self, tokens: Tokens) -> Iterator[tuple[Literal, Span]]:
        """Every literal at every place."""
        for start, opens in enumerate(tokens.opens):
            if opens and tokens.values[start] in self._root:
                yield from self._from(tokens, start)

    def _from(self, tokens: Tokens, start: int) -> Iterator[tuple[Literal, Span]]:
        node, begin, count = self._root, tokens.spans[start][0], len(tokens.values)
        crossed: list[int] = []
        for place in range(start, count):
            if place > start and tokens.spaced[place]:
                crossed.append(place - start)
            node = node.get(tokens.values[place], {})
            if not node:
                return
            whole = place + 1 == count or tokens.opens[place + 1]
            for literal in node.get(ENDS, ()):
                if (whole or literal.open) and literal.spaces.issuperset(crossed):
                    yield literal, (begin, tokens.spans[place][1])
