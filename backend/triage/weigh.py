"""Does a phrase that was found count? Not if it was denied, supposed, long ago, or of somebody else.

Basis: triage guide, "Only signs that are true now or in the last days, of the child in the study". Anything that is
not plainly one of these counts: ambiguity goes up.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from backend.triage.phrase import units
from backend.triage.plain import COMMA, LIST, STOP, Plain
from backend.triage.understanding import Person, Time

Spans = tuple[tuple[int, int], ...]
Marks = Mapping[str, "re.Pattern[str] | None"]
OTHER_REACH, HYPOTHESIS_REACH, FILLERS = 6, 12, 3


@dataclass(frozen=True)
class Weight:
    """What was said about a phrase beside it."""

    negated: bool
    time: Time
    person: Person

    @property
    def counts(self) -> bool:
        """Whether it is true now, of the child."""
        return not self.negated and self.time in (Time.NOW, Time.VAGUE_PAST) and self.person is Person.CHILD


def weigh(text: Plain, spans: Spans, marks: Marks, *, enrolled_siblings: bool = False) -> Weight:
    """How the phrase at `spans` counts in its sentence."""
    ordered = tuple(sorted(spans))
    return Weight(
        negated=is_negated(text, ordered, marks),
        time=_time(text, ordered, marks),
        person=Person.CHILD if enrolled_siblings else _person(text, ordered, marks),
    )


def is_negated(text: Plain, spans: Spans, marks: Marks) -> bool:
    """Denied right before it, inside its gap, or right after it (`呕吐：无`)."""
    start, end = spans[0][0], spans[-1][1]
    if _ends_in_negation(text.text[text.since(start, STOP + COMMA) : start], marks):
        return True
    gaps = [text.text[left[1] : right[0]] for left, right in pairwise(spans)]
    if any(gap and _ends_in_negation(gap, marks) for gap in gaps):
        return True
    after = marks["after_negators"]
    answer = text.text[end : text.until(end, STOP + COMMA + LIST + " ")].strip()
    return after is not None and after.fullmatch(answer) is not None


def continues_negation(text: Plain, denied: Spans, spans: Spans, marks: Marks) -> bool:
    """Whether a denial reaches on to the next phrase of a list: `没有发烧、头痛或呕吐`."""
    end, start = max(denied)[1], min(spans)[0]
    if start < end:
        return False
    between, joiner = text.text[end:start].strip(), marks["joiners"]
    if joiner is not None and joiner.fullmatch(between):
        return STOP not in text.marks_between(end - 1, start)
    return not between and text.marks_between(end - 1, start) == LIST


def _ends_in_negation(before: str, marks: Marks) -> bool:
    rest, fillers, negators = before.rstrip(), marks["fillers"], marks["negators"]
    if negators is None:
        return False
    for _ in range(FILLERS + 1):
        denial = _at_end(negators, rest)
        if denial is not None:
            again = _at_end(negators, rest[: denial.start()].rstrip())
            return again is None  # denied twice is said: 不是没有发烧
        filler = _at_end(fillers, rest) if fillers is not None else None
        if filler is None:
            return False
        rest = rest[: filler.start()].rstrip()
    return False


def _at_end(pattern: "re.Pattern[str]", text: str) -> "re.Match[str] | None":
    for start in range(max(0, len(text) - 24), len(text)):
        found = pattern.match(text, start)
        if found is not None and found.end() == len(text):
            return found
    return None


def _last(pattern: "re.Pattern[str] | None", text: str) -> "re.Match[str] | None":
    found = None
    if pattern is not None:
        for found in pattern.finditer(text):  # noqa: B007 - the last one is wanted
            pass
    return found


def _time(text: Plain, spans: Spans, marks: Marks) -> Time:
    start, end = spans[0][0], spans[-1][1]
    opening = text.since(start, STOP)
    before = text.text[opening:start]
    around = text.text[opening : text.until(end, STOP + COMMA)]
    supposed = _last(marks["hypothetical"], before)
    if supposed is not None:
        since = before[supposed.end() :]
        if units(since) <= HYPOTHESIS_REACH and _last(marks["now"], since) is None:
            return Time.HYPOTHETICAL
    following = marks["after_hypothetical"]
    if following is not None and following.match(text.text, end):
        return Time.HYPOTHETICAL
    for name, time in (("long_past", Time.LONG_PAST), ("vague_past", Time.VAGUE_PAST)):
        past = _last(marks[name], around)
        if past is not None and _last(marks["now"], around) is None:
            return time
    return Time.NOW


def _person(text: Plain, spans: Spans, marks: Marks) -> Person:
    start = spans[0][0]
    before = text.text[text.since(start, STOP) : start]
    if _last(marks["fiction"], before) is not None or _last(marks["quoting"], before) is not None:
        return Person.OTHER
    myself = marks["myself"]
    if myself is not None and _at_end(myself, text.text[:start].rstrip()):
        return Person.OTHER
    other, child, speech = _last(marks["others"], before), _last(marks["child"], before), marks["speech"]
    if other is None or (child is not None and child.start() >= other.end()):
        return Person.CHILD
    between = before[other.end() :]
    if units(between) > OTHER_REACH or (speech is not None and speech.match(between.lstrip())):
        return Person.CHILD
    return Person.OTHER
