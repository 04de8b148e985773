"""The app's inbox: every text to this caregiver's phone, those too that could not go there."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.devices.send_code import KIND as CODE
from backend.devices.signed_in import SignedIn
from backend.families.phone_queries import phone_by_id
from backend.languages import Language
from backend.mobile.care_shapes import MessageShown, MessageState
from backend.mobile.paging import BadCursorError
from backend.mobile.shapes import Page
from backend.outbox import queries as outbox
from backend.outbox.models import Message, Status
from backend.outbox.told_queries import messages_to

STATES = {
    Status.DELIVERED: MessageState.ARRIVED,
    Status.UNDELIVERED: MessageState.NOT_ARRIVED,
    Status.FAILED: MessageState.NOT_ARRIVED,
    Status.BLOCKED: MessageState.KEPT_HERE,
}
DIGITS = re.compile(r"\d{6}")


def my_messages(session: Session, me: SignedIn, *, after: str = "", limit: int) -> Page[MessageShown]:
    """A page of texts, the newest first; `after` is the cursor of the page before. Raises BadCursorError."""
    phone = phone_by_id(session, me.caregiver.phone_id)
    rows = messages_to(
        session,
        stream=me.family.code,
        number_index=phone.number_index,
        before=_place(session, after) if after else None,
        limit=limit + 1,
    )
    zone = ZoneInfo(me.family.zone)
    items = [shown(row, zone) for row in rows[:limit]]
    return Page(items=items, next=items[-1].id if len(rows) > limit else None)


def _place(session: Session, cursor: str) -> tuple[datetime, str]:
    row = outbox.message(session, cursor)
    if row is None:
        raise BadCursorError("Begin again without a cursor.")
    return row.created_at, row.id


def shown(row: Message, zone: ZoneInfo) -> MessageShown:
    """A code is for the phone alone: whoever looks over a shoulder shall not come in with it."""
    return MessageShown(
        id=row.id,
        at=(row.sent_at or row.created_at).astimezone(zone),
        text=DIGITS.sub("••••••", row.body) if row.kind == CODE else row.body,
        language=Language(row.language),
        state=STATES.get(Status(row.status), MessageState.ON_ITS_WAY),
    )
