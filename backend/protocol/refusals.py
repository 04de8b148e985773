"""What the assistant never answers, however it is asked: kinds of questions, known by phrases, each with a wording.

And what only typed facts of the family answer, known by phrases too.

Only values; `assistant` compiles and applies them. Patterns are written as those of the signs are.
"""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field

from backend.protocol.signs import Phrases
from backend.protocol.text import PackModel
from backend.protocol.wording import version_of

PREFIX = "refuse-"
Personal = Literal["next-visit", "urine-start", "diary-state", "follow-up"]
"""What a family may ask of its own children; `follow-up` asks the same again, of another child or in more detail."""
OUTSIDE = "outside"
"""The kind of a question about nothing that the passages are for; it has a wording and no phrases."""


class Refusal(Phrases):
    """One kind. `intents`: wishes of triage that are it; `unless`: phrases that, anywhere, say it is not."""

    intents: tuple[str, ...] = ()
    unless: Phrases = Phrases()


class Refusals(PackModel):
    """assistant/refusals.yaml: the kinds, the first that is found is told; then what facts answer."""

    kind: ClassVar[str] = "refusals"
    basis: str
    words: Mapping[str, Phrases] = Field(default_factory=dict)
    kinds: Mapping[str, Refusal]
    personal: Mapping[Personal, Refusal] = Field(default_factory=dict)

    @property
    def wordings(self) -> tuple[str, ...]:
        """The kind of wording of every refusal."""
        return tuple(f"{PREFIX}{each}" for each in (*self.kinds, OUTSIDE))

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The lists as they are approved: canonical JSON."""
        lists = self.model_dump(mode="json", by_alias=True)
        return {name: json.dumps(each, ensure_ascii=False, sort_keys=True) for name, each in lists.items()}

    @cached_property
    def version(self) -> str:
        """The hash that names these lists; any change changes it."""
        return version_of(self.sources)
