"""The wording of one kind of message, in both languages and both variants: together they are one version."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field, model_validator

from backend.languages import Language
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
        """Every piece of text by its place, in each language a family may read; Traditional Chinese is derived."""
        pieces = {f"texts.{variant.value}": text for variant, text in self.texts.items()}
        if self.line is not None:
            pieces["line"] = self.line
        pieces |= {f"fragments.{name}": text for name, text in self.fragments.items()}
        return {
            f"{place}.{language.value}": text.in_(language) for place, text in pieces.items() for language in Language
        }

    @property
    def version(self) -> str:
        """The version of all its texts together: 12 hex digits."""
        return version_of(self.sources)


def version_of(sources: Mapping[str, str]) -> str:
    """The hash that names a set of texts; any change in any language changes it."""
    canonical = json.dumps(dict(sources), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
