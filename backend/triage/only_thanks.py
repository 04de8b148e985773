"""A text that says nothing but thanks, or that it was read: made of the pack's phrases for that to the last letter.

Whatever else stands in it, a digit, a question mark, a face nobody listed, makes it a text for a person.
"""

import re

from backend.protocol.signs import Courtesies
from backend.triage.plain import fold

MOST = 60
"""Nobody who only thanks writes more; a longer text is not even tried."""
_APART = frozenset(" \t\r\n,.!~、。")
_UNSEEN = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
"""How an emoji is drawn, and in which skin."""
_FALTERS = re.compile(r"[.。]\s*[.。]")
"""Dots in a row: somebody is about to say more."""


class OnlyThanks:
    """Phrases that thank or say that a text was read, and what may stand beside them."""

    def __init__(self, said: Courtesies) -> None:
        beside = {*said.beside.patterns, *said.faces}
        self._phrases = [
            *((_seen(each), True) for each in said.thanking.patterns),
            *((_seen(each), False) for each in beside),
        ]

    def is_all(self, text: str) -> bool:
        """Whether that is all the text says."""
        said = _seen(text).strip()
        if len(said) > MOST or _FALTERS.search(said):
            return False
        reached = {(0, False)}
        for place in range(len(said)):
            for thanked in [thanked for at, thanked in reached if at == place]:
                reached |= self._onward(said, place, thanked=thanked)
        return (len(said), True) in reached

    def _onward(self, said: str, place: int, *, thanked: bool) -> set[tuple[int, bool]]:
        """Where the phrases that stand at a place end, and whether there was thanks by then."""
        ends = {(place + 1, thanked)} if said[place] in _APART else set()
        for phrase, thanks in self._phrases:
            end = place + len(phrase)
            if said.startswith(phrase, place) and not _splits_word(said, end):
                ends.add((end, thanked or thanks))
        return ends


def _seen(text: str) -> str:
    return _UNSEEN.sub("", fold(text))


def _splits_word(said: str, end: int) -> bool:
    """Whether a Latin word goes on here."""
    near = said[end - 1 : end + 1]
    return len(near) > 1 and near.isascii() and near.isalnum()
