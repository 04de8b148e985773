"""The wording of one kind of message, in both languages and both variants: together they are one version."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field, model_validator

from backend.languages import traditional
from backend.protocol.routes import Variant
from backend.protocol.text import Bilingual, PackModel


class MessageClass(StrEnum):
    """How a message is treated: `scheduled` ones keep quiet hours and quotas, the others do not."""

    SCHEDULED = "scheduled"
    REPLY = "reply"
    SAFETY = "safety"
    STAFF_PAGE = "staff-page"


class Wording(PackModel):
    """One kind of message. `line` is how it reads inside a joint text; `fragments` are pieces it is built from."""

    kind: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    message_class: MessageClass = Field(alias="class")
    purpose: Bilingual
    child_specific: bool
    variables: tuple[str, ...] = ()
    texts: Mapping[Variant, Bilingual]
    line: Bilingual | None = None
    fragments: Mapping[str, Bilingual] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_a_text(self) -> "Wording":
        if not self.texts:
            raise ValueError("texts needs at least one of: two-way, one-way")
        return self

    @property
    def sources(self) -> dict[str, str]:
        """Every piece of text by its place, both languages, as written."""
        pieces = {f"texts.{variant.value}": text for variant, text in self.texts.items()}
        if self.line is not None:
            pieces["line"] = self.line
        pieces |= {f"fragments.{name}": text for name, text in self.fragments.items()}
        found = {f"{place}.zh-Hans": text.zh_hans for place, text in pieces.items()}
        return found | {f"{place}.en": text.en for place, text in pieces.items()}

    @property
    def version(self) -> str:
        """The version of all its texts, derived Traditional Chinese included: 12 hex digits."""
        return version_of(self.sources)


def version_of(sources: Mapping[str, str]) -> str:
    """The hash that names a set of texts; any change in either language changes it."""
    derived = {
        place.replace(".zh-Hans", ".zh-Hant"): traditional(text)
        for place, text in sources.items()
        if place.endswith(".zh-Hans")
    }
    canonical = json.dumps({**sources, **derived}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
