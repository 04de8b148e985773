"""What of a text the model is shown: without what does not count, whole or its ends, and sentence by sentence.

A text of many sentences says a little of everything, and what one of them says is lost in it: the gravest is shown
alone, too.
"""

from collections.abc import Iterable
from itertools import pairwise

from backend.triage.features import READ_AT_MOST
from backend.triage.plain import STOP, Plain
from backend.triage.understanding import SignFound

WHOLE, ALONE = 150, 100
"""Bytes of a long text, and of a sentence beside it, that are read for meaning: about 45 tokens, and 30."""


def hiding(text: Plain, discounted: Iterable[SignFound]) -> str:
    """The text without what does not count: words that are denied, sentences about another time or person."""
    return "".join(_stretches(text, discounted))[:READ_AT_MOST]


def sentences(text: Plain, discounted: Iterable[SignFound]) -> tuple[str, ...]:
    """The same, sentence by sentence, if there are several."""
    shown = [each.strip() for each in _stretches(text, discounted)]
    return tuple(each[:READ_AT_MOST] for each in shown if each) if len(shown) > 1 else ()


def gist(text: str, most: int = WHOLE) -> str:
    """The beginning and the end of a long text: meaning takes time by the letter, and ends say most. In bytes."""
    content, head = text.encode(), most // 3
    if len(content) <= most:
        return text
    return content[:head].decode(errors="ignore") + content[head - most :].decode(errors="ignore")


def _stretches(text: Plain, discounted: Iterable[SignFound]) -> list[str]:
    hidden = _hidden(text, discounted)
    ends = [0, *(place for place, mark in text.breaks if mark in STOP), len(text.text)]
    return ["".join(text.text[at] for at in range(*each) if at not in hidden) for each in pairwise(ends)]


def _hidden(text: Plain, discounted: Iterable[SignFound]) -> set[int]:
    """The places that are not shown: all of them where what does not count is not found again."""
    hidden: set[int] = set()
    for sign in discounted:
        start = text.text.find(sign.words)
        if start < 0:
            return set(range(len(text.text)))
        end = start + len(sign.words)
        if not sign.negated:
            start, end = text.since(start, STOP), text.until(end - 1, STOP)
        hidden.update(range(start, end))
    return hidden
