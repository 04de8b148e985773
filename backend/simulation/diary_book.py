"""The simulation's own ledger of diaries: what was written, when, by which way, and what it was told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import JsonValue

from backend.diary.models import Source
from backend.simulation.diary_life import Way
from backend.triage.understanding import Urgency

KEPT, KEPT_BEFORE = "kept", "kept-before"
SOURCES = {Way.APP: Source.APP, Way.PAGE: Source.PAGE, Way.PHONE: Source.TRANSCRIBED}


@dataclass
class Writing:
    """An entry, or a correction of the entry `corrects`. `level` is what it deserves at least; `sure` are yeses.

    `outcomes` are what came back each time it was sent; `advised`: a safety answer came back with it.
    """

    id: str
    child_id: str
    number: str
    way: Way
    instrument: str
    version: str
    due_on: date | None
    answers: Mapping[str, JsonValue]
    usual: bool
    level: Urgency
    recorded_at: datetime
    zone: str
    corrects: str = ""
    reason: str = ""
    sure: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    advised: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether we were told that it is in the diary."""
        return KEPT in self.outcomes

    @property
    def entry(self) -> str:
        """The id of the entry it is, or corrects."""
        return self.corrects or self.id


@dataclass(frozen=True)
class Answered:
    """What came back: the outcome by its name, questions to confirm by their marks, safety advice or none."""

    outcome: str
    asks: tuple[str, ...] = ()
    advised: bool = False
