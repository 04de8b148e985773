"""Deciding what a question gets: an answer, titles to choose from, a refusal of its kind, or a person.

Rules first: an emergency is not answered here at all, and what the pack's phrases refuse no model can answer. The
model may add a refusal, and tells which approved passage is meant. Every sentence of an answer is one of a passage.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp
from typing import Protocol

from backend.assistant.model import Model
from backend.assistant.refuse import Refuser
from backend.assistant.whys import Why, because
from backend.protocol.refusals import OUTSIDE
from backend.triage.features import Embedder, seen
from backend.triage.plain import plain
from backend.triage.slips import Slips
from backend.triage.understanding import Understanding, Urgency

SHARPNESS = 15.0
"""How strongly the highest score stands out among the shares."""
HEARD = 0.25
"""What the pack's own phrases for a topic add to its score."""
REFUSE, ELSEWHERE = 0.15, 0.4
"""Shares of all kinds of refusal, and of questions about something else, from which the model refuses."""
ANSWER, OFFER, MENTION = 0.45, 0.25, 0.03
"""Shares from which a topic answers, the first three together are offered, and a title is among them."""
FAINT = 0.3
"""Below this score the kind that a model would refuse is only the least unlike: what is like nothing known goes to a
person, and no family is told out of the blue what may not be told.
"""
UNHEARD = 0.25
"""Below this score the first title is only the least unlike: none is offered out of the blue either."""
SURE, PLAINLY, LEANING = 0.75, 0.3, 0.6
"""Shares from which a question is answered or refused whatever was read before, and leaning on that is answered."""
MOST = 3
_ENDS = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+|\n")


class Decision(StrEnum):
    """What a question gets."""

    ANSWER = "answer"
    OFFER = "offer"
    REFUSE = "refuse"
    PERSON = "person"


