"""Does a phrase that was found count? Not if it was denied, supposed, long ago, or of somebody else.

Basis: triage guide, "Only signs that are true now or in the last days, of the child in the study". Anything that is
not plainly one of these counts: ambiguity goes up.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from backend.triage.hear import Heard
from backend.triage.phrase import Spans, over_mark, units
from backend.triage.plain import COLON, COMMA, LIST, SPACE, STOP
from backend.triage.trie import Span
from backend.triage.understanding import Person, Time
from backend.triage.whose import Ill, Laid, other, story

HYPOTHESIS_REACH, FILLERS = 12, 3


@dataclass(frozen=True)
class Weight:
    """What was said about a phrase beside it.

    In a `story`, a game or a leaflet, it is of nobody; so it is when it was said in `jest`, as came after.
    `handwritten`: what was told stands in a child's own hand, in a note or an exercise book.
    """

    negated: bool
    time: Time
    other: Laid | None = None
    story: Laid | None = None
    jest: bool = False
    handwritten: bool = False

    @property
    def person(self) -> Person:
        """Of whom it is."""
        return Person.OTHER if self.other else Person.CHILD

    @property
    def told(self) -> bool:
        """Whether it is of a story."""
        return self.story is not None

    @property
    def plainly_of(self) -> tuple[Span, ...]:
        """Whatever else it is of, in one clause."""
        return tuple(each.to for each in (self.other, self.story) if each is not None and each.plainly)

    def held_to(self, rank: int, ill: Ill) -> "Weight":
        """The same as a sign of this rank, without what does not plainly take it from the child."""
        kept = [each if each is not None and each.holds(rank, ill) else None for each in (self.other, self.story)]
        return replace(self, other=kept[0], story=kept[1])

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
    inside = _in_its_clause(heard, ordered)
    return Weight(
        negated=is_negated(heard, ordered),
        time=_time(heard, ordered),
        other=None if enrolled_siblings else other(heard, inside),
        story=story(heard, inside),
        jest=_in_jest(heard, ordered[-1][1]),
        handwritten=_is_handwritten(heard, ordered),
    )


def _in_its_clause(heard: Heard, spans: Spans) -> Spans:
    """From where its own clause begins, if its first word is heard over a mark: 在，喘 of `不在，喘不过气`."""
    (start, end), *rest = spans
    mark = heard.text.since(end - 1, STOP + COMMA)
    return ((mark, end), *rest) if start < mark <= (start + end) / 2 else spans


def is_negated(heard: Heard, spans: Spans) -> bool:
    """Denied right before it, inside its gap, or right after it (`呕吐：无`)."""
    text, end = heard.text, spans[-1][1]
    start = heard.whole(spans[0][0])
    opening = start - 1 if start in text.quoted else start  # a quoted word is denied as it would be unquoted
    if _denied(heard, text.since(opening, STOP + COMMA), start):
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
        within = start < max(spans)[1] <= end
        return within and not over_mark(text, (min(denied)[0], start + 1))
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
            twice = again is not None and again[0] >= start and not _is_parted(heard, again[1])
            return denial[0] >= start and not twice
        filler = heard.ending("fillers", end)
        if filler is None or filler[0] < start:
            return False
        end = filler[0]
    return False


def _time(heard: Heard, spans: Spans) -> Time:
    text, start, end = heard.text, spans[0][0], spans[-1][1]
    opening, closing = text.since(start, STOP), text.until(end - 1, STOP + COMMA)
    if _is_supposed(heard, spans, opening):
        return Time.HYPOTHETICAL
    over = heard.last("resolved", end, len(text.text)) is not None
    for name, time in (("vague_past", Time.VAGUE_PAST), ("long_past", Time.LONG_PAST)):
        past = heard.last(name, opening, text.until(end - 1, STOP) if over else closing)
        if past is None or heard.last("contrast", past[1], start):
            continue
        now = heard.last("now", opening, closing)
        if over or now is None or heard.ending(name, now[0]) == past:  # `three years ago today` is long ago
            return time
    return Time.NOW


def _is_parted(heard: Heard, place: int) -> bool:
    """Whether a colon parts two denials: `none of these: no fever` is denied once."""
    return COLON in heard.text.marks_between(place - 1, place)


def _reaches(heard: Heard, supposed: Span, place: int) -> bool:
    """Whether a supposition is of a phrase: in its clause, after another phrase, or with a question after it."""
    text = heard.text
    if heard.starting("favour", supposed[1]) is not None:
        return False
    if supposed[0] >= text.since(place, STOP + COMMA):
        return True
    if any(supposed[1] <= sign[0] and sign[1] <= place for sign in heard.signs if not over_mark(text, sign)):
        return True
    return heard.last("what_then", place, text.until(place, STOP)) is not None


def _is_supposed(heard: Heard, spans: Spans, opening: int) -> bool:
    text, end = heard.text, spans[-1][1]
    for place in {spans[0][0], spans[-1][0]}:
        supposed = heard.last("hypothetical", opening, place)
        if (
            supposed is not None
            and heard.ending("likening", supposed[0]) is None
            and _reaches(heard, supposed, place)
        ):
            real = heard.last("now", supposed[1], place) or heard.last("contrast", supposed[1], place)
            if real is None and units(text.text[supposed[1] : place]) <= HYPOTHESIS_REACH:
                return True
    if heard.starting("after_hypothetical", end) is not None:
        return True
    asking = heard.last("asking", 0, len(text.text))
    if asking is None or heard.last("contrast", asking[1], spans[0][0]) is not None:
        return False
    return heard.last("now", opening, text.until(end, STOP)) is None


def _is_handwritten(heard: Heard, spans: Spans) -> bool:
    story = heard.last("quoting", heard.text.since(spans[0][0], STOP), spans[-1][0])
    return story is not None and heard.ending("handwriting", story[0]) is not None


def _in_jest(heard: Heard, end: int) -> bool:
    """Whether what comes after takes it back: a laugh, a part that is played, a stain that washes off."""
    jest = heard.last("jest", end, len(heard.text.text))
    if jest is None or heard.ending("negators", jest[0]) is not None:
        return False
    return heard.last("contrast", end, len(heard.text.text)) is None
