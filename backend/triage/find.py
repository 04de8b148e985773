"""Finding the pack's signs in a text, and deciding which of them count."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from backend.protocol.signs import Sign
from backend.triage.hear import Heard, joined
from backend.triage.phrase import Spans
from backend.triage.rulebook import CompiledSign, Rulebook
from backend.triage.trie import Span
from backend.triage.understanding import Person, SignFound, Time, Urgency
from backend.triage.weigh import Weight, continues_negation, weigh

PART = "part"
LEVELS = {
    "emergency": Urgency.EMERGENCY,
    "urgent": Urgency.URGENT,
    "routine": Urgency.ROUTINE,
    PART: Urgency.NONE,
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
    return [*_carry_denials(heard, _hold(candidates)), *_cried(heard, rules)]


def _cried(heard: Heard, rules: Rulebook) -> Iterator[Candidate]:
    """The sign that the text is when it says nothing else."""
    for key in rules.whole_signs.names(heard.text):
        whole = (0, len(heard.text.text))
        yield Candidate(rules.signs[key], (whole,), Weight(negated=False, time=Time.NOW), heard.text.text)


def ill(candidates: Iterable[Candidate]) -> dict[Span, int]:
    """Whoever but the child has a sign in one clause, by the rank of the highest."""
    ranks: dict[Span, int] = {}
    for each in candidates:
        for named in each.weight.plainly_of if each.sign.level != PART and not each.weight.negated else ():
            ranks[named] = max(ranks.get(named, -1), LEVELS[each.sign.level].rank)
    return ranks


def _hold(candidates: Sequence[Candidate]) -> list[Candidate]:
    known = ill(candidates)
    return [replace(each, weight=each.weight.held_to(LEVELS[each.sign.level].rank, known)) for each in candidates]


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
