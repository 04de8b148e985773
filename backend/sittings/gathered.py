"""The answers of one text as they are found in it, piece by piece."""

from collections.abc import Sequence

from pydantic import JsonValue

from backend.diary.spoken import UNUSUAL_WORDS, USUAL_WORDS, option_numbered
from backend.protocol.items import Temperature
from backend.sittings.course import USUAL, Course
from backend.sittings.told import Told


class Gathered:
    """What was found so far; `left` are the asked steps that no piece has answered yet.

    With `anything` every question may be answered, but only by its name or by what nothing else can be. `named` is
    the question whose name came last, `place` where the next temperature was measured, `ordered` the steps that were
    answered only by their order.
    """

    def __init__(self, course: Course, *, asked: Sequence[str], anything: bool) -> None:
        self.course, self.anything = course, anything
        self.left = list(course.line) if anything else list(asked)
        self.asked = len(self.left)
        self.answers: dict[str, JsonValue] = {}
        self.usual: bool | None = None
        self.ordered: list[str] = []
        self.named, self.place = "", ""
        self._sure: list[str] = []

    @property
    def told(self) -> Told:
        return Told(self.answers, usual=self.usual, sure=tuple(self._sure))

    def answer(self, key: str, raw: JsonValue) -> bool:
        """Keep the raw answer."""
        self.answers[key] = raw
        self._done(key)
        return True

    def say_usual(self, phrase: str) -> bool:
        """Whether all else is as usual, if the phrase says."""
        if phrase not in USUAL_WORDS | UNUSUAL_WORDS:
            return False
        self.usual = phrase in USUAL_WORDS
        self._done(USUAL)
        return True

    def say_sure(self, step: str, *, right: bool) -> bool:
        """An unlikely amount is right, or is taken back."""
        key = key_of(step)
        doubt = self.course.doubt(key)
        if right and doubt is not None:
            self._sure.append(doubt.mark)
        elif not right:
            self.answers[key] = None
        self._done(step)
        return True

    def say_place(self, step: str, phrase: str) -> bool:
        """Where the temperature that was told before was measured, if the phrase says."""
        item = self.course.instrument.item(key_of(step))
        place = option_numbered(item.places, phrase) if isinstance(item, Temperature) else None
        if place is None:
            return False
        before = self.course.told.answers.get(item.key)
        amount = before.get("amount") if isinstance(before, dict) else before
        self.answers[item.key] = {"amount": amount, "place": place}
        self._done(step)
        return True

    def take_back_ordered(self) -> None:
        """More numbers than questions: which number answers which is not known."""
        for step in self.ordered:
            if step == USUAL:
                self.usual = None
            self.answers.pop(step, None)

    def _done(self, step: str) -> None:
        if step in self.left:
            self.left.remove(step)


def key_of(step: str) -> str:
    """The key of the item a step is about."""
    return step.split(".", 1)[0]
