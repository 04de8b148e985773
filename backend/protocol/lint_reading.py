"""Whether a parent can read a text with ease, and whether an English one stays in the cheap alphabet.

What it finds is for a person to judge, so it warns and refuses nothing.
"""

import re
from collections.abc import Iterator, Mapping

from backend.protocol.findings import Finding, Level
from backend.protocol.lint_words import PLACEHOLDER
from backend.protocol.pack import TOGETHER, Pack
from backend.protocol.source import Source
from backend.protocol.text import Bilingual
from backend.protocol.wording import Wording
from backend.segments import BASIC, EXTENDED

LONGEST_SENTENCE = 30  # characters without the variables, which are short names and dates
SENTENCE_END = re.compile(r"[。；！？\n]")
SPACE = re.compile(r"\s+")
ODD_IN_CHINESE = re.compile(r"[０-９Ａ-Ｚａ-ｚ【】]")


def lint_reading(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Long Chinese sentences, full-width digits and signature brackets inside a text, English beyond GSM-7."""
    for kind, wording in pack.wordings.items():
        source = sources[f"sms/{kind}.yaml"]
        for place, text in _texts(wording):
            for message in _in_chinese(text.zh_hans):
                yield _warning(source, (*place, "zh-Hans"), f"{kind}: {message}")
            for message in _in_english(text.en):
                yield _warning(source, (*place, "en"), f"{kind}: {message}")


def _texts(wording: Wording) -> Iterator[tuple[tuple[str, ...], Bilingual]]:
    for variant, text in wording.texts.items():
        yield ("texts", variant.value), text
    if wording.line is not None:
        yield ("line",), wording.line
    if wording.kind == TOGETHER:
        yield from ((("fragments", name), text) for name, text in wording.fragments.items())


def _in_chinese(text: str) -> Iterator[str]:
    plain = PLACEHOLDER.sub("", text)
    for sentence in SENTENCE_END.split(plain):
        length = len(SPACE.sub("", sentence))
        if length > LONGEST_SENTENCE:
            yield f"a sentence of {length} characters ({sentence.strip()[:8]}…); up to {LONGEST_SENTENCE} read easily"
    found = ODD_IN_CHINESE.search(plain)
    if found:
        yield f"{found.group()!r} inside a text; write half-width digits and letters, and leave 【】 to the signature"


def _in_english(text: str) -> Iterator[str]:
    odd = sorted({each for each in PLACEHOLDER.sub("", text) if each not in BASIC and each not in EXTENDED})
    if odd:
        yield f"{' '.join(odd)} makes the English text UCS-2: 70 characters a segment instead of 160"


def _warning(source: Source, place: tuple[str, ...], message: str) -> Finding:
    return Finding(Level.WARNING, source.name, source.line(place), message)
