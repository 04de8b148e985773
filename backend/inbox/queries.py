"""All SQL of the inbox."""

from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from backend.db import UTCDateTime
from backend.inbox.models import InboundMessage

# Asked at every tick, so built once: building a statement costs more than running it.
_WAITING = (
    sql_select(col(InboundMessage.id))
    .where(col(InboundMessage.processed_at).is_(None))
    .order_by(col(InboundMessage.received_at), col(InboundMessage.id))
    .limit(bindparam("limit"))
)
_SEEN_ONCE = (
    sql_select(col(InboundMessage.id))
    .where(
        col(InboundMessage.reconsidered_at).is_(None),
        col(InboundMessage.processed_at) >= bindparam("since", type_=UTCDateTime()),
    )
    .order_by(col(InboundMessage.processed_at), col(InboundMessage.id))
    .limit(bindparam("limit"))
)


def has_provider_id(session: Session, provider_id: str) -> bool:
    found = session.exec(select(InboundMessage.id).where(InboundMessage.provider_id == provider_id)).first()
    return found is not None


def waiting(session: Session, *, limit: int) -> list[str]:
    """Ids of texts not yet processed, the oldest first."""
    return list(session.execute(_WAITING, {"limit": limit}).scalars())


def take(session: Session, inbound_id: str, *, wait: bool = False) -> InboundMessage | None:
    """The text, locked, if nobody has processed it; None too if somebody is at it, unless we `wait` for them."""
    return session.exec(
        select(InboundMessage)
        .where(InboundMessage.id == inbound_id, col(InboundMessage.processed_at).is_(None))
        .with_for_update(skip_locked=not wait)
    ).first()


def text(session: Session, inbound_id: str) -> InboundMessage | None:
    return session.get(InboundMessage, inbound_id)


def seen_once(session: Session, *, since: datetime, limit: int) -> list[str]:
    """Ids of texts processed since then and not yet looked at again, the oldest first."""
    return list(session.execute(_SEEN_ONCE, {"since": since, "limit": limit}).scalars())


def take_seen_once(session: Session, inbound_id: str) -> InboundMessage | None:
    """The text, locked, if it was processed and nobody looked again or is at it."""
    return session.exec(
        select(InboundMessage)
        .where(
            InboundMessage.id == inbound_id,
            col(InboundMessage.processed_at).is_not(None),
            col(InboundMessage.reconsidered_at).is_(None),
        )
        .with_for_update(skip_locked=True)
    ).first()


def answers_to(session: Session, prompt_id: str) -> list[InboundMessage]:
    """Texts that were read against a prompt, the oldest first."""
    return list(
        session.exec(
            select(InboundMessage)
            .where(InboundMessage.prompt_id == prompt_id)
            .order_by(col(InboundMessage.received_at), col(InboundMessage.id))
        ).all()
    )


def received_since(session: Session, *, number_index: str, since: datetime) -> int:
    """How many texts came by SMS from a number."""
    return session.exec(
        select(func.count())
        .select_from(InboundMessage)
        .where(
            InboundMessage.number_index == number_index,
            col(InboundMessage.received_at) > since,
            col(InboundMessage.provider_id).is_not(None),
        )
    ).one()


def bodies_since(session: Session, *, number_index: str, since: datetime) -> list[str]:
    """What came by SMS from a number."""
    return list(
        session.exec(
            select(InboundMessage.body).where(
                InboundMessage.number_index == number_index,
                col(InboundMessage.received_at) > since,
                col(InboundMessage.provider_id).is_not(None),
            )
        )
    )


def written_since(session: Session, *, caregiver_id: str, since: datetime) -> int:
    """How many texts a caregiver typed in the app or on the page."""
    return session.exec(
        select(func.count())
        .select_from(InboundMessage)
        .where(InboundMessage.caregiver_id == caregiver_id, col(InboundMessage.received_at) > since)
    ).one()


def texts_from(
    session: Session, *, stream: str, number_index: str, before: tuple[datetime, str] | None, limit: int
) -> list[InboundMessage]:
    """What a family wrote from one phone, the newest first; `before` is the moment and id of the last one seen."""
    query = select(InboundMessage).where(InboundMessage.stream == stream, InboundMessage.number_index == number_index)
    if before is not None:
        at, last = before
        same = and_(col(InboundMessage.received_at) == at, col(InboundMessage.id) < last)
        query = query.where(or_(col(InboundMessage.received_at) < at, same))
    newest = (col(InboundMessage.received_at).desc(), col(InboundMessage.id).desc())
    return list(session.exec(query.order_by(*newest).limit(limit)).all())


def latest_texts(session: Session, *, stream: str, limit: int) -> list[InboundMessage]:
    """What a family wrote last, from any of its phones, the newest first."""
    query = select(InboundMessage).where(InboundMessage.stream == stream)
    newest = (col(InboundMessage.received_at).desc(), col(InboundMessage.id).desc())
    return list(session.exec(query.order_by(*newest).limit(limit)).all())


def latest_received_at(session: Session) -> datetime | None:
    return session.exec(select(func.max(InboundMessage.received_at))).one()


def all_texts(session: Session) -> list[InboundMessage]:
    return list(
        session.exec(select(InboundMessage).order_by(col(InboundMessage.received_at), col(InboundMessage.id))).all()
    )
