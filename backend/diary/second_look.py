"""After the commit a model may look again at a family's own words in an entry: it only raises, and is heard once.

An entry on which it fails a person reads.
"""

from datetime import datetime

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from backend.clock import Clock
from backend.concerns.append import lock
from backend.concerns.models import TaskKind
from backend.concerns.open_task import WISHES, open_task
from backend.concerns.second_look import YOUNG, Reconsider, look_at_each
from backend.db import is_database_fault, reading, transaction
from backend.diary import queries
from backend.diary.offer import form_of, offered
from backend.diary.raise_late import Added, Written, let_read, raise_late
from backend.diary.raise_worries import context_of
from backend.diary.read_answers import texts_of
from backend.diary.versions import given_of
from backend.families import queries as families
from backend.protocol.pack import Pack
from backend.triage.understand import understand
from backend.triage.understanding import Intent, Urgency

log = structlog.get_logger()
FAILED = "second-look-failed"


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
    written = None
    try:
        with reading(engine) as session:
            written = _written(session, version_id, pack=pack, live=live)
        if written is None or written.version.reconsidered_at is not None:
            return False
        return _look_again(engine, version_id, written, reconsider, pack=pack, live=live, clock=clock)
    except Exception as error:
        if is_database_fault(error):
            raise
        log.exception(FAILED, version=version_id)
    _give_to_person(engine, version_id, written, now=clock.now())
    return False


def _give_to_person(engine: Engine, version_id: str, written: Written | None, *, now: datetime) -> None:
    """Look at it no more, so that it holds up no other; a person reads it, now if it is on no list yet."""
    with transaction(engine) as session:
        found = queries.version(session, version_id)
        entry = queries.entry(session, found.entry_id) if found is not None else None
        if entry is None:
            return
        child = families.child_by_id(session, entry.child_id)
        family = families.family_by_id(session, child.family_id)
        lock(session, family.code)
        version = queries.take_seen_once(session, version_id)
        if version is None:
            return
        version.reconsidered_at = now
        session.add(version)
        open_task(
            session,
            kind=TaskKind.READ_ENTRY,
            stream=family.code,
            dedup_key=f"{TaskKind.READ_ENTRY.value}:{version.id}",  # it may be on the list for its words already
            due_by=now,
            child_code=child.code,
            facts={"entry": entry.id, "instrument": entry.instrument, "reason": FAILED},
            words="\n".join(written.texts.values()) if written is not None else None,
            now=now,
        )


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
            raise_late(session, version, written, added, pack=pack, live=live, clock=clock)
        for wish in sorted(added.wishes):
            kind = WISHES[wish]  # under the name it would have had at once
            let_read(session, version, written, kind, kind.value, pack=pack, clock=clock)
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
