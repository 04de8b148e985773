"""Going through a text's pieces: each is what its name, its shape, its words or its order say, or nobody's."""

from collections.abc import Sequence

from backend.diary.spoken import NO_WORDS, YES_WORDS
from backend.sittings.by_name import by_name, give
from backend.sittings.by_order import by_order
from backend.sittings.by_shape import by_shape
from backend.sittings.by_words import by_words
from backend.sittings.course import Course
from backend.sittings.gathered import Gathered
from backend.sittings.heard import Heard
from backend.sittings.phrase import NUMERIC
from backend.sittings.words import Piece, is_small_talk

LONGEST_PHRASE = 5


def hear(said: Sequence[Piece], course: Course, *, asked: Sequence[str], anything: bool = False) -> Heard:
    """What the pieces give to what was asked; with `anything` to every question, but by no order."""
    found = Gathered(course, asked=asked, anything=anything)
    words, unclear, at = list[str](), list[str](), 0
    lone = len(said) == 1 and found.asked > 1
    while at < len(said):
        length = _longest(found, said[at : at + LONGEST_PHRASE], lone=lone)
        if not length:
            piece, length = said[at], 1
            if NUMERIC.fullmatch(piece.plain) or (lone and piece.plain in YES_WORDS | NO_WORDS):
                unclear.append(piece.typed)
            elif not is_small_talk(piece):
                words.append(piece.typed)
        at += length
    if unclear:
        found.take_back_ordered()
    return Heard(found.told, " ".join(words), tuple(unclear))


def _longest(found: Gathered, said: Sequence[Piece], *, lone: bool) -> int:
    """How many of the next pieces together are something; 0 if the next one is nothing."""
    for length in range(len(said), 0, -1):
        phrase = " ".join(piece.plain for piece in said[:length]).strip()
        if phrase and _take(found, phrase, whole=length == 1, lone=lone):
            return length
    return 0


def _take(found: Gathered, phrase: str, *, whole: bool, lone: bool) -> bool:
    if found.named:
        step, found.named = found.named, ""
        if give(found, step, phrase):
            return True
    if by_name(found, phrase, whole=whole) or by_shape(found, phrase) or by_words(found, phrase, lone=lone):
        return True
    return whole and not found.anything and not lone and by_order(found, phrase)