class Readable(Protocol):
    """A passage as one reader sees it, in the reader's language."""

    @property
    def topic(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def short(self) -> str: ...

    @property
    def version(self) -> str: ...


@dataclass(frozen=True)
class Ranked:
    """A topic with its share of everything that a question may be about."""

    topic: str
    share: float


@dataclass(frozen=True)
class Sentence:
    """Words for a family, with the passage and version they are from."""

    text: str
    topic: str
    version: str


@dataclass(frozen=True)
class Answer:
    """What a question gets. An offer's sentences are titles; a refusal has its kind, a person neither.

    `by_phrases`: the pack's own phrases said so, no model.
    """

    decision: Decision
    ranking: tuple[Ranked, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    kind: str = ""
    why: str = ""
    by_phrases: bool = False

    @property
    def topic(self) -> str:
        """What it is taken to ask; nothing where it is not answered."""
        return self.ranking[0].topic if self.sentences else ""

    @property
    def confidence(self) -> float:
        """The share of the first topic."""
        return self.ranking[0].share if self.ranking else 0.0

    @property
    def passages(self) -> tuple[tuple[str, str], ...]:
        """The topics and versions that its sentences are from."""
        return tuple(dict.fromkeys((each.topic, each.version) for each in self.sentences))


@dataclass(frozen=True)
class Answering:
    """What answers: the pack's refusals and slips, the model, and what places a text among meanings."""

    refuser: Refuser
    slips: Slips
    model: Model | None
    embed: Embedder | None


def answer(
    text: str,
    understood: Understanding,
    passages: Mapping[str, Readable],
    answering: Answering,
    after: Readable | None = None,
) -> Answer | None:
    """What a question gets; None in an emergency, which other words answer.

    `after`: the passage that this family read just before, where the question leans on it.
    """
    if understood.urgency is Urgency.EMERGENCY:
        return None
    kind = answering.refuser.kind(plain(text, answering.slips.mend), understood)
    if kind:
        return refused(kind, answering.refuser)
    if answering.model is None:
        return Answer(Decision.PERSON, why=Why.NO_MODEL.value)
    scores, why = _scores(answering.model, text, understood, answering), Why.MODEL.about(answering.model.version)
    alone = shares(scores)
    given = _unless_faint(decide(alone, passages, why), scores)
    if after is None or _stands_alone(given, alone):
        return given
    return _leaning(answering.model, text, scores, after, understood, passages, answering)


def _stands_alone(given: Answer, share: Mapping[str, float]) -> bool:
    """Whether no passage before it could change what this question gets: it is clear, or plainly to be refused."""
    if given.decision is Decision.REFUSE:
        return sum(each for label, each in share.items() if "." not in label) >= PLAINLY
    return given.decision is Decision.ANSWER and given.confidence >= SURE


def _scores(model: Model, text: str, understood: Understanding, answering: Answering) -> dict[str, float]:
    scores = model.scores(seen(text), answering.embed)
    for topic in understood.topics:
        if topic in scores:
            scores[topic] += HEARD
    return scores


def _leaning(
    model: Model,
    text: str,
    alone: Mapping[str, float],
    after: Readable,
    understood: Understanding,
    passages: Mapping[str, Readable],
    answering: Answering,
) -> Answer:
    """What a question gets that is heard half by itself and half behind the title of the passage before it."""
    both = f"{after.title}，{text}"
    kind = answering.refuser.kind(plain(both, answering.slips.mend), understood)
    if kind:
        return refused(kind, answering.refuser)
    joint = _scores(model, both, understood, answering)
    both_ways = {label: (score + joint[label]) / 2 for label, score in alone.items()}
    why = because(Why.MODEL.about(model.version), Why.AFTER.about(after.topic))
    return _unless_faint(decide(shares(both_ways), passages, why, answer_from=LEANING), both_ways)


def _unless_faint(given: Answer, scores: Mapping[str, float]) -> Answer:
    """The same; but a person, where a refusal's kind, or the first title of an offer, is hardly heard."""
    refused_faintly = given.decision is Decision.REFUSE and given.kind != OUTSIDE and scores[given.kind] < FAINT
    offered_faintly = given.decision is Decision.OFFER and scores[given.ranking[0].topic] < UNHEARD
    if not refused_faintly and not offered_faintly:
        return given
    return Answer(Decision.PERSON, given.ranking, why=because(given.why, Why.LIKE_NOTHING_KNOWN))


def refused(kind: str, refuser: Refuser) -> Answer:
    """A refusal by the pack's phrases."""
    return Answer(Decision.REFUSE, kind=kind, why=Why.PHRASES.about(refuser.version), by_phrases=True)


def decide(
    share: Mapping[str, float], passages: Mapping[str, Readable], why: str, *, answer_from: float = ANSWER
) -> Answer:
    """What the shares of topics, kinds of refusal and everything else speak for."""
    topics = sorted((each for each in share if "." in each), key=lambda each: -share[each])
    kinds = {each: share[each] for each in share if "." not in each and each != OUTSIDE}
    ranking = tuple(Ranked(topic, share[topic]) for topic in topics[:MOST])
    if sum(kinds.values()) >= REFUSE:
        return Answer(Decision.REFUSE, ranking, kind=max(kinds, key=lambda each: kinds[each]), why=why)
    if share.get(OUTSIDE, 0) >= ELSEWHERE:
        return Answer(Decision.REFUSE, ranking, kind=OUTSIDE, why=why)
    readable = [each for each in ranking if each.topic in passages]
    if readable and readable[0] is ranking[0] and ranking[0].share >= answer_from:
        return Answer(Decision.ANSWER, ranking, sentences_of(passages[ranking[0].topic]), why=why)
    offered = [passages[each.topic] for each in readable if each.share >= MENTION]
    if len(offered) > 1 and sum(each.share for each in ranking) >= OFFER:
        titles = tuple(Sentence(each.title, each.topic, each.version) for each in offered)
        return Answer(Decision.OFFER, ranking, titles, why=why)
    return Answer(Decision.PERSON, ranking, why=why)


def shares(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores as shares of one."""
    highest = max(scores.values())
    powers = {label: exp(SHARPNESS * (score - highest)) for label, score in scores.items()}
    whole = sum(powers.values())
    return {label: power / whole for label, power in powers.items()}


def sentences_of(passage: Readable) -> tuple[Sentence, ...]:
    """The sentences of a passage's short text, in order."""
    parts = (part.strip() for part in _ENDS.split(passage.short))
    return tuple(Sentence(part, passage.topic, passage.version) for part in parts if part)
