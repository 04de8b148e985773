"""After the commit a model may look again at a family's own words in an entry: it only raises, and is heard once.

An entry on which it fails a person reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from backend.clock import Clock
from backend.concerns.advise import advice_kind
from backend.concerns.answer_family import Listener, answer_family
from backend.concerns.append import lock
from backend.concerns.models import Source as SignalSource
from backend.concerns.models import TaskKind
from backend.concerns.open_task import WISHES, open_task
from backend.concerns.promise import read_by
from backend.concerns.raise_concern import Signal, raise_concern
from backend.concerns.second_look import YOUNG, Reconsider, look_at_each
from backend.db import is_database_fault, reading, transaction
from backend.diary import queries
from backend.diary.models import Entry, EntryVersion
from backend.diary.offer import form_of, offered
from backend.diary.raise_worries import context_of
from backend.diary.read_answers import texts_of
from backend.diary.versions import given_of
from backend.families import queries as families
from backend.families.caregiver_queries import caregivers_of
from backend.families.models import Child, Family, Phone
from backend.families.phone_queries import phone_by_id
from backend.languages import Language
from backend.protocol.pack import Pack
from backend.triage.understand import Context, understand
from backend.triage.understanding import Intent, Understanding, Urgency

log = structlog.get_logger()
FAILED = "second-look-failed"


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


def look_again_at_entries(
    engine: Engine, reconsider: Reconsider, *, pack: Pack, live: bool, clock: Clock, limit: int = 20
) -> int:
    """Look again at entries nobody has looked at twice; how many. One that fails does not hold up the others."""
    with reading(engine) as session:
        ids = queries.seen_once(session, since=clock.now() - YOUNG, limit=limit)
    return look_at_each(ids, lambda each: look_again(engine, each, reconsider, pack=pack, live=live, clock=clock))


def look_again(
    engine: Engine, version_id: str, reconsider: Reconsider, *, pack: Pack, live: bool, clock: Clock
) -> bool:
    """Ask the model with no transaction open, then act on what it adds, once; whether it added anything.

    An entry on which the program fails is given to a person instead. Raises if the database fails: it looks later.
    """
    with reading(engine) as session:
        written = _written(session, version_id, pack=pack, live=live)
    if written is None or written.version.reconsidered_at is not None:
        return False
    try:
        return _look_again(engine, version_id, written, reconsider, pack=pack, live=live, clock=clock)
    except Exception as error:
        if is_database_fault(error):
            raise
        log.exception(FAILED, version=version_id)
    _give_to_person(engine, version_id, written, pack=pack, clock=clock)
    return False


def _give_to_person(engine: Engine, version_id: str, written: Written, *, pack: Pack, clock: Clock) -> None:
    """Look at it no more, so that it holds up no other; a person reads it."""
    with transaction(engine) as session:
        lock(session, written.family.code)
        version = queries.take_seen_once(session, version_id)
        if version is None:
            return
        version.reconsidered_at = clock.now()
        session.add(version)
        _let_read(session, version, written, TaskKind.READ_ENTRY, FAILED, pack=pack, clock=clock)


def _look_again(
    engine: Engine,
    version_id: str,
    written: Written,
    reconsider: Reconsider,
    *,
    pack: Pack,
    live: bool,
    clock: Clock,
) -> bool:
    added = _added(written, reconsider)
    with transaction(engine) as session:
        lock(session, written.family.code)  # before any row, as everybody who raises a concern does
        version = queries.take_seen_once(session, version_id)
        if version is None:
            return False
        version.reconsidered_at = clock.now()
        session.add(version)
        if added.understood is not None:
            _raise(session, version, written, added, pack=pack, live=live, clock=clock)
        for wish in sorted(added.wishes):
            kind = WISHES[wish]  # under the name it would have had at once
            _let_read(session, version, written, kind, kind.value, pack=pack, clock=clock)
    return added.understood is not None or bool(added.wishes)


def _written(session: Session, version_id: str, *, pack: Pack, live: bool) -> Written | None:
    version = queries.version(session, version_id)
    entry = queries.entry(session, version.entry_id) if version is not None else None
    if version is None or entry is None:
        return None
    form = form_of(session, offered(pack, live=live), entry.instrument, version.instrument_version)
    texts = texts_of(form, given_of(version)) if form is not None else {}
    child = families.child_by_id(session, entry.child_id)
    family = families.family_by_id(session, child.family_id)
    return Written(version, entry, child, family, texts, context_of(session, family, pack))


def _added(written: Written, reconsider: Reconsider) -> Added:
    """The model is asked about each text for itself, as the rules were."""
    held = max(Urgency(written.version.urgency), Urgency.ROUTINE, key=lambda level: level.rank)
    words, raised, wishes = "", None, set[Intent]()
    for text in written.texts.values():
        first = understand(text, written.version.counts_at, written.context)
        second = reconsider(text, first, written.context)
        wishes |= set(second.intents) - set(first.intents)
        if second.urgency.rank > held.rank:
            words, raised, held = text, second, second.urgency
    return Added(words, raised, frozenset(wishes & set(WISHES)))


def _raise(
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
    version.advice = advice_kind(understood.urgency, instead=understood.answer, pack=pack, now=now)
    listener = _listener(session, version, written.family)
    if raised.event is not None and listener is not None:
        answer_family(
            session,
            raised.concern,
            level=understood.urgency,
            reference=f"{version.entry_id}/model",
            listener=listener,
            pack=pack,
            live=live,
            now=now,
            instead=understood.answer,
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
        language=understood.language.value,
        signs=tuple(sign.key for sign in understood.signs),
        sae=tuple(sign.key for sign in understood.signs if sign.sae),
        night=any(sign.night for sign in understood.signs),
        rule=understood.rule,
        version=understood.version,
        child_code=written.child.code,
        more={"entry": version.entry_id, "instrument": f"{written.entry.instrument} {version.instrument_version}"},
    )


def _listener(session: Session, version: EntryVersion, family: Family) -> Listener | None:
    """The phone of whoever wrote it; None for what staff wrote down, whose call is over."""
    who, _, whose = version.by.partition(":")
    mine = caregivers_of(session, family.id)
    writer = next((each for each in mine if whose == {"caregiver": each.id, "phone": each.phone_id}.get(who)), None)
    if writer is None:
        return None
    phone: Phone = phone_by_id(session, writer.phone_id)
    return Listener(phone.number, phone.id, family.place.value, family.zone, Language(writer.language))


def _let_read(
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
