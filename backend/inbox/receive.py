"""Storing a text as it came, once, whether a webhook brought it or the provider's list did."""

import json
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend import vault
from backend.channels.outcomes import Received
from backend.errors import NuanxinError
from backend.inbox import queries
from backend.inbox.models import InboundMessage


class IncompleteTextError(NuanxinError):
    """The webhook lacks what every text has: an id and a sender."""

    type = "incomplete-text"
    status_code = 400


def store(session: Session, received: Received, *, found_by: str, now: datetime) -> str | None:
    """Keep the text; its id, or None if it was here already. Raises IncompleteTextError."""
    if not received.provider_id or not received.sender:
        raise IncompleteTextError("A text needs MessageSid and From.")
    if queries.has_provider_id(session, received.provider_id):
        return None
    row = InboundMessage(
        id=str(uuid5(NAMESPACE_URL, f"inbound:{received.provider_id}")),
        provider_id=received.provider_id,
        number=received.sender,
        number_index=vault.blind(received.sender),
        body=received.body,
        raw=json.dumps(received.raw, ensure_ascii=False, sort_keys=True),
        opt_out_type=received.opt_out_type,
        media=received.media,
        found_by=found_by,
        sent_at=min(received.sent_at or now, now),
        received_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None  # a doubled webhook got there between our look and our write
    return row.id
