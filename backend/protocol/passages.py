"""What families may read on a topic: a short passage, which can be an answer, and a long one for whoever wants more.

Both languages and the derived Traditional are one version. What only the site knows stands in `site_decides`; the
texts themselves leave it open.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from backend.languages import Language
from backend.protocol.text import Bilingual, PackModel
from backend.protocol.wording import version_of

PREFIX = "guide."
GROUP = r"[a-z][a-z0-9-]*"
TOPIC = rf"^{GROUP}\.[a-z0-9][a-z0-9_]*$"
LISTED = re.compile(r"(-|·|•|\d+[.、)])\s*")
"""What a line of a list begins with; any other line goes on with the one before."""
Exemption = Literal["placebo", "cells"]
Questions = Annotated[tuple[str, ...], Field(min_length=2, max_length=4)]


class Asked(PackModel):
    """How families ask it; Cantonese in Traditional characters. Never shown, so no part of what is approved."""

    zh_hans: Questions = Field(alias="zh-Hans")
    yue: Questions
    en: Questions

    @property
    def all(self) -> tuple[str, ...]:
        """Every phrasing."""
        return (*self.zh_hans, *self.yue, *self.en)


class Passage(PackModel):
    """One topic. `speaks_of` names what the linter lets pass here alone; such a passage never goes out by SMS."""

    topic: str = Field(pattern=TOPIC)
    title: Bilingual
    asked: Asked
    short: Bilingual
    long: Bilingual
    site_decides: tuple[Bilingual, ...] = ()
    basis: str = Field(min_length=1)
    speaks_of: tuple[Exemption, ...] = ()

    @property
    def kind(self) -> str:
        """Its name among what can be approved."""
        return f"{PREFIX}{self.topic}"

    @property
    def group(self) -> str:
        """The group of guides it stands in."""
        return group_of(self.topic)

    @property
    def texts(self) -> Mapping[str, Bilingual]:
        """What families read, by place."""
        return {"title": self.title, "short": self.short, "long": self.long}

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """Each text by its place and language, as it is approved."""
        return {
            f"{place}.{language.value}": text.in_(language)
            for place, text in self.texts.items()
            for language in Language
        }

    @cached_property
    def version(self) -> str:
        """The hash that names it; any change in any language changes it."""
        return version_of(self.sources)


class GuideGroup(PackModel):
    """A heading over guides: the first part of their topics, and how it is called."""

    key: str = Field(pattern=f"^{GROUP}$")
    name: Bilingual


class GuideGroups(PackModel):
    """guides.yaml: the headings in the order in which families see them."""

    groups: tuple[GuideGroup, ...]


def group_of(topic: str) -> str:
    """The first part of a topic."""
    return topic.partition(".")[0]


def paragraphs(text: str) -> tuple[str, ...]:
    """A text without the line breaks of its file: a paragraph ends at an empty line, a list keeps its lines."""
    return tuple(_joined(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip())


def _joined(paragraph: str) -> str:
    first, *rest = [line.strip() for line in paragraph.splitlines()]
    for line in rest:
        if LISTED.match(line):
            first += "\n"
        elif first[-1].isascii() or line[0].isascii():
            first += " "
        first += line
    return first
