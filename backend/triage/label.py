"""A thing that a text may say, known by phrases: what a family wants, or what it asks about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from backend.protocol.signs import Phrases
from backend.triage.hear import Heard, joined
from backend.triage.phrase import Patterns, Spans, over_mark
from backend.triage.pinyin import looks_like_pinyin, sounds
from backend.triage.plain import COMMA, SPACE, STOP, Plain, is_han, plain


@dataclass(frozen=True)
class Label:
    """Phrases, and those that only look like one and take back what they overlap."""

    said: Patterns
    look_alikes: Patterns

    def places(self, heard: Heard) -> Iterator[Spans]:
        """Where it is said, in the order of the phrases."""
        taken_back: list[tuple[int, int]] | None = None
        for spans in self.said.find(heard.text, heard.hits):
            if taken_back is None:
                looks = self.look_alikes.find(heard.text, heard.hits)
                taken_back = [joined(each) for each in looks if not over_mark(heard.text, joined(each))]
            start, end = joined(spans)
            if not any(start < ended and began < end for began, ended in taken_back):
                yield spans


class Questions:
    """Sentences that ask by how they begin or end."""

    def __init__(self, openers: Phrases, closers: Phrases) -> None:
        self._openers = frozenset(plain(each).text for each in openers.patterns)
        self._closers = tuple(plain(each).text for each in (*closers.zh, *closers.yue))
        self._spelt = frozenset(closers.romanised)

    def asks(self, written: str, text: Plain) -> bool:
        """Whether a sentence of the text does. `written` still has its question marks."""
        if "?" in written or "？" in written:
            return True
        ends = STOP + COMMA if text.text.isascii() else STOP + COMMA + SPACE
        places = [0, *(place for place, mark in text.breaks if mark in ends), len(text.text)]
        return any(self._asking(text.text[start:end].strip()) for start, end in pairwise(places))

    def _asking(self, clause: str) -> bool:
        words = clause.split(" ")
        if clause.isascii():
            return words[0] in self._openers or (words[-1] in self._spelt and looks_like_pinyin(clause))
        return clause.endswith(self._closers)


class Whole:
    """What a text says when it says nothing else, politeness and particles at either end aside."""

    def __init__(self, bodies: Mapping[str, Phrases], politeness: Phrases) -> None:
        self._names = {plain(body).text: name for name, phrases in bodies.items() for body in phrases.patterns}
        polite = sorted({plain(each).text for each in politeness.patterns}, key=lambda each: (-len(each), each))
        self._before = [f"{each} " if each.isascii() else each for each in polite]
        self._after = [f" {each}" if each.isascii() else each for each in polite]
        self._sounding = {_sound(body): name for body, name in self._names.items() if all(map(is_han, body))}

    def names(self, text: Plain) -> Iterator[str]:
        """What the whole text says, if it is one of these."""
        body = self._bare(text.text)
        name = self._names.get(body)
        if name is None and looks_like_pinyin(body):
            name = self._sounding.get(_sound(body))
        if name is not None:
            yield name

    def _bare(self, body: str) -> str:
        while body not in self._names:
            before = next((each for each in self._before if body.startswith(each)), "")
            after = next((each for each in self._after if body.endswith(each)), "")
            if (not before and not after) or len(before) + len(after) >= len(body):
                return body
            body = body.removeprefix(before) if before else body.removesuffix(after)
        return body


def _sound(body: str) -> str:
    return " ".join(sounds(Plain(body, ())).values)
