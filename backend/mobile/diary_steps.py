"""Which screens a diary has, one thought each, and where a family stands among them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from backend.diary.answers import Answer, Ask, Code, Problem, Read
from backend.diary.branch import is_asked
from backend.diary.known import Known
from backend.diary.read_answers import read_answers
from backend.diary.sentences import problem
from backend.mobile.diary_draft import Draft
from backend.protocol.instruments import Instrument
from backend.protocol.items import Item

USUAL, REVIEW = ".usual", ".review"
"""The two screens that are no item; no item's key begins with a point."""


@dataclass(frozen=True)
class Course:
    """One draft of one diary, read as far as it goes."""

    instrument: Instrument
    draft: Draft
    known: Known

    @cached_property
    def read(self) -> Read:
        """The answers so far; what is missing is no problem yet."""
        return read_answers(self.instrument, self.draft.given, self.known, whole=False)

    @cached_property
    def steps(self) -> Sequence[str]:
        """Every screen as things stand, in order. More may follow from an answer."""
        first = [USUAL] if self.instrument.has_usual else []
        return [*first, *(item.key for item in self.instrument.items if self._comes(item)), REVIEW]

    @property
    def next(self) -> str:
        """The first screen that is not settled; at the end the review."""
        return next((step for step in self.steps if not self.is_settled(step)), REVIEW)

    def back_from(self, step: str) -> str | None:
        """The screen before; None from the first, and from one that was opened from the review the review."""
        if step not in self.steps:
            return REVIEW
        place = self.steps.index(step)
        return self.steps[place - 1] if place else None

    def is_settled(self, step: str) -> bool:
        """Whether nothing is left to ask there."""
        if step == USUAL:
            return self.draft.usual is not None
        if step == REVIEW or self.wrong(step) is not None or self.ask(step) is not None:
            return False
        return step in self.draft.skipped or self.read.answer(step) is not None

    def wrong(self, step: str) -> Problem | None:
        """Why the answer there cannot be taken."""
        return next((each for each in self.read.problems if each.item == step), None)

    def missing(self, step: str) -> Problem:
        """That an answer is needed there."""
        return problem(step, Code.MISSING, self.known.language)

    def ask(self, step: str) -> Ask | None:
        """What is to be confirmed about the answer there."""
        return next((each for each in self.read.asks if each.item == step), None)

    @property
    def to_add(self) -> Sequence[Item]:
        """What may still be added: optional, and without an answer."""
        return [
            item
            for item in self.instrument.items
            if item.optional and not item.when and item.key not in self._answered
        ]

    def _comes(self, item: Item) -> bool:
        given = item.key in self.draft.answers
        if not is_asked(item, self.instrument, self._answered, self.known.listening.thresholds.thresholds):
            return False
        short = self.draft.usual is not False and self.instrument.has_usual
        spared = item.usual is not None or (item.optional and not item.when)
        return given or not (short and spared)

    @cached_property
    def _answered(self) -> dict[str, Answer]:
        return {answer.item: answer for answer in self.read.answers}
