"""Finding the pack's signs in a plain text, and deciding which of them count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backend.protocol.signs import Sign
from backend.triage.plain import Plain
from backend.triage.rulebook import CompiledSign, View
from backend.triage.understanding import Person, SignFound, Time, Urgency
from backend.triage.weigh import Spans, Weight, continues_negation, weigh

LEVELS = {
    "emergency": Urgency.EMERGENCY,
    "urgent": Urgency.URGENT,
    "routine": Urgency.ROUTINE,
    "part": Urgency.NONE,
}


@dataclass(frozen=True)
class Candidate:
    """A sign at a place in the text, with its weight."""

    sign: Sign
    spans: Spans
    weight: Weight
    words: str

    @property
    def counts(self) -> bool:
        """Whether it is a sign of the child's, now; some are of anybody, at any time."""
        if self.sign.whoever:
            return not self.weight.negated
        weight = self.weight
        if self.sign.of_others and weight.person is Person.OTHER:
            return not weight.negated and weight.time in (Time.NOW, Time.VAGUE_PAST)
        return weight.counts

    def found(self) -> SignFound:
        """As a value for the reader of the decision."""
        level = LEVELS[self.sign.level]
        if self.weight.time is Time.VAGUE_PAST and not self.sign.whoever:
            level = min(level, Urgency.ROUTINE, key=lambda each: each.rank)
        return SignFound(
            key=self.sign.key,
            level=level if self.counts else Urgency.NONE,
            words=self.words,
            time=self.weight.time,
            person=self.weight.person,
            negated=self.weight.negated,
            night=self.sign.night,
            sae=self.sign.sae,
        )


def find_signs(text: Plain, view: View, *, enrolled_siblings: bool = False) -> list[Candidate]:
    """Every sign found, in the order of the text, with the denials of a list carried along it."""
    masked = _without_idioms(text, view.marks["idioms"])
    candidates = sorted(
        (
            Candidate(
                each.sign,
                spans,
                weigh(masked, spans, view.marks, enrolled_siblings=enrolled_siblings),
                _words(text, spans),
            )
            for each in view.signs
            for spans in _places(masked, each)
        ),
        key=lambda each: (min(each.spans), each.sign.key),
    )
    return list(_carry_denials(masked, candidates, view))


def _places(text: Plain, sign: CompiledSign) -> Iterator[Spans]:
    """Where a sign stands, but for the places that its exceptions cover."""
    places = [spans for pattern in sign.patterns for spans in pattern.find(text)]
    if not places:
        return
    spared = [_reach(spans) for pattern in sign.unless for spans in pattern.find(text)]
    for spans in places:
        start, end = _reach(spans)
        if not any(start < to and since < end for since, to in spared):
            yield spans


def _reach(spans: Spans) -> tuple[int, int]:
    return min(start for start, _ in spans), max(end for _, end in spans)


def _carry_denials(text: Plain, candidates: list[Candidate], view: View) -> Iterator[Candidate]:
    denied: list[Spans] = []
    for each in candidates:
        weight = each.weight
        carried = any(continues_negation(text, earlier, each.spans, view.marks) for earlier in denied)
        if carried:
            weight = Weight(True, weight.time, weight.person)
        if weight.negated:
            denied.append(each.spans)
        yield Candidate(each.sign, each.spans, weight, each.words)


def _without_idioms(text: Plain, idioms: "re.Pattern[str] | None") -> Plain:
    if idioms is None:
        return text
    return Plain(idioms.sub(lambda found: "＿" * len(found[0]), text.text), text.breaks)


def _words(text: Plain, spans: Spans) -> str:
    ordered = sorted(spans)
    return text.text[ordered[0][0] : ordered[-1][1]]
