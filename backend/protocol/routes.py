"""By which way a number is reached, what that way can carry, and how much a phone may get."""

import re
from decimal import Decimal
from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from backend.languages import Language
from backend.protocol.text import PackModel


class Variant(StrEnum):
    """Which wording a route carries: one that asks for an answer, or one that cannot be answered."""

    TWO_WAY = "two-way"
    ONE_WAY = "one-way"


class Route(PackModel):
    """A way to phones of some countries. `forbidden` are regular expressions its texts may not match."""

    key: str
    countries: tuple[str, ...]
    can_reply: bool
    can_link: bool
    template_only: bool = False
    price_per_segment: Decimal = Field(ge=0)
    currency: str
    forbidden: tuple[str, ...] = ()
    basis: str

    @field_validator("forbidden")
    @classmethod
    def _patterns_compile(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
        return patterns

    def carries(self, language: Language) -> Language:
        """The language a text takes on this route: registered templates exist in Simplified Chinese and English."""
        return Language.ZH_HANS if self.template_only and language is Language.ZH_HANT else language

    @property
    def variant(self) -> Variant:
        """The wording this route carries."""
        return Variant.TWO_WAY if self.can_reply else Variant.ONE_WAY


class Quota(PackModel):
    """The most texts one number may get in any 24 hours (channels 2.1); `reserve` is kept for answers and safety."""

    per_24h: int = Field(ge=1)
    identical_per_24h: int = Field(ge=1)
    reserve: int = Field(ge=0)
    basis: str

    @model_validator(mode="after")
    def _leaves_room(self) -> "Quota":
        if self.reserve >= self.per_24h:
            raise ValueError("reserve must leave room for at least one text in per_24h")
        return self
