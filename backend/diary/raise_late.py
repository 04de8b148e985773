"""What a second look at an entry adds is raised as the entry's own worry would have been, or comes to a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import Session

from backend.clock import Clock
from backend.concerns.advise import advice_kind
from backend.concerns.answer_family import Listener, answer_family
from backend.concerns.models import Source as SignalSource
from backend.concerns.models import TaskKind
from backend.concerns.mourning import answer_for
from backend.concerns.open_task import open_task
from backend.concerns.promise import read_by
from backend.concerns.raise_concern import Raised, Signal, raise_concern
from backend.db import is_database_fault
from backend.diary.models import Entry, EntryVersion
from backend.diary.submission import ON_SCREEN
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Child, Family, Phone
from backend.families.phone_queries import phone_by_id
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.triage.understand import Context
from backend.triage.understanding import Intent, Understanding

log = structlog.get_logger()


@dataclass(frozen=True)
class Written:
    """What a family wrote in its own words in one version of an entry, and whose entry it is."""

    version: EntryVersion
    entry: Entry
    child: Child
    family: Family
    texts: Mapping[str, str]
    context: Context


@dataclass(frozen=True)
class Added:
    """What the model adds to the rules: the words that weigh most, with their meaning, and wishes."""

    words: str
    understood: Understanding | None
    wishes: frozenset[Intent]


def raise_late(
    session: Session,
    version: EntryVersion,
    written: Written,
    added: Added,
    *,
    pack: Pack,
    live: bool,
    clock: Clock,
) -> None:
    """Raise the concern, answer the phone of whoever wrote, and keep the advice for their screen."""
    understood, now = added.understood, clock.now()
    assert understood is not None  # noqa: S101 - for the reader and the type checker
    raised = raise_concern(
        session, _signal(version, written, added, understood), family=written.family, pack=pack, now=now
    )
    version.urgency, version.concern_id = understood.urgency.value, raised.concern.id
    try:
        with session.begin_nested():  # the page holds whatever becomes of the answer
            _answer(session, version, written, understood, raised, pack=pack, live=live, now=now)
    except Exception as error:
        if is_database_fault(error):
            raise
        log.exception("late-worry-not-answered", version=version.id)


def _answer(
    session: Session,
    version: EntryVersion,
    written: Written,
    understood: Understanding,
    raised: Raised,
    *,
    pack: Pack,
    live: bool,
    now: datetime,
) -> None:
    level, instead = understood.urgency, answer_for(session, raised.concern, understood, pack=pack)
    version.advice = advice_kind(session, raised.concern, level, instead=instead, pack=pack, now=now)
    listener = _listener(session, version, written.family)
    if listener is not None and raised.event is not None:
        answer_family(
            session,
            raised.concern,
            level=level,
            reference=f"{version.id}/model",
            listener=listener,
            pack=pack,
            live=live,
            now=now,
            instead=answer_for(session, raised.concern, understood, pack=pack),
        )


def _signal(version: EntryVersion, written: Written, added: Added, understood: Understanding) -> Signal:
    return Signal(
        source=SignalSource.MODEL,
        level=understood.urgency,
        reference=version.id,
        by=version.by,
        received_at=version.received_at,
        sent_at=version.recorded_at,
        words=added.words,
        child_code=written.child.code,
        more={"entry": version.entry_id, "instrument": f"{written.entry.instrument} {version.instrument_version}"},
    ).as_understood(understood)


def _listener(session: Session, version: EntryVersion, family: Family) -> Listener | None:
    """The phone of whoever wrote it; None for what staff wrote down, whose call is over."""
    who, _, whose = version.by.partition(":")
    mine = caregivers_of(session, family.id)
    writer = next((each for each in mine if whose == {"caregiver": each.id, "phone": each.phone_id}.get(who)), None)
    if writer is None:
        return None
    phone: Phone = phone_by_id(session, writer.phone_id)
    language, seen = Language(writer.language), version.source in ON_SCREEN
    return Listener(phone.number, phone.id, family.place.value, family.zone, language, on_screen=seen)


def let_read(
    session: Session,
    version: EntryVersion,
    written: Written,
    kind: TaskKind,
    reason: str,
    *,
    pack: Pack,
    clock: Clock,
) -> None:
    """What came out late comes to a person, with the family's words."""
    open_task(
        session,
        kind=kind,
        stream=written.family.code,
        dedup_key=f"{kind.value}:{version.id}",
        due_by=read_by(clock.now(), pack=pack),
        child_code=written.child.code,
        facts={"entry": version.entry_id, "instrument": written.entry.instrument, "reason": reason},
        words="\n".join(written.texts.values()),
        now=clock.now(),
    )
