"""What one text gave to a diary. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.protocol.items import Temperature
from backend.sittings.course import USUAL, Course
from backend.sittings.told import Told

SEVERAL = 3
"""Answers that make a text a diary whatever else it says."""


@dataclass(frozen=True)
class Heard:
    """What a text gave; `words` no question claimed, `unclear` pieces look like answers but cannot be one."""

    told: Told
    words: str = ""
    unclear: tuple[str, ...] = ()
    corrects: bool = False

    @property
    def gives(self) -> bool:
        """Whether it answers anything."""
        return self.told.says_something

    def answers_all(self, steps: Sequence[str]) -> bool:
        """Whether it answers every one of these."""
        return all(self.told.usual is not None if step == USUAL else step in self.told.answers for step in steps)

    def is_line(self, course: Course) -> bool:
        """Whether it can only be a line of this diary: a temperature or several answers; words only beside many."""
        temperature = any(isinstance(course.instrument.item(key), Temperature) for key in self.told.answers)
        given = len(self.told.answers) + (self.told.usual is not None)
        enough = given >= SEVERAL if self.words else temperature or given > 1
        return enough and not self.unclear
