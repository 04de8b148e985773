"""The answers of one entry as values: what was meant, what was typed, and what to say to the family about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from backend.triage.understanding import SignFound, Urgency, Value

Amount = int | float
Meant = str | Amount | tuple[str, ...] | tuple[float, float] | None
"""An option, an amount in the unit that is kept, options, an upper and a lower number; None: it was not measured."""


class Code(StrEnum):
    """What is wrong with an answer, stable for whoever calls us."""

    UNKNOWN_ITEM = "unknown-item"
    MISSING = "missing"
    NOT_AN_OPTION = "not-an-option"
    NOT_ALONE = "not-alone"
    NOT_A_NUMBER = "not-a-number"
    COMMA = "comma"
    FAHRENHEIT = "fahrenheit"
    OUT_OF_LIMITS = "out-of-limits"
    UNIT_MISSING = "unit-missing"
    UNITS_DIFFER = "units-differ"
    PLACE_MISSING = "place-missing"
    UPPER_AND_LOWER = "upper-and-lower"
    NOT_TEXT = "not-text"
    TOO_LONG = "too-long"


@dataclass(frozen=True)
class Answer:
    """One answer. `typed` and `typed_unit` are what the family wrote; `as_usual` came by "everything as usual"."""

    item: str
    meant: Meant
    unit: str = ""
    place: str = ""
    typed: str = ""
    typed_unit: str = ""
    as_usual: bool = False

    def stored(self) -> dict[str, Any]:
        """As JSON; what is empty is left out."""
        meant = list(self.meant) if isinstance(self.meant, tuple) else self.meant
        extra = {name: getattr(self, name) for name in ("unit", "place", "typed", "typed_unit", "as_usual")}
        return {"item": self.item, "meant": meant, **{name: value for name, value in extra.items() if value}}


def answer_of(stored: Mapping[str, Any]) -> Answer:
    """The answer that `stored` gave."""
    meant = stored["meant"]
    return Answer(**{**stored, "meant": tuple(meant) if isinstance(meant, list) else meant})


@dataclass(frozen=True)
class Problem:
    """An answer that cannot be taken, with the sentence that says what to do; `better` is what was perhaps meant."""

    item: str
    code: Code
    sentence: str
    better: str = ""


Outcome = tuple[Answer | None, Problem | None]
"""What reading one answer gives; an answer with a problem lacks something: it counts, but is not complete."""


@dataclass(frozen=True)
class Ask:
    """An answer that is taken but unlikely: asked about once. `mark` is what a yes to it is known by."""

    item: str
    mark: str
    sentence: str


@dataclass(frozen=True)
class Given:
    """What a family sent: raw answers by item, "everything as usual" or not, and the marks they said are right."""

    answers: Mapping[str, object]
    usual: bool = False
    sure: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Read:
    """An entry as it was read. `dropped` are answers to items that were not asked, after what was answered before.

    `texts` are the family's own words by item; `parts` are signs only together with others. A worry counts even where
    something is still to be mended.
    """

    instrument: str
    version: str
    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...] = ()
    asks: tuple[Ask, ...] = ()
    dropped: tuple[str, ...] = ()
    signs: tuple[SignFound, ...] = ()
    parts: tuple[SignFound, ...] = ()
    values: tuple[Value, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    wants_call: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing is missing, to be mended or to be asked about."""
        return not (self.problems or self.asks)

    @property
    def urgency(self) -> Urgency:
        """How pressing the answers are, the family's own words aside."""
        return max((sign.level for sign in self.signs), key=lambda level: level.rank, default=Urgency.NONE)

    def answer(self, item: str) -> Answer | None:
        """The answer to an item, if there is one."""
        return next((each for each in self.answers if each.item == item), None)
