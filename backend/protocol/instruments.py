"""What a family is asked to write down: one instrument is its questions, when they are due, and who answers.

Both languages and all rules are one version: an entry keeps the version it was given to.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from backend.languages import Language, traditional
from backend.protocol.condition import Keys
from backend.protocol.due import Due, OpenHours
from backend.protocol.items import FreeText, Item, Measured, Temperature
from backend.protocol.options import KEY
from backend.protocol.text import Bilingual, PackModel
from backend.protocol.wording import version_of

Reporter = Literal["caregiver", "child"]
USUAL = "usual"
PREFIX = "instrument-"


class SoonAfter(PackModel):
    """A sign found so few days after one of these anchors is another sign too."""

    anchors: Keys
    days: int = Field(ge=0)
    sign: str
    also: str


class SmsStep(PackModel):
    """One question of the form by SMS: an item, or `usual` for "is everything else as usual?".

    `called` are words by which a text names it: the 尿 of `尿 2`.
    """

    item: str
    ask: Bilingual
    called: tuple[str, ...] = ()


class Instrument(PackModel):
    """One diary. Without `due` days it is for any time; `optional` ones are never missed.

    `reporter` is whose answers these are; `age_from` in completed years (周岁). `nudge_days` are those on which a
    family is reminded, counted from 0 over the days that have its hour while a window is open; after so many left out
    in a row (`call_after_missed`) a person phones.
    """

    key: str = Field(pattern=KEY)
    name: Bilingual
    intro: Bilingual
    basis: str
    reporter: Reporter = "caregiver"
    age_from: int = Field(default=0, ge=0)
    optional: bool = False
    due: tuple[Due, ...] = ()
    hours: OpenHours | None = None
    nudge_days: tuple[Annotated[int, Field(ge=0)], ...] = ()
    call_after_missed: int | None = Field(default=None, ge=2)
    soon_after: tuple[SoonAfter, ...] = ()
    items: tuple[Item, ...] = Field(min_length=1)
    sms: tuple[SmsStep, ...] = ()

    @model_validator(mode="after")
    def _due_days_have_hours(self) -> "Instrument":
        if bool(self.due) != (self.hours is not None):
            raise ValueError("an instrument with due days needs hours, and one for any time has neither")
        return self

    @property
    def any_time(self) -> bool:
        """Whether it waits for no window."""
        return not self.due

    @property
    def kind(self) -> str:
        """Its name among what can be approved."""
        return f"{PREFIX}{self.key}"

    @property
    def has_usual(self) -> bool:
        """Whether "everything as usual" says anything."""
        return any(item.usual is not None for item in self.items)

    def item(self, key: str) -> Item:
        """The item of that key. Raises KeyError."""
        for each in self.items:
            if each.key == key:
                return each
        raise KeyError(key)

    def as_usual(self, language: Language) -> tuple[str, ...]:
        """What "everything as usual" asserts, in words, a phrase per item."""
        return tuple(item.usual.words.in_(language) for item in self.items if item.usual is not None)

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The instrument as it is approved: all of it as canonical JSON, and the Traditional derived from it."""
        whole = self.model_dump(mode="json", by_alias=True)
        derived = {place: traditional(text) for place, text in _chinese(whole)}
        return {"instrument": _canonical(whole), "zh-Hant": _canonical(derived)}

    @cached_property
    def version(self) -> str:
        """The hash that names it; any change of words or rules changes it."""
        return version_of(self.sources)

    @property
    def when_well(self) -> tuple[int, int]:
        """Taps and typed answers when all is well: "as usual", the items it leaves, where measured, and sending."""
        asked = [item for item in self.items if not (item.optional or item.when or item.usual)]
        typed = sum(isinstance(item, Measured | FreeText) for item in asked)
        places = sum(isinstance(item, Temperature) and len(item.places) > 1 for item in asked)
        return len(asked) - typed + places + self.has_usual + 1, typed


def instrument_of(source: str) -> Instrument:
    """The instrument that `sources` kept, as it was then."""
    return Instrument.model_validate(json.loads(source))


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _chinese(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every Chinese text with its place."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key == Language.ZH_HANS.value:
                yield place, each
            else:
                yield from _chinese(each, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _chinese(each, f"{place}.{index}")
