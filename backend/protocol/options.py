"""What answers are made of: options to choose, units of amounts, and the limits amounts lie within."""

from pydantic import Field, model_validator

from backend.protocol.text import Bilingual, PackModel

KEY = r"^[a-z0-9][a-z0-9-]*$"


class Usual(PackModel):
    """The answer that "everything as usual" gives, and in words what that asserts; `short` ones for a text."""

    value: str | int
    words: Bilingual
    short: Bilingual | None = None

    @property
    def by_sms(self) -> Bilingual:
        """The words as a text has room for them."""
        return self.short or self.words


class Option(PackModel):
    """One answer to choose. `colour` is what a card shows; `said` are other words for it in a text."""

    key: str = Field(pattern=KEY)
    label: Bilingual
    help: Bilingual | None = None
    colour: str | None = Field(default=None, pattern=r"^#[0-9a-f]{6}$")
    said: tuple[str, ...] = ()


class Unit(PackModel):
    """A unit an amount may be given in; one of it is `factor` of the unit that is kept, which comes first."""

    key: str = Field(pattern=KEY)
    label: Bilingual
    factor: float = Field(default=1, gt=0)
    said: tuple[str, ...] = ()


class Limits(PackModel):
    """From the least to the most, both included, in the unit that is kept."""

    least: float
    most: float

    @model_validator(mode="after")
    def _in_order(self) -> "Limits":
        if self.least > self.most:
            raise ValueError("`least` must not be more than `most`")
        return self

    def hold(self, amount: float) -> bool:
        """Whether the amount lies within."""
        return self.least <= amount <= self.most


class AgeLimits(Limits):
    """Limits up to an age in completed years (周岁), itself included."""

    age_to: int = Field(ge=0)
