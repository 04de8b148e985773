"""The pack's lists, compiled once: patterns of signs, intents and markers, and the ear that hears them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from backend.protocol.signs import Listening, Markers, Phrases, Sign, Threshold
from backend.triage.elements import Elements
from backend.triage.hear import Ear, Heard, joined
from backend.triage.label import Label, Questions, Whole
from backend.triage.only_thanks import OnlyThanks
from backend.triage.phrase import Patterns, Spans, over_mark
from backend.triage.plain import Plain
from backend.triage.slips import Slips

STORIES = ("fiction", "quoting", "jest", "acting", "ailing", "harming", "bringing")
"""Markers whose single characters are no words in pinyin: yan is 演 to play, and the first half of colour."""


@dataclass(frozen=True)
class CompiledSign:
    """A sign with its patterns, and with those that take it back."""

    sign: Sign
    patterns: Patterns
    unless: Patterns


@dataclass(frozen=True)
class Rulebook:
    """Everything the rules need, with the version of the lists it came from."""

    found: tuple[CompiledSign, ...]
    marks: Mapping[str, Patterns]
    intents: Mapping[str, Label]
    topics: Mapping[str, Label]
    whole: Whole
    whole_signs: Whole
    questions: Questions
    only_thanks: OnlyThanks
    thresholds: tuple[Threshold, ...]
    signs: Mapping[str, Sign]
    slips: Slips
    of_signs: frozenset[int]
    ear: Ear
    version: str

    def hear(self, text: Plain) -> Heard:
        """The text with everything of the lists found in it; what is inside an idiom is not."""
        hits = self.ear.hits(text)
        found = {name: list(patterns.find(text, hits)) for name, patterns in self.marks.items()}
        marks = {name: sorted(set(map(joined, _in_clauses(text, name, places)))) for name, places in found.items()}
        idioms = marks["idioms"]
        if idioms:
            hits = {
                element: [
                    each for each in spans if not any(each[0] < end and start < each[1] for start, end in idioms)
                ]
                for element, spans in hits.items()
            }
        hits = {element: spans for element, spans in hits.items() if spans}
        signs = [span for element, spans in hits.items() if element in self.of_signs for span in spans]
        return Heard(text, hits, signs, marks)


def _in_clauses(text: Plain, name: str, places: Sequence[Spans]) -> Iterable[Spans]:
    """Markers do not go over the end of a clause, but for an idiom in one piece: 的，话 is no 的话."""
    return (each for each in places if not over_mark(text, joined(each)) or (name == "idioms" and len(each) == 1))


@lru_cache(maxsize=8)
def _compiled(holder: "_Holder") -> Rulebook:
    listening = holder.listening
    slips = Slips(listening.words.slips)
    elements = Elements(listening.words.words, slips.mend)

    def labels(said: Mapping[str, Phrases], look_alikes: Mapping[str, Phrases]) -> dict[str, Label]:
        return {
            key: Label(elements.of(each), elements.of(look_alikes.get(key, Phrases()))) for key, each in said.items()
        }

    found = tuple(CompiledSign(sign, elements.of(sign), elements.patterns(sign.unless)) for sign in listening.signs)
    marks = {mark: elements.of(getattr(listening.markers, mark)) for mark in Markers.model_fields}
    intents = labels(listening.intents.intents, listening.intents.not_intents)
    topics = labels(listening.topics.topics, listening.topics.not_topics)
    of_signs = _numbers(each.patterns for each in found)
    every = [
        *(each.patterns for each in found),
        *(each.unless for each in found),
        *(patterns for each in (*intents.values(), *topics.values()) for patterns in (each.said, each.look_alikes)),
    ]
    return Rulebook(
        found=found,
        marks=marks,
        intents=intents,
        topics=topics,
        whole=Whole(listening.intents.whole, listening.intents.politeness),
        whole_signs=Whole({sign.key: sign.whole for sign in listening.signs}, listening.intents.politeness),
        questions=Questions(listening.intents.openers, listening.intents.closers),
        only_thanks=OnlyThanks(listening.intents.courtesies),
        thresholds=listening.thresholds.thresholds,
        signs={sign.key: sign for sign in listening.signs},
        slips=slips,
        of_signs=of_signs,
        ear=Ear(
            elements,
            single=_single(every),
            marks=_single([each for mark, each in marks.items() if mark not in STORIES]),
            slipping=of_signs | _numbers(each.unless for each in found),
        ),
        version=holder.version,
    )


class _Holder:
    """Lets the cache go by version: the lists themselves are too big to hash on every text."""

    def __init__(self, listening: Listening, version: str) -> None:
        self.listening, self.version = listening, version

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.version == self.version


def compile_rules(listening: Listening) -> Rulebook:
    """The lists of a pack, compiled. Raises PatternError."""
    return _compiled(_Holder(listening, listening.version))


def _numbers(several: Iterable[Patterns]) -> frozenset[int]:
    return frozenset(number for patterns in several for each in patterns.all for number in each.elements)


def _single(several: Sequence[Patterns]) -> frozenset[int]:
    return frozenset(each.elements[0] for patterns in several for each in patterns.all if len(each.elements) == 1)
