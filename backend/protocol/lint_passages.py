"""Whether the guides are whole, blind and plain: each topic once, no hint at the arm, short, easy to read.

What is hard to read is for a person to judge, so it is a warning; the rest must be mended.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from backend.protocol.blinding import EXEMPT, arm_words_beyond
from backend.protocol.findings import Finding, Level
from backend.protocol.lint_words import PLACEHOLDER, WORDS, only_simplified
from backend.protocol.pack import Pack
from backend.protocol.passages import Passage, paragraphs
from backend.protocol.reading import hard_chinese, hard_english
from backend.protocol.source import Source

LONGEST_SHORT = {"zh-Hans": (120, "characters"), "en": (70, "words")}
"""Of a short passage, without its variables."""
PUNCTUATION = re.compile(r"[\W_]+")
ADDRESS, MEDICINE = "looks like a web address", "tells a family to change a medicine"
ADVISES = re.compile(
    r"不|别|勿|先问|再决定|能不能|要不要|\b(not|never|don[’']t|before|ask|whether|without)\b", re.IGNORECASE
)
"""Words that make a sentence on a medicine a warning or a question, not an order."""
Place = tuple[str, ...]


def lint_passages(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """What must be mended, what to look at, and what only the site can say, with file and line."""
    if not pack.passages:
        return
    yield from _coverage(pack, sources)
    yield from _shared(pack, sources)
    for topic, passage in pack.passages.items():
        source = sources[f"guides/{topic}.yaml"]
        yield from _lengths(passage, source)
        for place, language, text in _texts(passage):
            line = source.line((place, language))
            for level, message in (*_refused(passage, language, text), *_hard(place, language, text)):
                yield Finding(level, source.name, line, f"{topic}, {place}: {message}")
        yield from _questions(passage, source)
        yield from _exemptions(passage, source)


def _coverage(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Finding]:
    listed, topics = pack.listening.topics.topics, sources["triage/topics.yaml"]
    for topic in sorted(set(listed) - set(pack.passages)):
        yield Finding(Level.ERROR, topics.name, topics.line(("topics", topic)), f"{topic} has no guide")
    for topic in sorted(set(pack.passages) - set(listed)):
        source = sources[f"guides/{topic}.yaml"]
        yield Finding(Level.ERROR, source.name, source.line(("topic",)), f"triage/topics.yaml has no topic {topic}")
    used = {passage.group for passage in pack.passages.values()}
    for index, group in enumerate(pack.guide_groups):
        if group.key not in used:
            line = sources["guides.yaml"].line(("groups", index))
            yield Finding(Level.WARNING, "guides.yaml", line, f"no guide stands under {group.key}")


def _shared(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Titles must tell guides apart, and one phrasing cannot lead to two of them."""
    said: list[tuple[str, str, Place, str]] = []
    for topic, passage in pack.passages.items():
        for language, title in (("zh-Hans", passage.title.zh_hans), ("en", passage.title.en)):
            said.append((f"title {_plain(title)}", topic, ("title", language), title))
        said += [(f"asked {_plain(each)}", topic, ("asked",), each) for each in passage.asked.all]
    for _, found in groupby(sorted(said), key=lambda each: each[0]):
        (_, first, _, _), *others = found
        for _, topic, place, words in others:
            if topic != first:
                source = sources[f"guides/{topic}.yaml"]
                message = f"{topic}: {words!r} is also {place[0] if place[0] == 'asked' else 'the title'} of {first}"
                yield Finding(Level.ERROR, source.name, source.line(place), message)


def _plain(words: str) -> str:
    return PUNCTUATION.sub("", words).casefold()


def _texts(passage: Passage) -> Iterator[tuple[str, str, str]]:
    """Every text as it reads, with its place and language."""
    for place, text in passage.texts.items():
        yield place, "zh-Hans", "\n".join(paragraphs(text.zh_hans))
        yield place, "en", "\n".join(paragraphs(text.en))


def _lengths(passage: Passage, source: Source) -> Iterator[Finding]:
    for language, text in (("zh-Hans", passage.short.zh_hans), ("en", passage.short.en)):
        plain, (most, unit) = PLACEHOLDER.sub("", text), LONGEST_SHORT[language]
        length = len("".join(plain.split())) if language == "zh-Hans" else len(plain.split())
        if length > most:
            message = f"{passage.topic}, short: {length} {unit}; at most {most}"
            yield Finding(Level.ERROR, source.name, source.line(("short", language)), message)


def _refused(passage: Passage, language: str, text: str) -> Iterator[tuple[Level, str]]:
    for word, why in arm_words_beyond(PLACEHOLDER.sub("", text), passage.speaks_of):
        yield Level.ERROR, f"{word!r} {why}"
    if found := re.search(WORDS[ADDRESS], text, re.IGNORECASE):
        yield Level.ERROR, f"{found.group()!r} {ADDRESS}"
    if language == "zh-Hans" and (odd := only_simplified(text)) is not None:
        yield Level.ERROR, odd
    for sentence in re.split(r"[。；！？\n]|[.!?;]\s", text):
        found = re.search(WORDS[MEDICINE], sentence, re.IGNORECASE)
        if found and not ADVISES.search(sentence.replace(found.group(), "")):
            yield Level.WARNING, f"{found.group()!r} {MEDICINE}"


def _hard(place: str, language: str, text: str) -> Iterator[tuple[Level, str]]:
    plain = PLACEHOLDER.sub("", text)
    hard = hard_english(plain, whole=place == "long") if language == "en" else hard_chinese(plain)
    for message in hard:
        yield Level.WARNING, message


def _questions(passage: Passage, source: Source) -> Iterator[Finding]:
    for index, words in enumerate(passage.asked.yue):
        if odd := "".join(each for each in words if _only_in_simplified(each)):
            line = source.line(("asked", "yue", index))
            yield Finding(
                Level.WARNING, source.name, line, f"{passage.topic}: {odd!r} is Simplified; yue is Traditional"
            )
    for index, each in enumerate(passage.site_decides):
        line = source.line(("site_decides", index))
        yield Finding(Level.NOTE, source.name, line, f"ask the site: {passage.topic}: {each.en}")


def _exemptions(passage: Passage, source: Source) -> Iterator[Finding]:
    for name in passage.speaks_of:
        if not any(EXEMPT[name].search(text) for _, _, text in _texts(passage)):
            message = f"{passage.topic}: nothing here speaks of {name}; take the exemption away"
            yield Finding(Level.WARNING, source.name, source.line(("speaks_of",)), message)


def _only_in_simplified(character: str) -> bool:
    return _written_in(character, "gb2312") and not _written_in(character, "big5")


def _written_in(character: str, encoding: str) -> bool:
    try:
        return bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False
