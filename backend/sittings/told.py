"""What a family has told in one sitting so far, folded from its texts. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from backend.protocol.instruments import Instrument
from backend.protocol.items import FreeText


@dataclass(frozen=True)
class Told:
    """Raw answers by item; whether all else is as usual (None: not said yet), and which items are not.

    An answer of None takes back what was said before. `sure` are the marks of unlikely amounts that are right.
    """

    answers: Mapping[str, JsonValue] = field(default_factory=dict)
    usual: bool | None = None
    differs: tuple[str, ...] | None = None
    sure: tuple[str, ...] = ()

    def and_then(self, more: "Told", instrument: Instrument) -> "Told":
        """With what a later text gave; the family's own words are added, everything else is said anew."""
        answers = dict(self.answers)
        for key, raw in more.answers.items():
            before = answers.get(key)
            added = isinstance(instrument.item(key), FreeText) and isinstance(before, str)
            answers[key] = f"{before}\n{raw}" if added and raw is not None else raw
        return Told(
            answers={key: raw for key, raw in answers.items() if raw is not None},
            usual=self.usual if more.usual is None else more.usual,
            differs=self.differs if more.differs is None else more.differs,
            sure=tuple(dict.fromkeys((*self.sure, *more.sure))),
        )

    @property
    def says_something(self) -> bool:
        return bool(self.answers) or self.usual is not None or self.differs is not None or bool(self.sure)

    def stored(self) -> str:
        """As JSON."""
        return json.dumps(
            {"answers": dict(self.answers), "usual": self.usual, "differs": self.differs, "sure": self.sure},
            ensure_ascii=False,
        )


def told_of(stored: str) -> Told:
    """What `stored` gave."""
    found: dict[str, Any] = json.loads(stored)
    differs = found["differs"]
    return Told(
        answers=found["answers"],
        usual=found["usual"],
        differs=None if differs is None else tuple(differs),
        sure=tuple(found["sure"]),
    )
