"""What a family reads before anybody signs, and may read again: consent and assent materials, the privacy notice.

Both languages, the derived Traditional and whom it is for are one version. What only the site knows stands in
`site_decides`; the texts themselves leave it open.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property

from pydantic import Field, model_validator

from backend.languages import Language
from backend.protocol.options import KEY
from backend.protocol.passages import Exemption
from backend.protocol.text import Bilingual, PackModel
from backend.protocol.wording import version_of

PREFIX = "document-"
ABOUT = "about"


class DocumentType(StrEnum):
    """What it is, in the order in which families see them. `assent-young` is read aloud, panel by panel."""

    CONSENT_FORM = "consent-form"
    ASSENT_YOUNG = "assent-young"
    ASSENT_OLDER = "assent-older"
    PRIVACY_NOTICE = "privacy-notice"

    @property
    def for_children(self) -> bool:
        """Whether a child is its reader, or its listener."""
        return self in (DocumentType.ASSENT_YOUNG, DocumentType.ASSENT_OLDER)


class Ages(PackModel):
    """Completed years (周岁), both included."""

    from_: int = Field(alias="from", ge=0, le=17)
    to: int = Field(ge=0, le=17)

    @model_validator(mode="after")
    def _in_order(self) -> "Ages":
        if self.to < self.from_:
            raise ValueError("ages go from the younger to the older")
        return self


class Section(PackModel):
    """A heading with its text; `picture` says what is drawn beside it."""

    heading: Bilingual
    text: Bilingual
    picture: Bilingual | None = None


class Document(PackModel):
    """One document. `ages` are those of the child that it is for; `speaks_of` is what the linter lets pass here."""

    key: str = Field(pattern=KEY)
    type: DocumentType
    title: Bilingual
    ages: Ages | None = None
    sections: tuple[Section, ...] = Field(min_length=1)
    site_decides: tuple[Bilingual, ...] = ()
    basis: str = Field(min_length=1)
    speaks_of: tuple[Exemption, ...] = ()

    @model_validator(mode="after")
    def _ages_fit(self) -> "Document":
        if self.type.for_children != (self.ages is not None):
            raise ValueError("a document for children needs ages, and one for adults has none")
        return self

    @property
    def kind(self) -> str:
        """Its name among what can be approved."""
        return f"{PREFIX}{self.key}"

    @property
    def texts(self) -> Mapping[str, Bilingual]:
        """What is read, by place."""
        found = {"title": self.title}
        for number, section in enumerate(self.sections):
            found[f"sections.{number}.heading"] = section.heading
            if section.picture is not None:
                found[f"sections.{number}.picture"] = section.picture
            found[f"sections.{number}.text"] = section.text
        return found

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """Each text by its place and language, and whom it is for, as it is approved."""
        texts = {
            f"{place}.{language.value}": text.in_(language)
            for place, text in self.texts.items()
            for language in Language
        }
        ages = [self.ages.from_, self.ages.to] if self.ages is not None else None
        return {ABOUT: json.dumps({"type": self.type.value, "ages": ages}, sort_keys=True), **texts}

    @cached_property
    def version(self) -> str:
        """The hash that names it; any change in any language changes it."""
        return version_of(self.sources)
