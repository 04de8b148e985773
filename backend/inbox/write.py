"""A text that a caregiver types in the app or on the family page: stored first, then read as any other text."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.chat.choose import Chooser
from backend.clock import Clock
from backend.db import first, transaction
from backend.errors import ConflictError, NotFoundError, NuanxinError
from backend.families.models import Caregiver, Family
from backend.families.phone_queries import phone_by_id
from backend.inbox import queries
from backend.inbox.consider import consider_text
from backend.inbox.meaning import context_of
from backend.inbox.models import InboundMessage
from backend.inbox.process import process_or_leave
from backend.protocol.pack import Pack
from backend.triage.understand import understand
from backend.triage.understanding import Urgency

MOST_CHARACTERS = 2000
MOST_AN_HOUR = 30
HOUR = timedelta(hours=1)


class TextEmptyError(NuanxinError):
    """There is nothing in it to read."""

    type = "text-empty"
    status_code = 422


class TextTooLongError(NuanxinError):
    """Nobody reads that much at once; an emergency must not be buried in it."""

    type = "text-too-long"
    status_code = 422


class TextChangedError(ConflictError):
    """The same id came before with other words; those are kept."""

    type = "text-changed"


class TooManyTextsError(NuanxinError):
    """This caregiver writes more than a person can read; what is urgent gets through all the same."""

    type = "too-many-texts"
    status_code = 429


@dataclass(frozen=True)
class Written:
    """What was typed. `id` is the client's UUID; `way` is `app` or `page`; `written_at` is by the client's clock."""

    id: str
    text: str
    way: str
    written_at: datetime | None = None


def write(
    engine: Engine,
    written: Written,
    caregiver: Caregiver,
    family: Family,
    *,
    pack: Pack,
    live: bool,
    clock: Clock,
    chooser: Chooser | None = None,
) -> bool:
    """Keep the text, once, and read it at once, or soon if that fails; False if it was here before.

    Raises TextEmptyError, TextTooLongError, TextChangedError, TooManyTextsError; NotFoundError for another's id.
    """
    if not written.text.strip():
        raise TextEmptyError("There is nothing to send yet.")
    if len(written.text) > MOST_CHARACTERS:
        raise TextTooLongError(f"One message holds at most {MOST_CHARACTERS} characters.")
    with first(engine), transaction(engine) as session:
        fresh = _store(session, written, caregiver, family, pack=pack, now=clock.now())
    considered = consider_text(engine, written.id, pack=pack, live=live, now=clock.now(), chooser=chooser)
    with first(engine):
        process_or_leave(engine, written.id, considered, pack=pack, live=live, clock=clock, wait=True)
    return fresh


def _store(
    session: Session, written: Written, caregiver: Caregiver, family: Family, *, pack: Pack, now: datetime
) -> bool:
    kept = queries.text(session, written.id)
    if kept is None:
        row = _row(session, written, caregiver, family, now)
        _refuse_too_many(session, row, pack=pack, now=now)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            kept = queries.text(session, written.id)  # sent twice at the same moment
    if kept is None:
        return True
    if kept.caregiver_id != caregiver.id:
        raise NotFoundError("There is no such text of yours.")
    if kept.body != written.text:
        raise TextChangedError(f"The text {written.id} came before with other words.")
    return False


def _row(session: Session, written: Written, caregiver: Caregiver, family: Family, now: datetime) -> InboundMessage:
    phone = phone_by_id(session, caregiver.phone_id)
    at = written.written_at.isoformat() if written.written_at is not None else None
    return InboundMessage(
        id=written.id,
        caregiver_id=caregiver.id,
        number=phone.number,
        number_index=phone.number_index,
        body=written.text,
        raw=json.dumps({"text": written.text, "written_at": at}, ensure_ascii=False, sort_keys=True),
        found_by=written.way,
        sent_at=_sent_at(written, caregiver, now),
        received_at=now,
        stream=family.code,
    )


def _sent_at(written: Written, caregiver: Caregiver, now: datetime) -> datetime:
    """By the client's clock; one that is ahead, or shows a time before we knew the caregiver, is wrong."""
    at = written.written_at
    return at if at is not None and caregiver.created_at <= at <= now else now


def _refuse_too_many(session: Session, row: InboundMessage, *, pack: Pack, now: datetime) -> None:
    count = queries.written_since(session, caregiver_id=row.caregiver_id or "", since=now - HOUR)
    if count < MOST_AN_HOUR:
        return
    if understand(row.body, now, context_of(session, row, pack)).urgency.rank < Urgency.URGENT.rank:
        raise TooManyTextsError(f"At most {MOST_AN_HOUR} texts an hour.")
