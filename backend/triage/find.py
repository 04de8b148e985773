"""Finding the pack's signs in a text, and deciding which of them count."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from backend.protocol.signs import Sign
from backend.triage.hear import Heard, joined
from backend.triage.phrase import Spans
from backend.triage.rulebook import CompiledSign, Rulebook
from backend.triage.understanding import Person, SignFound, Time, Urgency
from backend.triage.weigh import Weight, continues_negation, weigh

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
        weight = self.weight
        if self.sign.whoever:
            return not weight.negated and (not weight.told or weight.handwritten)
        if self.sign.by_others and not (weight.told or weight.jest):
            return not weight.negated and weight.time in (Time.NOW, Time.VAGUE_PAST)
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
            answer=self.sign.answer,
        )


def find_signs(heard: Heard, rules: Rulebook, *, enrolled_siblings: bool = False) -> list[Candidate]:
    """Every sign found, in the order of the text, with the denials of a list carried along it."""
    places = {
        (each.sign.key, tuple(sorted(spans))): each.sign for each in rules.found for spans in _places(heard, each)
    }
    candidates = [
        Candidate(sign, spans, weigh(heard, spans, enrolled_siblings=enrolled_siblings), _words(heard, spans))
        for (key, spans), sign in sorted(places.items(), key=lambda each: (each[0][1], each[0][0]))
    ]
    return list(_carry_denials(heard, candidates))


def _places(heard: Heard, sign: CompiledSign) -> Iterator[Spans]:
    """Where a sign stands, but for the places that its exceptions cover."""
    places = list(sign.patterns.find(heard.text, heard.hits))
    if not places:
        return
    spared = [joined(spans) for spans in sign.unless.find(heard.text, heard.hits)]
    for spans in places:
        start, end = joined(spans)
        if not any(start < to and since < end for since, to in spared):
            yield spans


def _carry_denials(heard: Heard, candidates: list[Candidate]) -> Iterator[Candidate]:
    denied: list[Spans] = []
    for each in candidates:
        weight = each.weight
        if any(continues_negation(heard, earlier, each.spans) for earlier in denied):
            weight = replace(weight, negated=True)
        if weight.negated:
            denied.append(each.spans)
        yield Candidate(each.sign, each.spans, weight, each.words)


def _words(heard: Heard, spans: Spans) -> str:
    start, end = joined(spans)
    return heard.text.text[start:end]
