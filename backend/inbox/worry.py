"""A worrying text: the concern is raised and the family answered first, in the transaction that reads the text."""

from datetime import datetime

from sqlmodel import Session

from backend.concerns.advise import advice_kind
from backend.concerns.answer_family import Listener, answer_family, promised, safety_values
from backend.concerns.models import Concern, Source
from backend.concerns.mourning import answer_for
from backend.concerns.raise_concern import Raised, Signal, raise_concern
from backend.concerns.shown import shown
from backend.concerns.what_to_say import level_said
from backend.families.models import Family
from backend.inbox.conversation import Conversation, reply
from backend.inbox.meaning import language_of
from backend.inbox.models import InboundMessage
from backend.inbox.sender import Whom, whom
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.triage.understanding import Intent, Understanding, Urgency


def raise_worry(session: Session, talk: Conversation, understood: Understanding) -> Raised | None:
    """Raise what the text says and answer whoever wrote; None if there is nothing to worry about."""
    if not is_worrying(understood):
        return None
    raised = raise_concern(
        session,
        signal_of(talk.row, understood, by=talk.actor, about=whom(session, talk.row)),
        family=talk.family,
        pack=talk.pack,
        now=talk.now,
    )
    talk.row.concern_id = raised.concern.id
    texted = None
    if raised.event is not None:
        texted = answer_family(
            session,
            raised.concern,
            level=understood.urgency,
            reference=talk.row.id,
            listener=listener_of(talk, understood),
            pack=talk.pack,
            live=talk.live,
            now=talk.now,
            instead=answer_for(session, raised.concern, understood, pack=talk.pack),
        )
    show_here(session, talk, understood, raised.concern, texted=texted is not None)
    return raised


def show_here(
    session: Session, talk: Conversation, understood: Understanding, concern: Concern, *, texted: bool
) -> None:
    """Keep which answer the writer's screen shows, every time; it is in the app's inbox too, unless it was texted."""
    if talk.writer is None:
        return
    level, instead = understood.urgency, answer_for(session, concern, understood, pack=talk.pack)
    kind = advice_kind(session, concern, level, instead=instead, pack=talk.pack, now=talk.now)
    talk.row.advice = kind or None
    if kind and not texted:
        by = promised(session, concern, level_said(kind, level), pack=talk.pack, now=talk.now)
        family, language = talk.family, language_of(understood, talk.language)
        values = safety_values(by, place=family.place.value, zone=family.zone, language=language, pack=talk.pack)
        sent = reply(session, talk, kind, values=values, language=language)
        if sent is not None:
            shown(
                session,
                concern,
                kind=kind,
                level=level_said(kind, level),
                words=sent.body,
                by=by,
                reference=talk.row.id,
                listener=listener_of(talk, understood),
                now=talk.now,
            )


def raise_strangers_worry(
    session: Session, row: InboundMessage, understood: Understanding, *, pack: Pack, live: bool, now: datetime
) -> Raised | None:
    """A number no family has: an emergency is answered and paged, an urgent text only paged."""
    if understood.urgency.rank < Urgency.URGENT.rank:
        return None
    signal = signal_of(row, understood, by="unknown-phone", about=Whom())
    raised = raise_concern(session, signal, family=None, sender=row.number, pack=pack, now=now)
    row.concern_id = raised.concern.id
    if raised.event is not None and understood.urgency is Urgency.EMERGENCY:
        language = language_of(understood, Language.ZH_HANS)
        answer_family(
            session,
            raised.concern,
            level=understood.urgency,
            reference=row.id,
            listener=Listener(row.number, "", "unknown", pack.study.zone, language),
            pack=pack,
            live=live,
            now=now,
            instead=answer_for(session, raised.concern, understood, pack=pack),
        )
    return raised


def is_worrying(understood: Understanding) -> bool:
    """Whether a concern is due: an urgent text, or a mild sign; a complaint without a sign is only kept."""
    if understood.urgency is Urgency.ROUTINE:
        return bool(understood.signs) or Intent.SYMPTOM_REPORT in understood.intents
    return understood.urgency is not Urgency.NONE


def signal_of(
    row: InboundMessage,
    understood: Understanding,
    *,
    by: str,
    about: Whom,
    source: Source = Source.TEXT,
) -> Signal:
    """The text as a reason to worry."""
    return Signal(
        source=source,
        level=understood.urgency,
        reference=row.id,
        by=by,
        received_at=row.received_at,
        sent_at=row.sent_at,
        words=row.body,
        child_code=about.child.code if about.child is not None else None,
        may_be=about.may_be,
        more={"readings": "; ".join(f"{value.name} {value.amount:g}" for value in understood.values)},
    ).as_understood(understood)


def listener_of(talk: Conversation, understood: Understanding) -> Listener:
    """The phone that wrote, in the language it wrote; the app alone, for what was typed there and can wait."""
    family: Family = talk.family
    language = language_of(understood, talk.language)
    writes = talk.writer is not None
    here = writes and understood.urgency.rank < Urgency.URGENT.rank
    return Listener(
        talk.phone.number, talk.phone.id, family.place.value, family.zone, language, here, on_screen=writes
    )
