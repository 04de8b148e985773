"""Whether every passage can be filled in for any family. What fails here would fail a page."""

import re
from collections.abc import Iterator, Mapping

from jinja2 import TemplateSyntaxError

from backend.protocol.given import GUIDE
from backend.protocol.lint_wording import used
from backend.protocol.pack import Pack
from backend.protocol.passages import Passage
from backend.protocol.source import Problem, Source
from backend.protocol.text import Bilingual

BEYOND = re.compile(r"\{[%#]|\{\{(?!\s*\w+\s*\}\})")
"""Anything in braces but the name of a variable."""


def lint_filling(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Problem]:
    """What would keep a passage from being shown, with file and line."""
    named = {group.key for group in pack.guide_groups}
    for topic, passage in pack.passages.items():
        source = sources[f"guides/{topic}.yaml"]
        if passage.group not in named:
            yield source.problem(["topic"], f"{topic}: guides.yaml has no heading {passage.group!r}")
        yield from _title(passage, source)
        for place in ("short", "long"):
            yield from _variables(topic, place, passage.texts[place], source)


def _title(passage: Passage, source: Source) -> Iterator[Problem]:
    for language, text in (("zh-Hans", passage.title.zh_hans), ("en", passage.title.en)):
        if "{" in text:
            yield source.problem(["title", language], f"{passage.topic}: a title holds no variables")


def _variables(topic: str, place: str, text: Bilingual, source: Source) -> Iterator[Problem]:
    asked: dict[str, frozenset[str]] = {}
    for language, words in (("zh-Hans", text.zh_hans), ("en", text.en)):
        try:
            asked[language] = used(words)
        except TemplateSyntaxError as error:
            yield source.problem([place, language], f"{topic}: {place} is not a template: {error.message}")
            return
        if BEYOND.search(words):
            yield source.problem([place, language], f"{topic}: {place} may put variables in, and nothing else")
        for name in sorted(asked[language] - GUIDE):
            said = ", ".join(sorted(GUIDE))
            yield source.problem([place, language], f"{topic}: it is never given {name}; a guide is given {said}")
    for name in sorted((asked["zh-Hans"] ^ asked["en"]) & GUIDE):
        alone = "zh-Hans" if name in asked["zh-Hans"] else "en"
        message = f"{topic}: {place}: {{{{ {name} }}}} is in {alone} alone; both must say it"
        yield source.problem([place, alone], message)
