"""How simulated families keep diaries, as the pack says it: habits, ways, ordinary answers and sick days."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from random import Random
from typing import Annotated, TypeVar

from pydantic import Field, JsonValue

from backend.protocol.text import PackModel
from backend.triage.understanding import Urgency

Chance = Annotated[float, Field(ge=0, le=1)]
Share = Annotated[int, Field(ge=1)]
Raws = Annotated[tuple[JsonValue, ...], Field(min_length=1)]
"""Raw answers to choose from, as a family gives them; null leaves the item out."""


class Way(StrEnum):
    """By which way a family's diary reaches us."""

    APP = "app"
    PAGE = "page"
    PHONE = "phone"


class Habit(PackModel):
    """How likely a diary that is due is written in time, late or too late; else it is left out."""

    name: str
    share: Share
    on_time: Chance = 0
    late: Chance = 0
    too_late: Chance = 0


class SickDay(PackModel):
    """Answers of a day on which something is wrong, and the level that the entry deserves at least."""

    instrument: str
    level: Urgency
    answers: Mapping[str, Raws]
    share: Share = 1


class Line(PackModel):
    """What whoever keeps the diary by text writes under a text in which one of these words stands, so likely."""

    sees: tuple[str, ...] = Field(min_length=1)
    says: tuple[str, ...] = Field(min_length=1)
    chance: Chance = 1


class DiaryLife(PackModel):
    """Chances are per entry. `events`: per child and day, of an entry for which no window waits.

    `ordinary` are answers by item where "as usual" gives none; `told` is why staff wrote down what they were told.
    """

    habits: tuple[Habit, ...] = Field(min_length=1)
    ways: Mapping[Way, Share] = Field(min_length=1)
    ordinary: Mapping[str, Raws] = Field(default_factory=dict)
    sick: tuple[SickDay, ...] = ()
    by_text: tuple[Line, ...] = ()
    sick_days: Chance = 0
    events: Chance = 0
    offline: Chance = 0
    doubled: Chance = 0
    corrected: Chance = 0
    why_corrected: tuple[str, ...] = Field(default=("",), min_length=1)
    told: str

    def sick_days_of(self, instrument: str) -> tuple[SickDay, ...]:
        """Those that can be written down in this instrument."""
        return tuple(each for each in self.sick if each.instrument == instrument)


Shared = TypeVar("Shared", Habit, SickDay)


def drawn(rng: Random, several: Sequence[Shared]) -> Shared:
    """One of them, by their shares."""
    return rng.choices(several, [each.share for each in several])[0]
