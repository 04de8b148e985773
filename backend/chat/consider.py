"""Considering what a text asks: rules, then models, with no transaction open; nothing is sent or stored here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backend.assistant.answer import Answer, Answering, Decision, answer, refused
from backend.assistant.model import shipped
from backend.assistant.refuse import compile_refusals
from backend.chat.asks import may_ask
from backend.errors import NotFoundError
from backend.languages import Language
from backend.protocol.guides import Guide, guide, ordered
from backend.protocol.pack import Pack
from backend.triage.model import meaning
from backend.triage.plain import plain
from backend.triage.reconsider import reconsider
from backend.triage.understand import Context
from backend.triage.understanding import Understanding, Urgency


@dataclass(frozen=True)
class Reader:
    """Whoever reads the answer: the language, where the family is, and whether it goes out by SMS."""

    language: Language
    place: str
    by_text: bool


@dataclass(frozen=True)
class Considered:
    """What a question is about to get. `understood` holds what the models added, too.

    `personal` names what only a typed fact of the family answers, `follow-up` what asks on.
    """

    understood: Understanding
    answer: Answer
    language: Language
    personal: str = ""


def consider(
    text: str, first: Understanding, reader: Reader, context: Context, *, pack: Pack, live: bool
) -> Considered | None:
    """What a text gets that asks something; None for one that asks nothing, or that other words answer.

    `first` is what the rules understood.
    """
    answering = Answering(compile_refusals(pack.refusals), context.rules.slips, shipped(), meaning())
    personal = _personal(text, first, answering)
    if personal:
        return Considered(first, Answer(Decision.PERSON, why=f"asks {personal}"), reader.language, personal)
    if not may_ask(first):
        kind = _refused(text, first, answering)
        return Considered(first, kind, reader.language) if kind is not None else None
    understood = reconsider(text, first, context)
    given = answer(text, understood, Shelf(pack, reader, live), answering)
    return Considered(understood, given, reader.language) if given is not None else None


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


def _personal(text: str, first: Understanding, answering: Answering) -> str:
    """What it asks of the family's own; nothing where a worry, or what is never answered, is in it too."""
    said = plain(text, answering.slips.mend)
    if first.urgency is not Urgency.NONE or answering.refuser.kind(said, first):
        return ""
    return answering.refuser.personal(said, first)


def _refused(text: str, first: Understanding, answering: Answering) -> Answer | None:
    """An order, a plea or a statement in the words of what is never answered."""
    if first.urgency is Urgency.EMERGENCY:
        return None
    kind = answering.refuser.kind(plain(text, answering.slips.mend), first)
    return refused(kind, answering.refuser) if kind else None
