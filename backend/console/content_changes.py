"""What became of a text since it was approved: piece by piece, letter by letter. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backend.console.content_words import place_words
from backend.console.reader import Reader
from backend.protocol.documents import ABOUT
from backend.protocol.said import Said


@dataclass(frozen=True)
class Changed:
    """A piece that is not as it was approved; one side is empty where it is new, or gone."""

    place: str
    lang: str
    was: str
    now: str


def changes(was: Mapping[str, Said], now: Mapping[str, Said], reader: Reader) -> Iterator[Changed]:
    """Each piece that is not as it was, language by language."""
    for place in dict.fromkeys((*now, *was)):
        old, new = was.get(place, Said()), now.get(place, Said())
        words = place_words(place, reader)
        sides = (
            ("zh-Hans", old.zh, new.zh),
            ("en", old.en, new.en),
            ("", rule_words(place, old), rule_words(place, new)),
        )
        differing = [each for each in sides if each[1] != each[2]]
        if old.hant != new.hant and old.zh == new.zh:  # else the Simplified says it already
            differing.append(("zh-Hant", old.hant, new.hant))
        for lang, before, after in differing:
            yield Changed(words, lang, before, after)


def rule_words(place: str, said: Said) -> str:
    """A rule as it is read; whom a document is for, without its braces."""
    if place != ABOUT or not said.rule:
        return said.rule
    about = json.loads(said.rule)
    return " · ".join([about["type"], *(["–".join(map(str, about["ages"]))] if about["ages"] else [])])
