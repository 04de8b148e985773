"""Words in both languages, and the strictness every part of a pack shares."""

from pydantic import BaseModel, ConfigDict, Field

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
