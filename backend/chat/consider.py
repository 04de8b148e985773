"""Considering what a text asks: rules, then models, with no transaction open; nothing is sent or stored here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from backend.assistant.answer import Answer, Answering, Decision, answer, refused
from backend.assistant.model import shipped
from backend.assistant.refuse import compile_refusals
from backend.assistant.whys import Why
from backend.chat.asks import may_ask
from backend.chat.follow_on import asks_on
from backend.errors import NotFoundError
from backend.languages import Language
from backend.protocol.guides import Guide, guide, ordered
from backend.protocol.pack import Pack
from backend.triage.features import Embedder
from backend.triage.model import meaning
from backend.triage.plain import plain
from backend.triage.reconsider import reconsider
from backend.triage.understand import Context
from backend.triage.understanding import Understanding, Urgency

ASKS = {
    "next-visit": Why.ASKS_NEXT_VISIT,
    "urine-start": Why.ASKS_URINE_START,
    "diary-state": Why.ASKS_DIARY_STATE,
    "follow-up": Why.ASKS_FOLLOW_UP,
}
"""The reason behind what only a typed fact of the family answers."""
FOLLOW_UP = "follow-up"
"""What asks on after a fact, by the pack's phrases."""


@dataclass(frozen=True)
class Reader:
    """Whoever reads the answer: the language, where the family is, and whether it goes out by SMS."""

    language: Language
    place: str
    by_text: bool


@dataclass(frozen=True)
class Considered:
    """What a question is about to get. `understood` holds what the models added, too.

    `personal` names what only a typed fact of the family answers, `follow-up` what asks on. `leans`: it was heard
    with the passage before it.
    """

    understood: Understanding
    answer: Answer
    language: Language
    personal: str = ""
    leans: bool = False


def consider(
    text: str, first: Understanding, reader: Reader, context: Context, *, pack: Pack, live: bool, before: str = ""
) -> Considered | None:
    """What a text gets that asks something; None for one that asks nothing, or that other words answer.

    `first` is what the rules understood: an emergency waits for no model, and a worry asks for no fact of the
    family's own. What is never answered is refused in an order, a plea or a statement too. `before` is the topic of
    the passage that was read just before.
    """
    if first.urgency is Urgency.EMERGENCY:
        return None
    refuser = compile_refusals(pack.refusals)
    said = plain(text, context.rules.slips.mend)
    kind = refuser.kind(said, first)
    personal = refuser.personal(said, first) if first.urgency is Urgency.NONE and not kind else ""
    shelf = Shelf(pack, reader, live)
    leaning = asks_on(text, first) if before in shelf and personal in ("", FOLLOW_UP) else None
    if personal and leaning is None:
        return Considered(first, Answer(Decision.PERSON, why=ASKS[personal].value), reader.language, personal)
    if not may_ask(leaning or first):
        return Considered(first, refused(kind, refuser), reader.language) if kind else None
    embed = _embedding()
    understood = reconsider(text, leaning or first, context, embed=embed)
    answering = Answering(refuser, context.rules.slips, shipped(), embed)
    given = answer(text, understood, shelf, answering, shelf[before] if leaning is not None else None)
    if given is None:
        return None
    return Considered(understood, given, reader.language, leans=leaning is not None)


@lru_cache(maxsize=1)
def _embedding() -> Embedder | None:
    """What places a text among meanings, once for both models: it is most of what an answer costs."""
    embed = meaning()
    return lru_cache(maxsize=4)(embed) if embed is not None else None


@dataclass(frozen=True)
class Shelf(Mapping[str, Guide]):
    """The passages this reader may be shown, each filled in once it is asked for: filling in all takes time.

    By SMS those alone that say nothing a text must not.
    """

    pack: Pack
    reader: Reader
    live: bool

    def __getitem__(self, topic: str) -> Guide:
        """The passage. Raises KeyError."""
        try:
            found = guide(self.pack, topic, language=self.reader.language, place=self.reader.place, live=self.live)
        except NotFoundError as error:
            raise KeyError(topic) from error
        if self.reader.by_text and not found.by_text:
            raise KeyError(topic)
        return found

    def __iter__(self) -> Iterator[str]:
        return (topic for topic in ordered(self.pack) if topic in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
