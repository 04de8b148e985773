"""A Chinese text as it sounds: pinyin typed without characters and sound-alike slips are found by syllables."""

import os
import re
from functools import cache, lru_cache

from backend.triage.plain import Plain, is_han
from backend.triage.trie import Tokens

# Told before the import: we ask for single characters, and the phrases would take 36 MiB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # noqa: TID251 (nothing is read)
from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

LONGEST = 6
_WORD = re.compile(r"[a-z]+|[0-9.]+|\S")
_ENGLISH = """
the is are was to my and of in on for it you your we our he she his her has have had not no yes can what when do does
this that with at be i im me please pls thanks ok today now day see come go from will
"""
_COMMON = frozenset(_ENGLISH.split())
MOSTLY, HARDLY, FEW_LETTERS = 0.8, 0.2, 4


def sounds(text: Plain) -> Tokens:
    """The text in toneless syllables: of each character, and of each Latin word that is made of syllables."""
    values, spans = [], []
    for found in _WORD.finditer(text.text):
        start = found.start()
        for syllable in _syllables(found[0]):
            end = start + (1 if is_han(found[0]) else len(syllable))
            values.append(syllable)
            spans.append((start, end))
            start = end
    return Tokens(values, spans, [True] * len(values), [False] * len(values))


def syllable(char: str) -> str:
    """How a character sounds, without tone; always the same reading, so that two that sound alike are found."""
    return _syllable(char)


@lru_cache(maxsize=16384)
def _syllable(char: str) -> str:
    return str(lazy_pinyin(char)[0]).replace("ü", "v")


@lru_cache(maxsize=4096)
def is_pinyin(word: str) -> bool:
    """Whether a Latin word can be read as pinyin syllables."""
    return _split(word) is not None


def looks_like_pinyin(text: str) -> bool:
    """Whether a text in Latin letters is Mandarin typed without characters."""
    words = re.findall("[a-z]+", text)
    if len("".join(words)) < FEW_LETTERS or any(is_han(char) for char in text):
        return False
    english = sum(word in _COMMON for word in words)
    chinese = sum(is_pinyin(word) for word in words)
    return chinese / len(words) >= MOSTLY and english / len(words) <= HARDLY


def _syllables(word: str) -> list[str]:
    if is_han(word):
        return [syllable(word)]
    return _split(word) or [word]


@cache
def _known() -> frozenset[str]:
    toned = {each for several in PINYIN_DICT.values() for each in several.split(",")}
    return frozenset(each for each in map(to_normal, toned) if each.isascii() and each.isalpha())


def _split(word: str) -> list[str] | None:
    """The fewest syllables, the longest first; None if it cannot be split."""
    if not word:
        return []
    for size in range(min(LONGEST, len(word)), 0, -1):
        if word[:size] in _known():
            rest = _split(word[size:])
            if rest is not None:
                return [word[:size], *rest]
    return None
