"""What a text was understood to mean, kept on its row, and the language to answer it in."""

from datetime import datetime

from sqlmodel import Session

from backend.families import queries as families
from backend.inbox.models import InboundMessage
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand
from backend.triage.understanding import Script, Understanding, Wording


def read_meaning(session: Session, row: InboundMessage, *, pack: Pack, now: datetime) -> Understanding:
    """Understand the text by the pack's rules and keep the summary on its row."""
    understood = understand(row.body, now, context_of(session, row, pack))
    keep_meaning(row, understood)
    return understood


def context_of(session: Session, row: InboundMessage, pack: Pack) -> Context:
    """What a reader of this text knows: the pack's lists, and whether the phone's family has several children in."""
    phone = families.phone_by_index(session, row.number_index)
    households = families.families_on_phone(session, phone.id) if phone is not None else []
    children = families.children_of(session, households[0].id) if households else []
    return Context(compile_rules(pack.listening), enrolled_siblings=len(children) > 1)


def keep_meaning(row: InboundMessage, understood: Understanding) -> None:
    """Keep the summary on the row."""
    row.language, row.urgency = understood.language.value, understood.urgency.value
    row.rule, row.lists_version = understood.rule, understood.version
    row.intents = [intent.value for intent in understood.intents]
    row.topics = list(understood.topics)


def language_of(understood: Understanding, usual: Language) -> Language:
    """The language of the answer: that of the text, in its script; where it shows neither, what the phone reads."""
    if understood.script is Script.NONE:
        return usual
    if understood.language is Wording.EN:
        return Language.EN
    if understood.script is Script.LATIN:
        return usual if usual is not Language.EN else Language.ZH_HANS
    hant = understood.script is Script.HANT or understood.language is Wording.ZH_HANT
    return Language.ZH_HANT if hant else Language.ZH_HANS
