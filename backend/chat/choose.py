"""Letting a language model choose among approved sentences, where one is set; whatever goes wrong, the answer stays.

Asked of calm questions alone: beside a worry, an arm word, or what a person reads anyway, nothing is sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from backend.assistant.answer import MENTION, MOST, Answer, Decision, Sentence, sentences_of
from backend.assistant.budget import Budget
from backend.assistant.choose_sentences import INSTRUCTION, chosen, lines_of, written_out
from backend.assistant.endpoint import Endpoint, ModelFailedError, endpoint_of
from backend.assistant.unnamed import unnamed
from backend.assistant.whys import Why, because
from backend.chat.asks import may_answer, needs_person
from backend.chat.consider import Considered
from backend.protocol.blinding import arm_words_beyond
from backend.protocol.guides import Guide
from backend.settings import Settings
from backend.triage.understand import Context, understand
from backend.triage.understanding import Urgency

log = structlog.get_logger()


@dataclass(frozen=True)
class Chooser:
    """A language model, and how often this process may ask it. `asking`: the texts it is being asked about."""

    endpoint: Endpoint
    budget: Budget
    asking: set[str] = field(default_factory=set, compare=False)

    @contextmanager
    def busy_with(self, text_id: str) -> Iterator[None]:
        """While it is asked about this text, this process's worker leaves the text alone."""
        self.asking.add(text_id)
        try:
            yield
        finally:
            self.asking.discard(text_id)


@dataclass(frozen=True)
class Asked:
    """A question with what must not leave with it. `shelf` is what its reader may be shown."""

    text: str
    names: Sequence[str]
    shelf: Mapping[str, Guide]
    context: Context
    now: datetime

    def urgency(self, text: str) -> Urgency:
        """What triage says of any text."""
        return understand(text, self.now, self.context).urgency


def chooser_from(settings: Settings) -> Chooser | None:
    """The language model of these settings; None unless one is set."""
    endpoint = endpoint_of(settings)
    return Chooser(endpoint, Budget(settings.language_model_calls_a_day)) if endpoint is not None else None


def choose(considered: Considered, asked: Asked, chooser: Chooser) -> Considered:
    """The same with the sentences that the model chose, or as it was; either way the answer says why."""
    given, name = considered.answer, chooser.endpoint.name
    if not _may_be_asked(considered, asked):
        return considered
    passages = _passages(given, asked)
    if not passages:
        return considered
    try:
        sentences = _choice(passages, asked, chooser)
    except ModelFailedError as error:
        log.info("language-model-not-used", reason=str(error))
        return replace(considered, answer=replace(given, why=because(given.why, Why.UNUSED.about(name), str(error))))
    whole = len(sentences_of(asked.shelf[sentences[0].topic]))
    why = because(given.why, Why.CHOSEN_BY.about(name), Why.SENTENCES.about(f"{len(sentences)}/{whole}"))
    return replace(considered, answer=_with(given, sentences, why))


def _may_be_asked(considered: Considered, asked: Asked) -> bool:
    given, understood = considered.answer, considered.understood
    return (
        not considered.personal
        and given.decision in (Decision.ANSWER, Decision.OFFER)
        and understood.urgency is Urgency.NONE
        and asked.urgency(asked.text) is Urgency.NONE
        and may_answer(understood, given)
        and not needs_person(understood, given)
        and not any(arm_words_beyond(asked.text))
    )


def _passages(given: Answer, asked: Asked) -> tuple[Guide, ...]:
    """What it may choose from: the likeliest passages, none that speaks of what is blinded."""
    topics = [each.topic for each in given.ranking[:MOST] if each.share >= MENTION and each.topic in asked.shelf]
    found = (asked.shelf[topic] for topic in topics)
    return tuple(
        each for each in found if not each.exempt and not any(arm_words_beyond(f"{each.title}\n{each.short}"))
    )


def _choice(passages: Sequence[Guide], asked: Asked, chooser: Chooser) -> tuple[Sentence, ...]:
    """The model's choice, checked. Raises ModelFailedError."""
    lines = lines_of(passages, lambda text: asked.urgency(text) is not Urgency.NONE)
    message = written_out(asked.text, passages, lines, lambda text: unnamed(text, asked.names))
    if refused := chooser.budget.take(asked.now):
        raise ModelFailedError(refused)
    try:
        said = chooser.endpoint.ask(INSTRUCTION, message)
    except ModelFailedError:
        chooser.budget.failed(asked.now)
        raise
    sentences = chosen(said, lines)
    _check(sentences, asked)
    return sentences


def _check(sentences: Sequence[Sentence], asked: Asked) -> None:
    """Whether these may go out, looked at as if nothing was known of where they are from. Raises ModelFailedError."""
    passage = asked.shelf[sentences[0].topic]
    words = " ".join(each.text for each in sentences)
    if not set(sentences) <= set(sentences_of(passage)):
        raise ModelFailedError(Why.OTHER_SENTENCES)
    if any(arm_words_beyond(words)):
        raise ModelFailedError(Why.SPEAKS_OF_ARM)
    if asked.urgency(words).rank > asked.urgency(passage.short).rank:
        raise ModelFailedError(Why.SOUNDS_WORSE)


def _with(given: Answer, sentences: tuple[Sentence, ...], why: str) -> Answer:
    """An answer with these sentences; their topic is the one it is taken to ask."""
    topic = sentences[0].topic
    ranking = tuple(sorted(given.ranking, key=lambda each: each.topic != topic))
    return replace(given, decision=Decision.ANSWER, ranking=ranking, sentences=sentences, why=why)
