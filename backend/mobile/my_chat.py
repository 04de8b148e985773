"""The conversation with the study from this caregiver's phone: texts in and answers out, by SMS and in the app."""

from datetime import datetime

from sqlmodel import Session

from backend.devices.send_code import KIND as CODE
from backend.families.phone_queries import phone_by_id
from backend.inbox import queries as inbox
from backend.inbox.ask_use import NO, YES
from backend.inbox.models import InboundMessage
from backend.inbox.rate import open_rating
from backend.inbox.told import Told, read_by_of, told_of
from backend.languages import gettext, marked
from backend.mobile.app_entries import safety_shown
from backend.mobile.chat_shapes import ChatChoice, ChatItem, ChatKept, Voice
from backend.mobile.my_messages import shown
from backend.mobile.my_visits import Looking
from backend.mobile.paging import BadCursorError
from backend.mobile.shapes import Page
from backend.outbox import queries as outbox
from backend.outbox.enqueue import HERE
from backend.outbox.models import Message
from backend.outbox.told_queries import messages_to

BUTTONS = {YES: marked("It helped"), NO: marked("It did not help")}
NONE_BEFORE, ALL_OF = "", "z"
"""Below and above every id: of the same moment the answer is newer than the text."""


def told_here(session: Session, looking: Looking, text_id: str, *, live: bool) -> tuple[InboundMessage, Told] | None:
    """What this caregiver is told of a text of theirs; None if there is no such text."""
    row, me = inbox.text(session, text_id), looking.me
    if row is None or row.caregiver_id != me.caregiver.id:
        return None
    return row, told_of(session, row, me.caregiver, me.family, pack=looking.pack, live=live)


def kept_here(row: InboundMessage, told: Told, looking: Looking, *, fresh: bool) -> ChatKept:
    """That it is kept, as the app is told."""
    return ChatKept(
        id=row.id,
        outcome="kept" if fresh else "kept-before",
        at=looking.local(row.received_at),
        safety=safety_shown(told.advice, looking),
        next=told.said,
        read_by=looking.local(told.read_by) if told.read_by else None,
        language=told.language,
    )


def my_chat(session: Session, looking: Looking, *, after: str = "", limit: int) -> Page[ChatItem]:
    """A page, the newest first; `after` is the cursor of the page before. Raises BadCursorError."""
    me = looking.me
    phone = phone_by_id(session, me.caregiver.phone_id)
    mine = {"stream": me.family.code, "number_index": phone.number_index}
    asked, answered = _places(session, after, mine) if after else (None, None)
    texts = inbox.texts_from(session, **mine, before=asked, limit=limit + 1)
    answers = messages_to(session, **mine, before=answered, limit=limit + 1, answers_but=CODE)
    both = [((row.received_at, 0, row.id), row) for row in texts] + [
        ((each.created_at, 1, each.id), each) for each in answers
    ]
    both.sort(key=lambda pair: pair[0], reverse=True)
    rated = open_rating(session, phone.number_index, now=looking.now)
    items = [_item(session, row, looking, rated) for _, row in both[:limit]]
    return Page(items=items, next=items[-1].id if len(both) > limit else None)


Place = tuple[datetime, str]


def _places(session: Session, cursor: str, mine: dict[str, str]) -> tuple[Place, Place]:
    """Before which moment and id texts and answers go on after this item of the conversation."""
    text, answer = inbox.text(session, cursor), outbox.message(session, cursor)
    for found in (text, answer):
        if found is None or (found.stream, found.number_index) != (mine["stream"], mine["number_index"]):
            continue
        if isinstance(found, InboundMessage):
            return (found.received_at, found.id), (found.received_at, NONE_BEFORE)
        return (found.created_at, ALL_OF), (found.created_at, found.id)
    raise BadCursorError("Begin again without a cursor.")


def _item(session: Session, row: InboundMessage | Message, looking: Looking, rated: Message | None) -> ChatItem:
    zone = looking.zone
    if isinstance(row, InboundMessage):
        by = read_by_of(session, row)
        return ChatItem(
            id=row.id,
            at=row.received_at.astimezone(zone),
            by=Voice.FAMILY,
            text=row.body,
            way="sms" if row.provider_id else "app",
            language=None,
            state=None,
            read_by=by.astimezone(zone) if by else None,
            choices=[],
        )
    each = shown(row, zone)
    way = "app" if row.route == HERE else "sms"
    choices = _choices(looking) if rated is not None and rated.id == row.id else []
    return ChatItem(**each.model_dump(), by=Voice.STUDY, way=way, read_by=None, choices=choices)


def _choices(looking: Looking) -> list[ChatChoice]:
    return [ChatChoice(digit=digit, words=gettext(words, looking.language)) for digit, words in BUTTONS.items()]
