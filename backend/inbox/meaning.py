"""What a text was understood to mean, kept on its row, and the language to answer it in."""

from datetime import datetime

from sqlmodel import Session

from backend.families import queries as families
from backend.inbox.models import InboundMessage
from backend.inbox.sender import family_of
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.triage.language import wording_of
from backend.triage.rulebook import compile_rules
from backend.triage.short_reply import Reading, read
from backend.triage.understand import Context, understand
from backend.triage.understanding import Script, Understanding, Wording


def read_meaning(session: Session, row: InboundMessage, *, pack: Pack, now: datetime) -> Understanding:
    """Understand the text by the pack's rules and keep the summary on its row."""
    understood = understand(row.body, now, context_of(session, row, pack))
    keep_meaning(row, understood)
    return understood


def context_of(session: Session, row: InboundMessage, pack: Pack) -> Context:
    """What a reader of this text knows: the pack's lists, and whether the family has several children in."""
    family = family_of(session, row)
    children = families.children_of(session, family.id) if family is not None else []
    return Context(compile_rules(pack.listening), enrolled_siblings=len(children) > 1)


def keep_meaning(row: InboundMessage, understood: Understanding) -> None:
    """Keep the summary on the row."""
    row.language, row.urgency = understood.language.value, understood.urgency.value
    row.rule, row.lists_version = understood.rule, understood.version
    row.intents = [intent.value for intent in understood.intents]
    row.topics = list(understood.topics)


def is_short(row: InboundMessage) -> bool:
    """Whether the whole text is a digit or a word: then it says nothing else."""
    return read(row.body, opt_out_type=row.opt_out_type).reading is not Reading.FREE


def language_of(understood: Understanding, usual: Language) -> Language:
    """The language of the answer: that of the text, in its script; where it shows neither, what the phone reads."""
    return _answered_in(understood.language, understood.script, usual)


def language_of_text(text: str, usual: Language) -> Language:
    """The same of a text alone."""
    return _answered_in(*wording_of(text), usual)


def _answered_in(language: Wording, script: Script, usual: Language) -> Language:
    if script is Script.NONE:
        return usual
    if language is Wording.EN:
        return Language.EN
    if script in (Script.LATIN, Script.HAN):
        return usual if usual is not Language.EN else Language.ZH_HANS
    hant = script is Script.HANT or language is Wording.ZH_HANT
    return Language.ZH_HANT if hant else Language.ZH_HANS
