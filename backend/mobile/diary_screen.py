"""One screen of a diary as a template draws it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.diary.answer_words import answer_words
from backend.diary.answers import Ask, Problem
from backend.diary.form_fields import shown
from backend.families.models import Child
from backend.mobile.diary_steps import REVIEW, USUAL, Course
from backend.protocol.items import Item
from backend.protocol.pack import Pack
from backend.triage.understanding import Urgency


@dataclass(frozen=True)
class Line:
    """An answer in words. `step` is where it is changed."""

    step: str
    asked: str
    said: str


@dataclass(frozen=True)
class Screen:
    """What is asked now, what was answered before, and how far it is. `nth` counts from 1."""

    child: Child
    course: Course
    step: str
    wrong: Problem | None = None

    @property
    def item(self) -> Item | None:
        """The item that is asked; None on the two screens that are none."""
        return next((each for each in self.course.instrument.items if each.key == self.step), None)

    @property
    def is_usual(self) -> bool:
        return self.step == USUAL

    @property
    def is_review(self) -> bool:
        return self.step == REVIEW

    @property
    def nth(self) -> int:
        steps = self.course.steps
        return steps.index(self.step) + 1 if self.step in steps else len(steps)

    @property
    def total(self) -> int:
        return len(self.course.steps)

    @property
    def ask(self) -> Ask | None:
        """What is to be confirmed, unless something is to be mended first."""
        return None if self.wrong else self.course.ask(self.step)

    @property
    def value(self) -> Mapping[str, str | Sequence[str]]:
        """What was answered here before, as the fields show it."""
        return shown(self.course.draft.answers.get(self.step))

    @property
    def is_emergency(self) -> bool:
        """Whether what was answered so far is one."""
        return self.course.read.urgency is Urgency.EMERGENCY

    @property
    def lines(self) -> Sequence[Line]:
        """What will be sent, without what "as usual" says."""
        return lines_of(self.course)

    @property
    def as_usual(self) -> Sequence[str]:
        """What "everything as usual" says here, in words; what was answered by itself is not among it."""
        said = {answer.item for answer in self.course.read.answers if answer.as_usual}
        language = self.course.known.language
        return [
            item.usual.words.in_(language)
            for item in self.course.instrument.items
            if item.usual is not None and (item.key in said or not self.course.draft.usual)
        ]


def lines_of(course: Course) -> Sequence[Line]:
    """Each answer that was given by itself, in the order of the questions."""
    language = course.known.language
    found = []
    for item in course.instrument.items:
        answer = course.read.answer(item.key)
        if answer is not None and not answer.as_usual:
            found.append(Line(item.key, item.text.in_(language), answer_words(item, answer, language)))
    return found


def levels(pack: Pack) -> Mapping[str, str]:
    """How pressing each sign is: `emergency`, `urgent` or `routine`."""
    return {sign.key: sign.level for sign in pack.listening.signs if sign.level != "part"}


def level_of(item: Item, option: str, pack: Pack) -> str:
    """How pressing an option is; empty if it is no worry."""
    known = levels(pack)
    found = {known.get(key) for key in item.worry.get(option, ())}
    return next((level for level in ("emergency", "urgent", "routine") if level in found), "")


def needs_numbers(item: Item, pack: Pack) -> bool:
    """Whether an answer here may be an emergency: then the number stands beside the question."""
    return any(level_of(item, option, pack) == "emergency" for option in item.worry)
