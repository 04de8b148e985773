"""What is known of a child beside the answers, when they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from backend.languages import Language
from backend.protocol.signs import Listening


@dataclass(frozen=True)
class Earlier:
    """The last amount given for an item, in the unit that is kept, and when."""

    amount: float
    at: datetime


@dataclass(frozen=True)
class Known:
    """The lists, the reader's language, the child's age in completed years (周岁), and what was before.

    `earlier` is by item; `days_since` counts whole local days since each anchor that has happened.
    """

    listening: Listening
    language: Language
    age: int
    now: datetime
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    days_since: Mapping[str, int] = field(default_factory=dict)
