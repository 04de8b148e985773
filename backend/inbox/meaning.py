"""What a text was understood to mean, kept on its row, and the language to answer it in."""

from datetime import datetime

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from backend.db import reading
from backend.families import queries as families
from backend.inbox import queries
from backend.inbox.models import InboundMessage
from backend.inbox.sender import family_of
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.triage.language import wording_of
from backend.triage.reconsider import settled
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand
from backend.triage.understanding import Script, Understanding, Wording

log = structlog.get_logger()


def settle_text(engine: Engine, inbound_id: str, *, pack: Pack, now: datetime) -> Understanding | None:
    """What a text means in which only ambiguous phrases call for a page, with no transaction open; None for others.

    Where a model can not be heard, or fails, the rules count in full.
    """
    try:
        with reading(engine) as session:
            row = queries.text(session, inbound_id)
            if row is None or row.processed_at is not None:
                return None
            context = context_of(session, row, pack)
        understood = understand(row.body, now, context)
        return settled(row.body, understood, context) if understood.floor is not understood.urgency else None
    except Exception:
        log.exception("not-settled", inbound=inbound_id)
        return None


def read_meaning(
    session: Session, row: InboundMessage, *, pack: Pack, now: datetime, settled: Understanding | None = None
) -> Understanding:
    """Understand the text by the pack's rules, if it was not `settled` before, and keep the summary on its row."""
    understood = settled or understand(row.body, now, context_of(session, row, pack))
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
