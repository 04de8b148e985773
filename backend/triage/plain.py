"""A text made plain for matching: one width, one script, one case, without the marks that people vary.

Punctuation, spaces and emoji leave the text but are remembered as breaks, so that a phrase is found however it is
spaced, and a negation still ends where its clause does.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

STOP, COMMA, COLON, LIST, SPACE = ".", ",", ":", "、", " "
_simplified = OpenCC("t2s")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff"
_DECIMAL = re.compile(r"(?<=\d)\s?[。．·,，、](?=\d(?!\d\d))")
_FACE = re.compile(r"\[[^\[\]]{1,6}\]")
_STOPS = set(".!?;。！？；\n…~～")
_COMMAS = set(',，()（）—–|「」『』“”"<>《》')
_OPENING, _EITHER = set("「『“"), '"'
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[a-z]+|.", re.DOTALL)


@dataclass(frozen=True)
class Plain:
    """`text` without marks; `breaks` says which mark stood before the character at a place.

    `quoted` are the places before which a quotation opens, and no other mark stands.
    """

    text: str
    breaks: tuple[tuple[int, str], ...]
    quoted: frozenset[int] = frozenset()

    def marks_between(self, start: int, end: int) -> str:
        """The marks that stood after `start` and up to `end`, in order."""
        places = [place for place, _ in self.breaks]
        low, high = bisect_left(places, start + 1), bisect_left(places, end + 1)
        return "".join(mark for _, mark in self.breaks[low:high])

    def since(self, end: int, marks: str) -> int:
        """Where the stretch that ends at `end` begins: after the last of these marks."""
        for place, mark in reversed(self.breaks):
            if place <= end and mark in marks:
                return place
        return 0

    def until(self, start: int, marks: str) -> int:
        """Where the stretch that begins at `start` ends: before the next of these marks."""
        for place, mark in self.breaks:
            if place > start and mark in marks:
                return place
        return len(self.text)


def is_han(char: str) -> bool:
    """Whether this is a Chinese character."""
    return bool(re.match(f"[{_HAN}]", char))


def fold(text: str) -> str:
    """One width, one case, Simplified: character by character, marks kept."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub("[’‘`´']", "", folded)
    return str(_simplified.convert(folded)) if not folded.isascii() else folded


def plain(text: str, mend: Callable[[str], str] = str) -> Plain:
    """The text for matching. `mend` puts slips right first."""
    return _squeeze(mend(_DECIMAL.sub(".", _FACE.sub(" ", fold(text)))))


def _squeeze(folded: str) -> Plain:
    parts: list[str] = []
    breaks: list[tuple[int, str]] = []
    quoted: set[int] = set()
    length, waiting, written, inside = 0, "", "", False
    for token in _TOKEN.findall(folded):
        mark = _mark(token)
        if mark is not None:
            waiting, written = _stronger(waiting, mark), written + token
            inside ^= token == _EITHER
            continue
        if parts and token[0].isascii() and parts[-1][-1].isascii() and (waiting or _apart(parts[-1], token)):
            parts.append(" ")
            length += 1
        if waiting and length:
            breaks.append((length, waiting))
            if written.strip() in _OPENING or (inside and written.strip() == _EITHER):
                quoted.add(length)
        parts.append(token)
        length += len(token)
        waiting, written = "", ""
    return Plain("".join(parts), tuple(breaks), frozenset(quoted))


def _apart(before: str, after: str) -> bool:
    """Whether a number and a word that touch are two: `6months`, `x3`."""
    return before[-1].isdigit() != after[0].isdigit()


@lru_cache(maxsize=8192)
def _mark(written: str) -> str | None:
    if written[0].isalnum() or written == "+":
        return None
    if written in _STOPS:
        return STOP
    if written in _COMMAS:
        return COMMA
    if written in ":：=":
        return COLON
    return LIST if written in "、/" else SPACE


def _stronger(one: str, other: str) -> str:
    order = ("", SPACE, LIST, COLON, COMMA, STOP)
    return max(one, other, key=order.index)
