"""Patterns: elements in a row, found by number among the places where each stands in a text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.triage.plain import COMMA, STOP, Plain
from backend.triage.trie import Span

GAP, NEAR, PER_STOP = 8, 14, 3
_UNITS = re.compile(r"[a-z0-9.]+|[^\sa-z0-9.]")
Spans = tuple[Span, ...]
Hits = Mapping[int, Sequence[Span]]
"""Where each element stands: in order, none inside another."""


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
