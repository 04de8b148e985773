"""The questions of an instrument: what may be answered, what is refused, what is asked about once, what is a worry.

A worry is a sign of the pack's lists, named by its key. Amounts become signs by the pack's thresholds alone, so that
every limit stands in one place. Basis: domain 3 and 5.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from backend.protocol.condition import Conditions, Keys
from backend.protocol.options import KEY, AgeLimits, Limits, Option, Unit, Usual
from backend.protocol.signs import Reading
from backend.protocol.text import Bilingual, PackModel

YES, NO = "yes", "no"
FACES = 6


class Question(PackModel):
    """What every item has.

    `when`: asked only if all of these hold; `safety`: may be answered at any time, window or not; `optional`: may be
    left out; `worry`: which signs an option is; `call`: options that ask for a call; `tells`: what its answer tells
    whoever phones about a worry.
    """

    key: str = Field(pattern=KEY)
    text: Bilingual
    help: Bilingual | None = None
    when: Conditions = ()
    safety: bool = False
    optional: bool = False
    usual: Usual | None = None
    worry: Mapping[str, Keys] = Field(default_factory=dict)
    call: Keys = ()
    tells: Literal["onset", "medicines", "allergies", "call-at"] | None = None

    @property
    def choices(self) -> tuple[Option, ...]:
        """The options to choose from; none where an amount or words are asked for."""
        return ()

    @property
    def reads(self) -> tuple[Reading, ...]:
        """The readings whose thresholds make its amounts signs."""
        return ()


class YesNo(Question):
    """Yes or no, in words that answer the question."""

    type: Literal["yes-no"]
    yes: Bilingual = Bilingual(zh_hans="是", en="Yes")
    no: Bilingual = Bilingual(zh_hans="否", en="No")

    @property
    def choices(self) -> tuple[Option, ...]:
        return Option(key=YES, label=self.yes), Option(key=NO, label=self.no)


class Choice(Question):
    """One of several options."""

    type: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)

    @property
    def choices(self) -> tuple[Option, ...]:
        return self.options


class Several(Question):
    """One option or more; `none` is the one that goes with no other."""

    type: Literal["several"]
    options: tuple[Option, ...] = Field(min_length=2)
    none: str | None = None

    @property
    def choices(self) -> tuple[Option, ...]:
        return self.options


class ColourCard(Question):
    """One of several colours, shown as colours; an option without one is not on the card ("not seen")."""

    type: Literal["colour"]
    options: tuple[Option, ...] = Field(min_length=2)

    @property
    def choices(self) -> tuple[Option, ...]:
        return self.options


class Faces(Question):
    """One of six faces from 0 to 5, chosen by the child."""

    type: Literal["faces"]
    reading: Reading | None = None
    labels: tuple[Bilingual, ...] = Field(min_length=FACES, max_length=FACES)

    @property
    def choices(self) -> tuple[Option, ...]:
        return tuple(Option(key=str(number), label=label) for number, label in enumerate(self.labels))

    @property
    def reads(self) -> tuple[Reading, ...]:
        return (self.reading,) if self.reading else ()


class Count(Question):
    """How many times; `offered` is how many are shown as buttons, from 0 on."""

    type: Literal["count"]
    most: int = Field(default=50, ge=1)
    offered: int = Field(default=4, ge=1)
    plausible_most: int = Field(ge=1)
    reading: Reading | None = None

    @property
    def reads(self) -> tuple[Reading, ...]:
        return (self.reading,) if self.reading else ()


class Number(Question):
    """An amount with a choice of units; kept in the first, beside what was typed.

    `jump` asks about a change of this share since the last time. With `gain_days` the reading is how much it grew
    since the last time, if that was so few days ago.
    """

    type: Literal["number"]
    units: tuple[Unit, ...] = Field(min_length=1)
    decimals: int = Field(default=1, ge=0, le=3)
    limits: Limits
    plausible: tuple[AgeLimits, ...] = ()
    jump: float | None = Field(default=None, gt=0)
    reading: Reading | None = None
    gain_days: int | None = Field(default=None, ge=1)
    skip: Bilingual | None = None
    skip_said: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[Reading, ...]:
        return (self.reading,) if self.reading else ()

    def typed_in(self, unit: str) -> Unit:
        """The unit of that key; the one that is kept for any other."""
        return next((each for each in self.units if each.key == unit), self.units[0])


class Temperature(Question):
    """A body temperature in °C, with where it was taken; `skip` are the words for not having taken it."""

    type: Literal["temperature"]
    places: tuple[Option, ...] = Field(min_length=1)
    limits: Limits
    plausible: Limits
    reading: Reading = "temperature"
    skip: Bilingual | None = None
    skip_said: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[Reading, ...]:
        return (self.reading,)


class Pressure(Question):
    """A blood pressure in mmHg: the upper and the lower number."""

    type: Literal["blood-pressure"]
    upper: Limits
    lower: Limits
    skip: Bilingual | None = None
    skip_said: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[Reading, ...]:
        return "systolic", "diastolic"


class FreeText(Question):
    """The family's own words, up to `most` characters."""

    type: Literal["text"]
    most: int = Field(default=2000, ge=1)


Item = Annotated[
    YesNo | Choice | Several | ColourCard | Faces | Count | Number | Temperature | Pressure | FreeText,
    Field(discriminator="type"),
]
Chosen = YesNo | Choice | Several | ColourCard | Faces
Measured = Number | Temperature | Pressure


def keys_of(options: Sequence[Option]) -> tuple[str, ...]:
    """The keys in order."""
    return tuple(option.key for option in options)
