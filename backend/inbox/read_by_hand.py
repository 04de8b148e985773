"""A text on which a part of the program fails: its worry is answered and paged all the same, the rest is a person's.

Each of these is done in a transaction of its own, after what failed was taken back. Words that not even the rules
could read may hold an emergency: whoever is on call is paged about them at any hour. A digit, or one of the words
that texts ask for, holds none, unless a diary has asked, perhaps for the temperature: a page would wake somebody for
it, and the answer to it would stand in for the one to the worry that comes next.
"""

from dataclasses import replace
from datetime import datetime

import structlog
from sqlmodel import Session

from backend.audit.record import STUDY
from backend.concerns.answer_family import answer_family
from backend.concerns.models import TaskKind
from backend.concerns.mourning import answer_for
from backend.concerns.open_task import open_task
from backend.concerns.raise_concern import Raised, Signal, raise_concern
from backend.db import is_database_fault
from backend.families.phone_queries import phone_by_index
from backend.inbox.conversation import open_conversation
from backend.inbox.keep import keep_for_person, keep_from_stranger
from backend.inbox.keep_diary import is_at_diary
from backend.inbox.meaning import is_short, read_meaning
from backend.inbox.models import InboundMessage
from backend.inbox.sender import family_of, whom
from backend.inbox.worry import is_worrying, listener_of, raise_strangers_worry, raise_worry, show_here, signal_of
from backend.protocol.pack import Pack
from backend.triage.understanding import Script, Understanding, Urgency, Wording

log = structlog.get_logger()

NOT_READ = "not-read"
"""What came of a text that could not be acted on in full; and the rule by which unread words are a worry."""
UNREAD = Understanding(Wording.ZH_HANS, Script.NONE, Urgency.URGENT, rule=NOT_READ)
"""What words mean that could not be understood: somebody has to phone, and nothing else is known."""


def keep_worry(session: Session, row: InboundMessage, *, pack: Pack, live: bool, now: datetime) -> None:
    """Only the worry and its answer; and the words for a person."""
    talk = open_conversation(session, row, pack=pack, live=live, now=now)
    understood = read_meaning(session, row, pack=pack, now=now)
    if talk is None:
        raise_strangers_worry(session, row, understood, pack=pack, live=live, now=now)
        keep_from_stranger(session, row, now=now)
    else:
        row.stream = talk.family.code
        raised = raise_worry(session, talk, understood)
        keep_for_person(session, talk, silently=raised is not None)
    row.outcome = NOT_READ


def keep_alarm(session: Session, row: InboundMessage, *, pack: Pack, live: bool, now: datetime) -> None:
    """The page first, at any hour if words could not be read; then the answer, if it can be given."""
    understood = _understood(session, row, pack=pack, now=now)
    idle = understood is UNREAD and is_short(row) and not _tells_a_diary(session, row, pack=pack, live=live, now=now)
    if idle or not is_worrying(understood):
        keep_unread(session, row, now=now)
        return
    family = family_of(session, row)
    sender = row.number if family is None else None
    signal = _signal(session, row, understood)
    raised = raise_concern(session, signal, family=family, sender=sender, pack=pack, now=now)
    row.concern_id = raised.concern.id
    keep_unread(session, row, now=now)
    try:
        with session.begin_nested():
            _answer(session, row, understood, raised, pack=pack, live=live, now=now)
    except Exception as error:
        if is_database_fault(error):
            raise
        log.exception("alarm-not-answered", inbound=row.id)


def keep_unread(session: Session, row: InboundMessage, *, now: datetime) -> None:
    """Only the words, for a person, now: what they mean nobody knows."""
    family = family_of(session, row)
    row.stream, row.outcome = family.code if family is not None else STUDY, NOT_READ
    let_read(session, row, now=now)


def let_read(session: Session, row: InboundMessage, *, now: datetime) -> None:
    """Put the words on a person's list, now; what came of the text stays as it was."""
    open_task(
        session,
        kind=TaskKind.READ_MESSAGE,
        stream=row.stream or STUDY,
        dedup_key=f"read:{row.id}",
        due_by=now,
        facts={"text": row.id},
        words=row.body,
        now=now,
    )


def _understood(session: Session, row: InboundMessage, *, pack: Pack, now: datetime) -> Understanding:
    try:
        with session.begin_nested():
            return read_meaning(session, row, pack=pack, now=now)
    except Exception as error:
        if is_database_fault(error):
            raise
        return UNREAD


def _tells_a_diary(session: Session, row: InboundMessage, *, pack: Pack, live: bool, now: datetime) -> bool:
    """Whether it may answer a diary's question; where that cannot be told, it may."""
    try:
        with session.begin_nested():
            talk = open_conversation(session, row, pack=pack, live=live, now=now)
            return talk is not None and is_at_diary(session, talk)
    except Exception as error:
        if is_database_fault(error):
            raise
        return True


def _signal(session: Session, row: InboundMessage, understood: Understanding) -> Signal:
    signal = signal_of(row, understood, by=_writer(session, row), about=whom(session, row))
    return replace(signal, night=True, language="") if understood is UNREAD else signal


def _writer(session: Session, row: InboundMessage) -> str:
    if row.caregiver_id is not None:
        return f"caregiver:{row.caregiver_id}"
    phone = phone_by_index(session, row.number_index)
    return f"phone:{phone.id}" if phone is not None else "unknown-phone"


def _answer(
    session: Session,
    row: InboundMessage,
    understood: Understanding,
    raised: Raised,
    *,
    pack: Pack,
    live: bool,
    now: datetime,
) -> None:
    """A family's phone alone: what is urgent from a number no family has is only paged."""
    talk = open_conversation(session, row, pack=pack, live=live, now=now)
    if talk is None or raised.event is None:
        return
    kind = answer_family(
        session,
        raised.concern,
        level=understood.urgency,
        reference=row.id,
        listener=listener_of(talk, understood),
        pack=pack,
        live=live,
        now=now,
        instead=answer_for(session, raised.concern, understood, pack=pack),
    )
    show_here(session, talk, understood, raised.concern, texted=kind is not None)
