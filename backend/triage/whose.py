"""Of whom is a phrase? Of the child, unless it is plainly laid to somebody else, to a thing or to a story.

Plainly: in one clause with whoever is named, or after another sign that is. What only happens beside a sign
(`the air conditioner broke, he cannot breathe`) takes nothing away from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.triage.hear import Heard
from backend.triage.phrase import Spans, units
from backend.triage.plain import COLON, COMMA, SPACE, STOP, is_han
from backend.triage.trie import Span
from backend.triage.understanding import Urgency

OTHER_REACH, OWN_REACH, THING_REACH, LIKENED_REACH, TOPIC = 6, 7, 10, 3, 1
Ill = Mapping[Span, int]
"""Whoever is named with a sign in one clause, by the rank of the highest."""


@dataclass(frozen=True)
class Laid:
    """The word a phrase is laid to that is not the child, and whether both stand in one clause.

    `far`: only another sign between them lays it there.
    """

    to: Span
    plainly: bool
    far: bool = False

    def holds(self, rank: int, ill: Ill) -> bool:
        """Whether a sign of this rank is not the child's: what follows a lower one of somebody's may be.

        An emergency is not laid to somebody from afar.
        """
        return self.plainly or (ill.get(self.to, -1) >= rank and not (self.far and rank == Urgency.EMERGENCY.rank))


def other(heard: Heard, spans: Spans) -> Laid | None:
    """Somebody or something else that a phrase is laid to."""
    start = spans[0][0]
    if _names_child(heard, start, spans[-1][1]) or heard.last("enrolled", 0, len(heard.text.text)):
        return None
    own = _own(heard, start)
    if own is not None:
        return Laid(own, plainly=True)
    beside = _well_child_beside(heard, spans)
    if beside is not None:
        return Laid(beside, plainly=True)
    thing = _thing(heard, start)
    named = thing or _person(heard, start)
    if named is None:
        return None
    far = thing is None and units(heard.text.text[named[1] : start]) > OTHER_REACH
    plainly = _in_one_clause(heard, named, start) or _is_topic(heard, named) or _ails(heard, named)
    return Laid(named, plainly=plainly and not far, far=far)


def story(heard: Heard, spans: Spans) -> Laid | None:
    """A story, a game or a leaflet in which a phrase is told."""
    opening, start = heard.text.since(spans[0][0], STOP), spans[-1][0]
    acted = heard.last("acting", opening, start)
    played = acted or heard.last("fiction", opening, start)
    told = played or heard.last("quoting", opening, start)
    if told is None or heard.last("contrast", heard.text.since(told[0], STOP + COMMA), told[0]) is not None:
        return None
    if heard.ending("negators", told[0]) is not None or _is_likened(heard, opening, told):
        return None
    if played is None and _turns_to_child(heard, told[1], start):
        return None
    if heard.last("contrast", told[1], start) is not None or (_is_thing(heard, told) and _harms(heard, told, start)):
        return None
    plainly = acted is not None or _in_one_clause(heard, told, start) or _is_cited(heard, told)
    return Laid(told, plainly=plainly)


def _names_child(heard: Heard, start: int, end: int) -> bool:
    """Whether the child is named in a phrase, or where it ends: `cannot wake my` of `I cannot wake my son`."""
    return any(start <= named[0] < end for named in heard.marks.get("child", ()))


def _in_one_clause(heard: Heard, named: Span, start: int) -> bool:
    """Chinese parts clauses by spaces, too."""
    text = heard.text
    spaced = text.since(start, SPACE)
    between_han = 0 < spaced < len(text.text) and is_han(text.text[spaced - 1]) and is_han(text.text[spaced])
    return named[0] >= max(text.since(start, STOP + COMMA), spaced if between_han else 0)


def _is_topic(heard: Heard, named: Span) -> bool:
    """Whether its clause says no more than the name: `我爸，昨晚晕倒了`."""
    text = heard.text
    clause = text.text[text.since(named[0], STOP + COMMA) : text.until(named[1] - 1, STOP + COMMA)]
    return units(clause) - units(text.text[slice(*named)]) <= TOPIC


def _ails(heard: Heard, named: Span) -> bool:
    """Whether its clause says that it is ill or broken: what follows is of the same."""
    text = heard.text
    clause = text.since(named[0], STOP + COMMA), text.until(named[1] - 1, STOP + COMMA)
    return heard.last("ailing", *clause) is not None


def _is_cited(heard: Heard, told: Span) -> bool:
    """Whether a clause ends with what is cited next: `上面写着「嘴唇发紫」`."""
    if told not in heard.marks.get("quoting", ()):
        return False
    return not heard.text.text[told[1] : heard.text.until(told[1] - 1, STOP + COMMA)].strip()


def _person(heard: Heard, start: int) -> Span | None:
    text = heard.text
    named = heard.last("others", text.since(start, STOP), start)
    if named is None or heard.last("child", named[1], start) or heard.last("contrast", named[1], start):
        return None
    if heard.ending("on", named[0]) is not None and heard.starting("at", named[1]) is not None:
        return None
    said = units(text.text[_last_said_of(heard, named, start) : start])
    if said > OTHER_REACH or heard.starting("speech", named[1]) is not None:
        return None
    if heard.starting("harming", named[1]) is not None or _brings(heard, named, start) or _is_called(heard, named):
        return None
    return named


def _last_said_of(heard: Heard, named: Span, start: int) -> int:
    """Where what is said of somebody ended last before a phrase: an illness may be a long story.

    Only of whom a clause begins with.
    """
    opening = heard.text.since(named[0], STOP + COMMA)
    if units(heard.text.text[opening : named[0]]) > TOPIC:
        return named[1]
    return max((sign[1] for sign in heard.signs if named[1] <= sign[0] and sign[1] <= start), default=named[1])


def _brings(heard: Heard, named: Span, start: int) -> bool:
    """Whether somebody does something for a child: `my husband took us to the emergency department`."""
    return heard.last("bringing", named[1], start + 1) is not None


def _is_called(heard: Heard, named: Span) -> bool:
    """Whether somebody is only spoken to, at the beginning and with a mark after: `老师，嘴唇肿了`."""
    marks = heard.text.marks_between(named[1] - 1, named[1])
    return heard.starting("addressed", 0) == named and any(mark in marks for mark in (COMMA, COLON, STOP))


def _well_child_beside(heard: Heard, spans: Spans) -> Span | None:
    """Somebody named before a phrase after which the child is said to be well."""
    if heard.last("fine", spans[-1][1], len(heard.text.text)) is None:
        return None
    start = spans[0][0]
    named = heard.last("others", 0, start) or heard.last("own", 0, start)
    child = heard.last("child", named[1], start) if named is not None else None
    if named is None or (child is not None and heard.starting("speech", named[1]) is not None):
        return None
    if _in_one_clause(heard, named, start):
        return named
    return named if heard.last("child", heard.text.since(start, STOP + COMMA), start) is None else None


def _own(heard: Heard, start: int) -> Span | None:
    """Whoever writes, where they say it of themselves, right before it or in its clause."""
    opening = heard.text.since(start, STOP)
    myself = heard.ending("myself", start)
    if myself is not None and _in_one_clause(heard, myself, start):
        return myself if heard.last("speech", opening, myself[0]) is None else None
    myself = heard.last("own", heard.text.since(start, STOP + COMMA), start)
    if myself is None or units(heard.text.text[myself[1] : start]) > OWN_REACH:
        return None
    between = (heard.last(mark, myself[1], start) for mark in ("child", "heeding", "others", "contrast"))
    return myself if not any(between) and heard.last("speech", opening, start) is None else None


def _thing(heard: Heard, start: int) -> Span | None:
    opening = heard.text.since(start, STOP)
    named = heard.last("things", opening, start)
    if named is None or heard.ending("on", named[0]) or heard.starting("at", named[1]):
        return None
    if _is_likened(heard, opening, named) or _harms(heard, named, start):
        return None
    if heard.last("child", named[1], start) or heard.last("contrast", named[1], start):
        return None
    return named if units(heard.text.text[named[1] : start]) <= THING_REACH else None


def _is_thing(heard: Heard, named: Span) -> bool:
    return named in heard.marks.get("things", ())


def _harms(heard: Heard, named: Span, start: int) -> bool:
    """Whether a thing got into the child, or onto it: swallowed, bitten by, hit by."""
    text = heard.text
    return heard.last("harming", text.since(named[0], STOP), text.until(start, STOP)) is not None


def _is_likened(heard: Heard, opening: int, named: Span) -> bool:
    """Whether it only looks like what is named: `she is like a cloth doll`."""
    likened = heard.last("likening", opening, named[0])
    return likened is not None and units(heard.text.text[likened[1] : named[0]]) <= LIKENED_REACH


def _turns_to_child(heard: Heard, end: int, start: int) -> bool:
    """Whether a new clause about the child begins between: `the leaflet says to ring you: she is wheezing`."""
    child = heard.last("child", end, start)
    return child is not None and any(mark in heard.text.marks_between(end - 1, child[0]) for mark in (COLON, COMMA))
