"""The `lang` of words whose language nobody noted, by their script, so that glyphs are right."""

import re

from backend.languages import is_traditional

HAN = re.compile(r"[\u4e00-\u9fff]")


def lang_of_words(words: str) -> str:
    """`zh-Hant`, `zh-Hans` or `en`."""
    if not HAN.search(words):
        return "en"
    return "zh-Hant" if is_traditional(words) else "zh-Hans"
