"""What whoever wrote in the app or on the page is told at once: the safety answer, then who reads it by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.concerns import queries as concerns
from backend.concerns.advise import Advice, advice
from backend.concerns.models import TaskKind
from backend.concerns.promise import read_by_words
from backend.families.models import Caregiver, Family
from backend.inbox.meaning import language_of_text
from backend.inbox.models import InboundMessage
from backend.inbox.sample import sample_read_by
from backend.languages import Language, gettext, marked
from backend.outbox.models import Message
from backend.outbox.told_queries import answers_about
from backend.protocol.pack import Pack
from backend.protocol.wording import MessageClass
from backend.triage.understanding import Urgency

KEPT = marked("We have your message.")
READ = marked(
    "We have your message; a coordinator will read it by %(by)s. Messages are not watched round the clock. "
    "If your child is in danger, call %(emergency)s now."
)
CALLED = marked("We have your message, and a person will phone you by %(by)s.")
DANGER = marked("We have your message. If your child is in danger, call %(emergency)s now.")


@dataclass(frozen=True)
class Told:
    """`advice` is shown first, `said` is what happens next; `read_by` is by when a person has to read it (UTC).

    `language` is that of all its words: the one the text was written in, else the caregiver's.
    """

    advice: Advice | None
    language: Language
    said: str
    read_by: datetime | None


def told_of(
    session: Session, row: InboundMessage, caregiver: Caregiver, family: Family, *, pack: Pack, live: bool
) -> Told:
    """What is told of a caregiver's text, the same each time it is asked."""
    language = language_of_text(row.body, Language(caregiver.language))
    shown = _advice(session, row, family, language, pack=pack, live=live)
    by = read_by_of(session, row)
    texts = answers_about(session, stream=family.code, number_index=row.number_index, about=f"text:{row.id}")
    replies = [each for each in texts if each.message_class == MessageClass.REPLY.value]
    said = _replies(replies, pack) or _said(row, family, language, shown, by, pack=pack)
    return Told(shown, language, said, by)


def read_by_of(session: Session, row: InboundMessage) -> datetime | None:
    """By when a person reads a text, as its task or the concern about its sample says; None if nobody has to."""
    keys = [f"read:{row.id}", *(f"{kind.value}:{row.id}" for kind in TaskKind)]
    due = next((task.due_by for task in concerns.with_keys(session, keys)), None)
    return due or sample_read_by(session, row)


def _advice(
    session: Session, row: InboundMessage, family: Family, language: Language, *, pack: Pack, live: bool
) -> Advice | None:
    concern = concerns.concern_with_id(session, row.concern_id) if row.concern_id else None
    if concern is None or not row.advice:
        return None
    return advice(
        session,
        concern,
        row.advice,
        Urgency(row.urgency or Urgency.ROUTINE.value),
        family=family,
        language=language,
        pack=pack,
        live=live,
        now=row.processed_at or row.received_at,
    )


def _replies(replies: Sequence[Message], pack: Pack) -> str:
    """What the study answered, without the signature of a text."""
    signed = [(each.body, pack.signed("", Language(each.language))) for each in replies]
    return "\n".join(body.removeprefix(signature).strip() for body, signature in signed)


def _said(
    row: InboundMessage,
    family: Family,
    language: Language,
    shown: Advice | None,
    by: datetime | None,
    *,
    pack: Pack,
) -> str:
    emergency = pack.study.emergency_words(family.place.value, language)
    if shown is not None and shown.level.rank >= Urgency.URGENT.rank:
        return gettext(CALLED, language, by=read_by_words(shown.by, language, family.zone))
    read = by or (shown.by if shown is not None else None)
    if read is not None:
        return gettext(READ, language, by=read_by_words(read, language, family.zone), emergency=emergency)
    return gettext(DANGER, language, emergency=emergency) if row.concern_id else gettext(KEPT, language)
