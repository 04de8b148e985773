"""Whether a family can read and answer an instrument with ease, and whether it keeps to itself what it must.

Sentence lengths are proxies (domain 4): no official measure of readable Chinese was found.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from backend.protocol.blinding import ARM_WORDS
from backend.protocol.findings import Finding, Level
from backend.protocol.instruments import Instrument
from backend.protocol.lint_reading import ODD_IN_CHINESE, SENTENCE_END, SPACE
from backend.protocol.lint_words import WORDS, only_simplified
from backend.protocol.pack import Pack
from backend.protocol.source import Source

MOST_TAPS, MOST_TYPED = 8, 1
LONGEST = {"caregiver": (25, 22), "child": (15, 12)}
"""Characters of a Chinese sentence, words of an English one."""
NEVER = {
    **ARM_WORDS,
    **{why: WORDS[why] for why in ("tells a family to change a medicine", "looks like a web address")},
}
NOT_BY_SMS = {why: WORDS[why] for why in ("names the disease", "speaks of a result")}
LONGEST_ASK = 60
Place = tuple[str | int, ...]


def lint_questions(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """What must be mended, and what a person should look at."""
    for key, instrument in pack.instruments.items():
        source = sources[f"instruments/{key}.yaml"]
        yield from _length(instrument, source)
        for place, zh, en in _texts(source.data):
            sms = place[0] == "sms"
            for language, text in (("zh-Hans", zh), ("en", en)):
                line = source.line([*place, language])
                for message in (*_forbidden(text, NEVER), *(_forbidden(text, NOT_BY_SMS) if sms else ())):
                    yield Finding(Level.ERROR, source.name, line, message)
            if (odd := only_simplified(zh)) is not None:
                yield Finding(Level.ERROR, source.name, source.line([*place, "zh-Hans"]), odd)
            reading = _room(zh) if sms else _reading(zh, en, LONGEST[instrument.reporter])
            for language, message in reading:
                yield Finding(Level.WARNING, source.name, source.line([*place, language]), message)


def _length(instrument: Instrument, source: Source) -> Iterator[Finding]:
    taps, typed = instrument.when_well
    if taps > MOST_TAPS or typed > MOST_TYPED:
        long = f"{taps} taps and {typed} typed when all is well; at most {MOST_TAPS} and {MOST_TYPED} keep a parent"
        yield Finding(Level.ERROR, source.name, source.line(["items"]), long)


def _texts(data: Any, place: Place = ()) -> Iterator[tuple[Place, str, str]]:
    """Every text with its place, in Chinese and in English."""
    if isinstance(data, Mapping):
        if "zh-Hans" in data:
            yield place, data["zh-Hans"], data["en"]
            return
        for key, each in data.items():
            yield from _texts(each, (*place, key))
    elif isinstance(data, list):
        for index, each in enumerate(data):
            yield from _texts(each, (*place, index))


def _forbidden(text: str, rules: Mapping[str, str]) -> Iterator[str]:
    for why, pattern in rules.items():
        if found := re.search(pattern, text, re.IGNORECASE):
            yield f"{found.group().strip()!r} {why}"


def _room(zh: str) -> Iterator[tuple[str, str]]:
    """A question by SMS lists its digits, so it is no sentence; it shares one text with another."""
    if len(zh) > LONGEST_ASK:
        yield "zh-Hans", f"{len(zh)} characters; a question by SMS has room for {LONGEST_ASK}"


def _reading(zh: str, en: str, longest: tuple[int, int]) -> Iterator[tuple[str, str]]:
    for sentence in SENTENCE_END.split(zh):
        length = len(SPACE.sub("", sentence))
        if length > longest[0]:
            yield (
                "zh-Hans",
                f"a sentence of {length} characters ({sentence.strip()[:8]}…); up to {longest[0]} read easily",
            )
    if found := ODD_IN_CHINESE.search(zh):
        yield "zh-Hans", f"{found.group()!r} inside a text; write half-width digits and letters"
    for sentence in re.split(r"[.!?;:]\s", en):
        words = len(sentence.split())
        if words > longest[1]:
            yield "en", f"a sentence of {words} words ({sentence.strip()[:24]}…); up to {longest[1]} read easily"
