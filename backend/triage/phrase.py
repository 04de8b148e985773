"""Compiling the pack's patterns, and finding them in a plain text.

`嘴唇…{bluish}` is two elements with a gap of at most eight words or characters; `{hives}&{vomit}` two that are near
each other in either order. An element is a set of literals, so a pattern costs a scan or two however many words its
classes hold.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from pypinyin import lazy_pinyin

from backend.protocol.signs import CLASS
from backend.triage.plain import Plain, is_han

GAP, NEAR = 8, 14
_UNITS = re.compile(r"[a-z0-9.]+|[^\sa-z0-9.]")


class PatternError(ValueError):
    """A pattern that names a class nobody defined."""


@dataclass(frozen=True)
class Element:
    """A set of literals. Latin ones stand as whole words; `*` lets a word go on."""

    literals: frozenset[str]

    @cached_property
    def search(self) -> "re.Pattern[str]":
        """One expression for all of them, the longest first."""
        ordered = sorted(self.literals, key=lambda literal: (-len(literal), literal))
        return re.compile("|".join(map(_literal, ordered)))

    def spans(self, text: Plain) -> list[tuple[int, int]]:
        """Where it stands, leftmost first."""
        return [found.span() for found in self.search.finditer(text.text)]


@dataclass(frozen=True)
class Pattern:
    """Elements in a row, each at most a gap from the last; or near each other, in either order."""

    elements: tuple[Element, ...]
    near: bool = False

    def find(self, text: Plain) -> Iterator[tuple[tuple[int, int], ...]]:
        """The spans of the elements, for every way it is found."""
        first, *rest = self.elements
        for span in first.spans(text):
            spans = [span]
            for element in rest:
                following = self._next(text, element, spans[-1])
                if following is None:
                    break
                spans.append(following)
            if len(spans) == len(self.elements):
                yield tuple(spans)

    def _next(self, text: Plain, element: Element, after: tuple[int, int]) -> tuple[int, int] | None:
        for span in element.spans(text):
            if span[0] >= after[1] and units(text.text[after[1] : span[0]]) <= (NEAR if self.near else GAP):
                return span
            if self.near and span[1] <= after[0] and units(text.text[span[1] : after[0]]) <= NEAR:
                return span
        return None


def units(text: str) -> int:
    """How long a stretch is: Chinese characters and Latin words."""
    return len(_UNITS.findall(text))


def compile_patterns(sources: Sequence[str], words: Mapping[str, Sequence[str]]) -> tuple[Pattern, ...]:
    """Compiled patterns, all one-element ones together in the first. Raises PatternError."""
    single: set[str] = set()
    several: list[Pattern] = []
    for source in sources:
        parts = re.split("[…&]", source)
        expanded = [frozenset(_expand(part, words)) for part in parts]
        if len(parts) == 1:
            single |= expanded[0]
        else:
            several.append(Pattern(tuple(map(Element, expanded)), near="&" in source))
    return (*([Pattern((Element(frozenset(single)),))] if single else []), *several)


def in_pinyin(patterns: Sequence[Pattern], *, at_least: int) -> tuple[Pattern, ...]:
    """The Chinese literals of these patterns as toneless pinyin; ones of fewer syllables are left out."""
    heard = []
    for pattern in patterns:
        elements = [frozenset(_syllables(element, at_least)) for element in pattern.elements]
        if all(elements):
            heard.append(Pattern(tuple(map(Element, elements)), pattern.near))
    return tuple(heard)


def _syllables(element: Element, at_least: int) -> Iterator[str]:
    for literal in element.literals:
        if len(literal) >= at_least and all(map(is_han, literal)):
            yield " ".join(lazy_pinyin(literal, v_to_u=False))


def _expand(part: str, words: Mapping[str, Sequence[str]]) -> Iterator[str]:
    pieces = CLASS.split(part.strip())
    for name in pieces[1::2]:
        if name not in words:
            raise PatternError(f"{part.strip()}: there is no class {{{name}}}")
    choices = [words[piece] if place % 2 else (piece,) for place, piece in enumerate(pieces)]
    for choice in product(*choices):
        yield "".join(choice)


def _literal(literal: str) -> str:
    if not literal.isascii():
        return re.escape(literal)
    body = literal.removesuffix("*")
    tail = "[a-z]*" if literal.endswith("*") else "(?![a-z])"
    return "(?<![a-z])" + re.escape(body).replace(r"\ ", " ?") + tail
