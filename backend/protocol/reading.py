"""How hard a text is to read, in numbers. They are proxies (domain 4): a native reader decides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from backend.protocol.lint_reading import ODD_IN_CHINESE, SENTENCE_END, SPACE

COMMON = 0.95
HAN = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
ENGLISH_END = re.compile(r"[.!?](?:\s|$)|\n")
PAUSE = re.compile(r"[.!?;:](?:\s|$)|\n")
SILENT = re.compile(r"(?:[^laeiouy]e|[^td]ed|[^sxzcg]es)$")
VOWELS = re.compile(r"[aeiouy]+")
FIRST, LAST = 0xB0, 0xD7
"""The rows of GB 2312 that hold its 3,755 everyday characters, near the list that compulsory education teaches."""


@dataclass(frozen=True)
class Reader:
    """What a reader manages: characters of a Chinese sentence, words of an English one, its school grade and ease."""

    characters: int = 25
    words: int = 22
    grade: int = 8
    ease: int = 60


PARENT = Reader()


def hard_chinese(text: str, reader: Reader = PARENT) -> Iterator[str]:
    """What makes a Chinese text hard to read, in words."""
    for sentence in SENTENCE_END.split(text):
        plain = SPACE.sub("", sentence)
        if len(plain) > reader.characters:
            said = f"a sentence of {len(plain)} characters ({plain[:8]}…)"
            yield f"{said}; up to {reader.characters} read easily"
    share, rare = common_share(text)
    if share < COMMON:
        yield f"{share:.0%} of the characters are everyday ones, {COMMON:.0%} should be; not {rare}"
    if found := ODD_IN_CHINESE.search(text):
        yield f"{found.group()!r} inside a text; write half-width digits and letters"


def hard_english(text: str, *, whole: bool, reader: Reader = PARENT) -> Iterator[str]:
    """What makes an English text hard to read, in words; the grade is told of a `whole` text alone."""
    for sentence in PAUSE.split(text):
        words = sentence.split()
        if len(words) > reader.words:
            said = f"a sentence of {len(words)} words ({sentence.strip()[:24]}…)"
            yield f"{said}; up to {reader.words} read easily"
    ease, grade = flesch(text)
    if whole and (ease < reader.ease or grade > reader.grade):
        yield f"reads at school grade {grade:.1f}, ease {ease:.0f}; at most {reader.grade}, at least {reader.ease}"


def common_share(text: str) -> tuple[float, str]:
    """How many of its Chinese characters, from 0 to 1, are everyday ones; and those that are not."""
    characters = HAN.findall(text)
    rare = [each for each in characters if not _is_everyday(each)]
    return 1 - len(rare) / max(1, len(characters)), "".join(dict.fromkeys(rare))


def flesch(text: str) -> tuple[float, float]:
    """Flesch reading ease, and the Flesch-Kincaid grade, of an English text; syllables are estimated."""
    words = WORD.findall(text)
    sentences = sum(bool(WORD.search(each)) for each in ENGLISH_END.split(text))
    if not words:
        return 100.0, 0.0
    length, weight = len(words) / max(1, sentences), sum(map(_syllables, words)) / len(words)
    return 206.835 - 1.015 * length - 84.6 * weight, 0.39 * length + 11.8 * weight - 15.59


@cache
def _is_everyday(character: str) -> bool:
    try:
        return FIRST <= character.encode("gb2312")[0] <= LAST
    except UnicodeEncodeError:
        return False


@cache
def _syllables(word: str) -> int:
    plain = word.lower().rstrip("'’")
    plain = SILENT.sub("", plain) if len(plain) > 3 else plain  # noqa: PLR2004 - the, she
    return max(1, len(VOWELS.findall(plain)))
