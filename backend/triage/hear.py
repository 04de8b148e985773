"""Hearing a text: one pass that finds every literal of the lists in it, as written and as it sounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from backend.triage.elements import Elements
from backend.triage.phrase import Hits, Spans, over_mark
from backend.triage.pinyin import looks_like_pinyin, sounds, syllable
from backend.triage.plain import Plain, is_han
from backend.triage.trie import Literal, Span, Tokens, Trie

HOMOPHONE = 4
"""A slip of the ear is taken for a phrase of this many characters or more: shorter ones sound alike by chance."""
PINYIN = 2
ENDINGS = ("", "s", "es", "ed", "ing", "n")
"""What `*` stands for inside a phrase: `throw* up`. At its end it stands for any letters."""


@dataclass(frozen=True)
class Heard:
    """A text with the places of the elements found in it, of `signs` and of all.

    `marks` are by the names of the pack's markers.
    """

    text: Plain
    hits: Hits
    signs: Sequence[Span]
    marks: Mapping[str, Sequence[Span]]

    def ending(self, mark: str, end: int) -> Span | None:
        """The longest word of a marker that ends right before `end`."""
        place = len(self.text.text[:end].rstrip())
        return min((span for span in self.marks.get(mark, ()) if span[1] == place), default=None)

    def starting(self, mark: str, start: int) -> Span | None:
        """The longest word of a marker that begins right after `start`."""
        rest = self.text.text[start:]
        place = start + len(rest) - len(rest.lstrip())
        return max((span for span in self.marks.get(mark, ()) if span[0] == place), default=None)

    def whole(self, start: int) -> int:
        """Where the longest phrase around a place begins: 吐 stands inside 呕吐."""
        return min((span[0] for span in self.signs if span[0] < start < span[1]), default=start)

    def last(self, mark: str, start: int, end: int) -> Span | None:
        """The last word of a marker within a stretch."""
        return max((span for span in self.marks.get(mark, ()) if start <= span[0] and span[1] <= end), default=None)


class Ear:
    """Finds the literals of `elements`; `marks` are the elements whose single syllables count in pinyin too.

    In characters only what is in `slipping` may be written as it sounds: 那种 is no slip for 哪种.
    """

    def __init__(
        self, elements: Elements, *, single: frozenset[int], marks: frozenset[int], slipping: frozenset[int]
    ) -> None:
        self._written, self._sounding, self._pinyin = Trie(), Trie(), Trie()
        for literal, numbers in elements.literals.items():
            self._write(literal, numbers)
            if len(literal) > 0 and all(map(is_han, literal)):
                self._sound(literal, numbers, marks)
                self._slip(literal, [each for each in numbers if each in slipping], single)

    def hits(self, text: Plain) -> dict[int, list[Span]]:
        """Where each element stands."""
        found: dict[int, set[Span]] = {}
        _collect(found, self._written.find(characters(text.text)))
        if any(map(is_han, text.text)):
            slips = (
                (literal, span)
                for literal, span in self._sounding.find(sounds(text))
                if _alike(literal.written, text.text[span[0] : span[1]])
            )
            _collect(found, slips)
        elif looks_like_pinyin(text.text):
            _collect(found, self._pinyin.find(sounds(text)))
        return {element: _apart(text, spans) for element, spans in found.items()}

    def _write(self, literal: str, numbers: tuple[int, ...]) -> None:
        if "*" in literal[:-1]:
            stem, rest = literal.split("*", 1)
            for ending in ENDINGS:
                self._write(stem + ending + rest, numbers)
            return
        body = literal.removesuffix("*")
        letters = body.replace(" ", "")
        self._written.add(letters, Literal(numbers, _spaces(body), open=literal.endswith("*")))

    def _sound(self, literal: str, numbers: tuple[int, ...], marks: frozenset[int]) -> None:
        heard = [syllable(char) for char in literal]
        typed = tuple(each for each in numbers if len(literal) >= (1 if each in marks else PINYIN))
        if typed:
            self._pinyin.add(heard, Literal(typed))

    def _slip(self, literal: str, numbers: Sequence[int], single: frozenset[int]) -> None:
        slip = tuple(each for each in numbers if len(literal) >= (HOMOPHONE if each in single else HOMOPHONE - 1))
        if slip:
            self._sounding.add([syllable(char) for char in literal], Literal(slip, written=literal))


def _spaces(body: str) -> frozenset[int]:
    """Before which of its letters a phrase has a space."""
    return _same(*(len(body[:place].replace(" ", "")) for place, char in enumerate(body) if char == " "))


@lru_cache(maxsize=1024)
def _same(*places: int) -> frozenset[int]:
    """One set for many phrases: there are few, and each takes more memory than its phrase."""
    return frozenset(places)


def characters(text: str) -> Tokens:
    """A text in characters, without its spaces. A Latin word opens at its first letter, a Chinese one anywhere."""
    values, spans, opens, spaced = [], [], [], []
    before = " "
    for place, char in enumerate(text):
        if char != " ":
            values.append(char)
            spans.append((place, place + 1))
            spaced.append(before == " ")
            opens.append(not (_in_word(before) and _in_word(char)))
        before = char
    return Tokens(values, spans, opens, spaced)


def _in_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == ".")


def _alike(literal: str, written: str) -> bool:
    """Half of a phrase at least must be written as it should be: all of it may sound alike by chance."""
    same = sum(one == other for one, other in zip(literal, written, strict=False))
    return len(written) == len(literal) and same < len(literal) <= same * 2


def _collect(found: dict[int, set[Span]], hits: Iterable[tuple[Literal, Span]]) -> None:
    for literal, span in hits:
        for element in literal.elements:
            found.setdefault(element, set()).add(span)


def _apart(text: Plain, spans: Iterable[Span]) -> list[Span]:
    """Those not inside an earlier or longer one. Over a mark only where no other is: 在，喘 would hide 喘不过."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (over_mark(text, each), each[0], -each[1])):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return sorted(kept)


def joined(spans: Spans) -> Span:
    """From the first to the last of several."""
    return min(spans)[0], max(span[1] for span in spans)
