"""A call that was promised and not made: paging goes on, and the family is told, once a promise, where to go now."""

from datetime import datetime

import structlog
from sqlmodel import Session

from backend.concerns import queries
from backend.concerns.answer_family import BY, Listener, facts_of, tell
from backend.concerns.append import Entry, append, as_values
from backend.concerns.happened import Happened, as_they_count
from backend.concerns.models import Concern, Kind, Source
from backend.concerns.mourning import is_mourning, may_live
from backend.concerns.promise import call_by
from backend.concerns.standing import Standing
from backend.concerns.what_to_say import settles
from backend.db import is_database_fault
from backend.families import queries as families
from backend.families.models import PauseKind
from backend.families.pause import PAUSED
from backend.families.pause_queries import PROGRAM, pause_facts
from backend.families.phone_queries import phone_by_id
from backend.languages import Language
from backend.outbox.models import Message
from backend.protocol.pack import Pack

log = structlog.get_logger()
KIND, AFTER_DEATH = "promise-missed", "promise-missed-death"
FROM_THE_FAMILY = frozenset({Source.TEXT.value, Source.ENTRY.value, Source.SAMPLE.value, Source.MODEL.value})
SPARED, FAILED = f"subject-{PAUSED}", "failed"


def miss_promise(
    session: Session, concern: Concern, stands: Standing, *, pack: Pack, live: bool, now: datetime
) -> None:
    """Write the miss down and tell every phone that was promised a call and still waits for it.

    A family that was paused since it last wrote is with a person, who may know that the child is in hospital or has
    died: it is paged about and not texted. One that the program paused is with nobody yet.
    """
    told: dict[str, str] = {}
    if _paused_since(session, concern):
        told = {"not_sent": SPARED}
    elif stands.promise is not None:
        told = _try_to_tell(session, concern, stands, pack=pack, live=live, now=now)
    facts = {"promised": stands.call_due.isoformat() if stands.call_due else "", **told}
    facts["told"] = "yes" if told.get("messages") else "no"
    entry = Entry(Kind.PROMISE_MISSED, by=BY, facts={key: value for key, value in facts.items() if value})
    append(session, concern, entry, now=now)


def _try_to_tell(
    session: Session, concern: Concern, stands: Standing, *, pack: Pack, live: bool, now: datetime
) -> dict[str, str]:
    """As `_tell_all`, twice if it fails; the next person is paged whatever becomes of the text."""
    for _ in range(2):
        try:
            with session.begin_nested():
                return _tell_all(session, concern, stands, pack=pack, live=live, now=now)
        except Exception as error:
            if is_database_fault(error):
                raise
            log.exception("miss-not-told", concern=concern.id)
    return {"not_sent": FAILED}


def _tell_all(
    session: Session, concern: Concern, stands: Standing, *, pack: Pack, live: bool, now: datetime
) -> dict[str, str]:
    """What those who wait are told: the kind, the messages, and why nothing went to the others."""
    sent: list[str] = []
    unsent: list[str] = []
    kind = AFTER_DEATH if is_mourning(session, concern, pack) and not may_live(session, concern) else KIND
    for listener in listeners(session, concern, pack):
        result = tell(
            session,
            concern,
            kind=kind,
            key=f"missed:{concern.id}:{stands.promise}:{listener.mark}",
            by=call_by(now, stands.level, night=stands.night, pack=pack),
            listener=listener,
            pack=pack,
            live=live,
            now=now,
        )
        told = facts_of(kind, stands.level, listener, result)
        (sent if isinstance(result, Message) else unsent).append(told.get("messages") or told["not_sent"])
    return {"kind": kind, "messages": ",".join(sent), "not_sent": ",".join(unsent)}


def _paused_since(session: Session, concern: Concern) -> bool:
    facts = pause_facts(session, concern.family_id) if concern.family_id is not None else []
    if not facts or facts[-1].kind is not PauseKind.PAUSED or facts[-1].by == PROGRAM:
        return False
    paused_at = facts[-1].recorded_at
    signals = [row for row in queries.events_of(session, concern.id) if row.kind == Kind.SIGNAL.value]
    return all(row.happened_at <= paused_at for row in signals if row.facts["source"] in FROM_THE_FAMILY)


def listeners(session: Session, concern: Concern, pack: Pack) -> list[Listener]:
    """The phones that still wait for a promised call, each once, in the language of their answer."""
    found: dict[str, Listener] = {}
    for event in as_they_count(as_values(queries.events_of(session, concern.id))):
        if settles(event):
            found.clear()
        if event.kind is Kind.ANSWERED and event.facts.get("promise"):
            listener = _listener(session, concern, event, pack)
            if listener is not None:
                found[listener.mark] = listener
    return list(found.values())


def _listener(session: Session, concern: Concern, event: Happened, pack: Pack) -> Listener | None:
    language = Language(event.facts["language"])
    if concern.family_id is None:
        number = concern.sender
        return Listener(number, "", "unknown", pack.study.zone, language) if number else None
    family = families.family_by_id(session, concern.family_id)
    phone = phone_by_id(session, event.facts["phone"])
    here = event.facts.get("shown") == "yes"  # their phone was stopped: they read it where they were told
    return Listener(phone.number, phone.id, family.place.value, family.zone, language, here)
