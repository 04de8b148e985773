"""Words in both languages, and the strictness every part of a pack shares."""

from datetime import time
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from backend.languages import Language, traditional


class PackModel(BaseModel):
    """A part of a pack: immutable, and closed to keys nobody defined."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Bilingual(PackModel):
    """One text in Simplified Chinese and English; Traditional is derived, so the two cannot disagree."""

    zh_hans: str = Field(alias="zh-Hans", min_length=1)
    en: str = Field(min_length=1)

    def in_(self, language: Language) -> str:
        """The text as a reader of `language` sees it."""
        if language is Language.EN:
            return self.en
        return traditional(self.zh_hans) if language is Language.ZH_HANT else self.zh_hans


def _read_hour(value: object) -> object:
    """Only text or a time: pydantic would take a number for seconds after midnight."""
    if not isinstance(value, str | time):
        raise ValueError('write an hour of the day, such as "08:00"')  # noqa: TRY004 - pydantic wants ValueError
    return value


LocalTime = Annotated[time, BeforeValidator(_read_hour)]
"""An hour of the day in the family's zone."""
