"""A worrying entry: the concern is raised and the family answered in the transaction that keeps the entry.

Ticks that are only routine signs are kept with the entry for the weekly review; in the family's own words they are
raised, as they would be in a text.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import Session

from backend import vault
from backend.concerns.advise import Advice, advice, advice_kind
from backend.concerns.answer_family import answer_family
from backend.concerns.models import Source
from backend.concerns.mourning import answer_for
from backend.concerns.raise_concern import Signal, raise_concern
from backend.concerns.shown import shown
from backend.db import is_database_fault
from backend.diary.answers import Read
from backend.diary.known import Known
from backend.diary.meaning import meaning_of
from backend.diary.submission import Submission, Writer
from backend.families import queries as families
from backend.families.models import Child, Family
from backend.protocol.pack import Pack
from backend.triage.rulebook import compile_rules
from backend.triage.understand import Context, understand
from backend.triage.understanding import Intent, Understanding, Urgency

log = structlog.get_logger()


@dataclass(frozen=True)
class Worry:
    """What an entry was understood to mean; the concern and the advice where there is reason to worry.

    `is_overlooked` as of what was raised.
    """

    understood: Understanding
    concern_id: str | None = None
    advice: Advice | None = None
    is_overlooked: bool = False


def raise_worries(
    session: Session,
    child: Child,
    family: Family,
    submission: Submission,
    writer: Writer,
    read: Read,
    known: Known,
    *,
    pack: Pack,
    live: bool,
    now: datetime,
) -> Worry:
    """Raise what the entry says, whether or not it can be kept; the same signs of the same entry count once."""
    context = context_of(session, family, pack)
    understood = meaning_of(read, known, context)
    if not _is_worrying(understood, read, known, context):
        return Worry(understood)
    signal = signal_of(child, submission, writer, read, understood, now=now)
    raised = raise_concern(session, signal, family=family, pack=pack, now=now)
    texted = None
    if raised.event is not None and writer.listener is not None:
        try:
            with session.begin_nested():  # the page holds whatever becomes of the answer
                texted = answer_family(
                    session,
                    raised.concern,
                    level=understood.urgency,
                    reference=signal.reference,
                    listener=writer.listener,
                    pack=pack,
                    live=live,
                    now=now,
                    instead=answer_for(session, raised.concern, understood, pack=pack),
                )
        except Exception as error:
            if is_database_fault(error):
                raise
            log.exception("worry-not-answered", entry=submission.id)
    level, concern = understood.urgency, raised.concern
    instead = answer_for(session, concern, understood, pack=pack)
    kind = advice_kind(session, concern, level, instead=instead, pack=pack, now=now)
    told = advice(
        session,
        concern,
        kind,
        level,
        family=family,
        language=writer.language,
        pack=pack,
        live=live,
        now=now,
    )
    if texted is None and told is not None and writer.listener is not None and writer.listener.on_screen:
        shown(
            session,
            concern,
            kind=kind,
            level=told.level,
            words=told.text,
            by=told.by,
            reference=signal.reference,
            listener=writer.listener,
            now=now,
        )
    return Worry(understood, concern.id, told, raised.is_overlooked)


def context_of(session: Session, family: Family, pack: Pack) -> Context:
    """What a reader of this family's words knows."""
    return Context(compile_rules(pack.listening), enrolled_siblings=len(families.children_of(session, family.id)) > 1)


def _is_worrying(understood: Understanding, read: Read, known: Known, context: Context) -> bool:
    if understood.urgency.rank >= Urgency.URGENT.rank:
        return True
    texts = [understand(text, known.now, context) for text in read.texts.values()]
    return any(each.signs or Intent.SYMPTOM_REPORT in each.intents for each in texts)


def signal_of(
    child: Child,
    submission: Submission,
    writer: Writer,
    read: Read,
    understood: Understanding,
    *,
    source: Source = Source.ENTRY,
    now: datetime,
) -> Signal:
    """The entry as a reason to worry; one that says the same again is the same signal."""
    keys = tuple(sign.key for sign in understood.signs)
    said = vault.blind(f"{understood.urgency.value}/{','.join(sorted(keys))}")[:12]
    return Signal(
        source=source,
        level=understood.urgency,
        reference=f"{submission.corrects or submission.id}/{said}",
        by=writer.by,
        received_at=now,
        sent_at=submission.recorded_at,
        words="\n".join(dict.fromkeys([*read.texts.values(), *(sign.words for sign in read.signs)])),
        child_code=child.code,
        more={
            "readings": "; ".join(f"{value.name} {value.amount:g}" for value in understood.values),
            "entry": submission.corrects or submission.id,
            "instrument": f"{read.instrument} {read.version}",
        },
    ).as_understood(understood)
