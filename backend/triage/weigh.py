"""Does a phrase that was found count? Not if it was denied, supposed, long ago, or of somebody else.

Basis: triage guide, "Only signs that are true now or in the last days, of the child in the study". Anything that is
not plainly one of these counts: ambiguity goes up.
"""

from dataclasses import dataclass
from itertools import pairwise

from backend.triage.hear import Heard
from backend.triage.phrase import Spans, units
from backend.triage.plain import COLON, COMMA, LIST, SPACE, STOP
from backend.triage.trie import Span
from backend.triage.understanding import Person, Time

OTHER_REACH, OWN_REACH, THING_REACH, HYPOTHESIS_REACH, FILLERS = 6, 7, 10, 12, 3


@dataclass(frozen=True)
class Weight:
    """What was said about a phrase beside it.

    `told` in a story, a game or a leaflet, it is of nobody; so it is when it was said in `jest`, as came after.
    `handwritten`: what was told stands in a child's own hand, in a note or an exercise book.
    """

    negated: bool
    time: Time
    person: Person
    told: bool = False
    jest: bool = False
    handwritten: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is true now, of the child."""
        return (
            not (self.negated or self.told or self.jest)
            and self.time in (Time.NOW, Time.VAGUE_PAST)
            and self.person is Person.CHILD
        )


def weigh(heard: Heard, spans: Spans, *, enrolled_siblings: bool = False) -> Weight:
    """How the phrase at `spans` counts in its sentence."""
    ordered = tuple(sorted(spans))
    return Weight(
        negated=is_negated(heard, ordered),
        time=_time(heard, ordered),
        person=Person.CHILD if enrolled_siblings else _person(heard, ordered),
        told=_told(heard, ordered),
        jest=_in_jest(heard, ordered[-1][1]),
        handwritten=_is_handwritten(heard, ordered),
    )


def is_negated(heard: Heard, spans: Spans) -> bool:
    """Denied right before it, inside its gap, or right after it (`呕吐：无`)."""
    text, end = heard.text, spans[-1][1]
    start = heard.whole(spans[0][0])
    if _denied(heard, text.since(start, STOP + COMMA), start):
        return True
    if any(_denied(heard, left[1], right[0]) for left, right in pairwise(spans)):
        return True
    return _answered_no(heard, end)


def _answered_no(heard: Heard, end: int) -> bool:
    """Whether a denial is the whole answer after it: `fever: no`, not `red pee. no beetroot`."""
    text = heard.text
    place = end + len(text.text[end:]) - len(text.text[end:].lstrip())
    spaced = COLON in text.marks_between(end, place) or not text.text[place : place + 1].isascii()
    stop = text.until(place, STOP + COMMA + LIST + (SPACE if spaced else ""))
    answer = text.text[place:stop].rstrip()
    return (place, place + len(answer)) in heard.marks["after_negators"]


def continues_negation(heard: Heard, denied: Spans, spans: Spans) -> bool:
    """Whether a denial reaches on to the next phrase of a list: `没有发烧、头痛或呕吐`."""
    text, end, start = heard.text, max(denied)[1], min(spans)[0]
    if start < end:
        return start < max(spans)[1] <= end
    between = text.text[end:start].strip()
    marks = text.marks_between(end - 1, start)
    if between:
        place = text.text.index(between, end)
        return (place, place + len(between)) in heard.marks["joiners"] and STOP not in marks
    if marks.strip() == COMMA:
        return heard.starting("joiners", max(spans)[1]) is not None
    return marks == LIST


def _denied(heard: Heard, start: int, end: int) -> bool:
    """Whether the stretch ends in a denial, but for filling words; denied twice is said: 不是没有发烧."""
    for _ in range(FILLERS + 1):
        denial = heard.ending("negators", end)
        if denial is not None:
            again = heard.ending("negators", denial[0])
            return denial[0] >= start and (again is None or again[0] < start)
        filler = heard.ending("fillers", end)
        if filler is None or filler[0] < start:
            return False
        end = filler[0]
    return False


def _time(heard: Heard, spans: Spans) -> Time:
    text, start, end = heard.text, spans[0][0], spans[-1][1]
    opening, closing = text.since(start, STOP), text.until(end, STOP + COMMA)
    if _is_supposed(heard, spans, opening):
        return Time.HYPOTHETICAL
    over = heard.last("resolved", end, len(text.text)) is not None
    for name, time in (("vague_past", Time.VAGUE_PAST), ("long_past", Time.LONG_PAST)):
        past = heard.last(name, opening, text.until(end, STOP) if over else closing)
        if past is None or heard.last("contrast", past[1], start):
            continue
        if over or not heard.last("now", opening, closing):
            return time
    return Time.NOW


def _is_supposed(heard: Heard, spans: Spans, opening: int) -> bool:
    text, end = heard.text, spans[-1][1]
    for place in {spans[0][0], spans[-1][0]}:
        supposed = heard.last("hypothetical", opening, place)
        if supposed is not None and heard.ending("likening", supposed[0]) is None:
            real = heard.last("now", supposed[1], place) or heard.last("contrast", supposed[1], place)
            if real is None and units(text.text[supposed[1] : place]) <= HYPOTHESIS_REACH:
                return True
    if heard.starting("after_hypothetical", end) is not None:
        return True
    asking = heard.last("asking", 0, len(text.text))
    if asking is None or heard.last("contrast", asking[1], spans[0][0]) is not None:
        return False
    return heard.last("now", opening, text.until(end, STOP)) is None


def _told(heard: Heard, spans: Spans) -> bool:
    opening, start = heard.text.since(spans[0][0], STOP), spans[-1][0]
    played = heard.last("fiction", opening, start)
    story = played or heard.last("quoting", opening, start)
    if story is None or heard.ending("negators", story[0]) is not None:
        return False
    if _is_likened(heard, opening, story):
        return False
    if played is None and _turns_to_child(heard, story[1], start):
        return False
    return heard.last("contrast", story[1], start) is None


def _is_handwritten(heard: Heard, spans: Spans) -> bool:
    story = heard.last("quoting", heard.text.since(spans[0][0], STOP), spans[-1][0])
    return story is not None and heard.ending("handwriting", story[0]) is not None


def _turns_to_child(heard: Heard, end: int, start: int) -> bool:
    """Whether a new clause about the child begins between: `the leaflet says to ring you: she is wheezing`."""
    child = heard.last("child", end, start)
    return child is not None and any(mark in heard.text.marks_between(end - 1, child[0]) for mark in (COLON, COMMA))


def _in_jest(heard: Heard, end: int) -> bool:
    """Whether what comes after takes it back: a laugh, a part that is played, a stain that washes off."""
    jest = heard.last("jest", end, len(heard.text.text))
    if jest is None or heard.ending("negators", jest[0]) is not None:
        return False
    return heard.last("contrast", end, len(heard.text.text)) is None


def _person(heard: Heard, spans: Spans) -> Person:
    text, start = heard.text, spans[0][0]
    opening = text.since(start, STOP)
    if heard.last("child", start, spans[-1][1]) is not None:
        return Person.CHILD
    if _is_own(heard, start) or _is_of_thing(heard, start, opening):
        return Person.OTHER
    if heard.last("fine", spans[-1][1], len(text.text)) and _somebody(heard, start):
        return Person.OTHER
    other = heard.last("others", opening, start)
    if other is None or heard.last("child", other[1], start) or heard.last("contrast", other[1], start):
        return Person.CHILD
    if units(text.text[other[1] : start]) > OTHER_REACH or heard.starting("speech", other[1]) is not None:
        return Person.CHILD
    return Person.CHILD if _is_called(heard, other) else Person.OTHER


def _is_called(heard: Heard, other: Span) -> bool:
    """Whether somebody is only spoken to, at the beginning and with a mark after: `老师，嘴唇肿了`."""
    marks = heard.text.marks_between(other[1] - 1, other[1])
    return heard.starting("addressed", 0) == other and any(mark in marks for mark in (COMMA, COLON, STOP))


def _is_own(heard: Heard, start: int) -> bool:
    """Whether who writes says it of themselves, right before it or in its clause."""
    opening = heard.text.since(start, STOP)
    myself = heard.ending("myself", start)
    if myself is not None:
        return heard.last("speech", opening, myself[0]) is None
    myself = heard.last("own", heard.text.since(start, STOP + COMMA), start)
    if myself is None or units(heard.text.text[myself[1] : start]) > OWN_REACH:
        return False
    between = (heard.last(mark, myself[1], start) for mark in ("child", "heeding", "others", "contrast"))
    return not any(between) and heard.last("speech", opening, start) is None


def _is_of_thing(heard: Heard, start: int, opening: int) -> bool:
    thing = heard.last("things", opening, start)
    if thing is None or heard.ending("on", thing[0]) or heard.starting("at", thing[1]):
        return False
    if _is_likened(heard, opening, thing):
        return False
    if heard.last("child", thing[1], start) or heard.last("contrast", thing[1], start):
        return False
    return units(heard.text.text[thing[1] : start]) <= THING_REACH


def _is_likened(heard: Heard, opening: int, named: Span) -> bool:
    """Whether it only looks like what is named: `she is like a cloth doll`."""
    likened = heard.last("likening", opening, named[0])
    return likened is not None and units(heard.text.text[likened[1] : named[0]]) <= FILLERS


def _somebody(heard: Heard, start: int) -> bool:
    """Whether somebody but the child was named before it."""
    return heard.last("others", 0, start) is not None or heard.last("own", 0, start) is not None
