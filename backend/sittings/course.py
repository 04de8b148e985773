"""How far a diary by text is, and what is still open, as its schema has it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from pydantic import JsonValue

from backend.diary.answers import Answer, Ask, Code, Given, Problem, Read
from backend.diary.branch import is_asked
from backend.diary.known import Known
from backend.diary.read_answers import read_answers
from backend.protocol.instruments import USUAL as USUAL_STEP
from backend.protocol.instruments import Instrument
from backend.protocol.items import FreeText, Item
from backend.sittings.told import Told

USUAL, DIFFERS, PLACE, SURE = ".usual", ".differs", ".place", ".sure"
"""Steps that are no item; the last two follow an item's key. No key holds a point."""


@dataclass(frozen=True)
class Course:
    """One diary by text, read as far as it goes."""

    instrument: Instrument
    told: Told
    known: Known

    @cached_property
    def read(self) -> Read:
        """The answers so far; what is missing is no problem yet."""
        return read_answers(self.instrument, given_of(self.instrument, self.told), self.known, whole=False)

    @cached_property
    def line(self) -> tuple[str, ...]:
        """What the first text asks for in one short line."""
        steps = (USUAL if step.item == USUAL_STEP else step.item for step in self.instrument.sms)
        return tuple(step for step in steps if step == USUAL or not self._is_free(step))

    @cached_property
    def open(self) -> tuple[str, ...]:
        """What is still to be asked, in order; empty: the entry is whole."""
        ordered = [*self._to_mend, *self.line, DIFFERS, *(item.key for item in self.instrument.items)]
        return tuple(dict.fromkeys(step for step in ordered if self._is_open(step)))

    @cached_property
    def to_differ(self) -> tuple[Item, ...]:
        """The items that "as usual" answers, as they are numbered when something is not."""
        return tuple(item for item in self.instrument.items if item.usual is not None and item.key not in self.line)

    def item_of(self, step: str) -> Item | None:
        """The item a step is about; None for the two that are about many."""
        return None if step in (USUAL, DIFFERS) else self.instrument.item(step.split(".", 1)[0])

    def wrong(self, item: str) -> Problem | None:
        """Why the answer there cannot be taken as it is."""
        return next((each for each in self.read.problems if each.item == item), None)

    def doubt(self, item: str) -> Ask | None:
        """What is to be confirmed about the answer there."""
        return next((each for each in self.read.asks if each.item == item), None)

    @property
    def to_mend(self) -> Sequence[Problem]:
        """Answers that were not understood; a place that was not said is only a further question."""
        return [each for each in self.read.problems if each.code is not Code.PLACE_MISSING]

    @cached_property
    def _to_mend(self) -> Sequence[str]:
        wrong = [each.item + (PLACE if each.code is Code.PLACE_MISSING else "") for each in self.read.problems]
        return [*wrong, *(ask.item + SURE for ask in self.read.asks)]

    def _is_open(self, step: str) -> bool:
        if step in self._to_mend:
            return True
        if step == USUAL:
            return self.told.usual is None
        if step == DIFFERS:
            return self.told.usual is False and self.told.differs is None
        item = self.instrument.item(step)
        if item.optional or step in self._answered or self._is_covered(item) or self.wrong(step) is not None:
            return False
        return is_asked(item, self.instrument, self._answered, self.known.listening.thresholds.thresholds)

    def _is_covered(self, item: Item) -> bool:
        """Whether "as usual" answers it, or will, or it waits for which items are not."""
        if item.usual is None or item.key in self.line or USUAL not in self.line:
            return False
        return item.key not in (self.told.differs or ())

    def _is_free(self, key: str) -> bool:
        return isinstance(self.instrument.item(key), FreeText)

    @cached_property
    def _answered(self) -> dict[str, Answer]:
        return {answer.item: answer for answer in self.read.answers if not self._is_pending(answer.item)}

    def _is_pending(self, key: str) -> bool:
        """Whether it is not as usual and nothing else was said of it yet."""
        return key in (self.told.differs or ()) and key not in self.told.answers


def given_of(instrument: Instrument, told: Told) -> Given:
    """What was told as an entry gives it. Nothing is as usual that is still to be asked."""
    pending = [key for key in told.differs or () if key not in told.answers]
    usual = told.usual is True or told.differs is not None
    if not pending:
        return Given(told.answers, usual=usual, sure=frozenset(told.sure))
    rest: dict[str, JsonValue] = {
        item.key: [str(item.usual.value)] if item.type == "several" else str(item.usual.value)
        for item in instrument.items
        if item.usual is not None and item.key not in pending
    }
    return Given({**rest, **told.answers}, usual=False, sure=frozenset(told.sure))


def told_as(course: Course, given: Given) -> Told:
    """What an entry gave as texts tell it. Without "as usual" each item was answered for itself."""
    answers = {key: cast("JsonValue", raw) for key, raw in given.answers.items()}
    own = tuple(item.key for item in course.to_differ)
    return Told(answers, usual=given.usual, differs=None if given.usual else own)
