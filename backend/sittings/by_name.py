"""A question that a text calls by its name, with its answer or before it: `尿2`, `temp 36.8`."""

import re
from collections.abc import Iterator
from functools import cache

from backend.protocol.instruments import USUAL as USUAL_STEP
from backend.protocol.items import Temperature
from backend.sittings.course import USUAL, Course
from backend.sittings.gathered import Gathered
from backend.sittings.phrase import NUMERIC, amount_and_place, answer_in, is_many
from backend.triage.short_reply import normalise


def by_name(found: Gathered, phrase: str, *, whole: bool) -> bool:
    """Take a name and its answer, or the name alone."""
    for name, step in _names(found.course):
        if not phrase.startswith(name):
            continue
        rest = phrase[len(name) :]
        if name.isascii() and rest[:1].isalpha():
            continue
        rest = re.sub(r"^[\s:=是系为]+|^ ?(?:is|was) ", "", rest)
        if rest:
            return give(found, step, rest)
        if whole:
            found.named = step
            return True
    return False


def give(found: Gathered, step: str, phrase: str) -> bool:
    """Answer this very question, if the phrase can."""
    if step == USUAL:
        return found.say_usual(phrase)
    item = found.course.instrument.item(step)
    if isinstance(item, Temperature) and not is_many(phrase):
        amount, where = amount_and_place(item, phrase)
        phrase, found.place = amount, where or found.place
    raw = None if item.reads and is_many(phrase) else answer_in(item, phrase)
    if raw is None and isinstance(item, Temperature) and NUMERIC.fullmatch(phrase):
        raw = phrase
    if raw is not None and isinstance(item, Temperature) and found.place:
        raw = {"amount": raw, "place": found.place}
    return raw is not None and found.answer(step, raw)


def _names(course: Course) -> Iterator[tuple[str, str]]:
    """Every name of a question with its step, the longest first."""
    called = tuple((USUAL if each.item == USUAL_STEP else each.item, each.called) for each in course.instrument.sms)
    yield from _names_of(called)


@cache
def _names_of(called: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, str], ...]:
    named = [(normalise(name), step) for step, names in called for name in names]
    return tuple(sorted(named, key=lambda each: -len(each[0])))
