"""Putting a message into the outbox, in the transaction of its cause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend import vault
from backend.languages import Language
from backend.outbox import queries
from backend.outbox.decide import Because, note
from backend.outbox.models import Message, Stage, Status
from backend.protocol.pack import Rendered
from backend.protocol.routes import Route, Variant
from backend.protocol.wording import MessageClass
from backend.segments import count

SAFETY, SCHEDULED, REPLY = 0, 1, 2  # lanes are named, not ranked: each is emptied by a job of its own
HERE = "here"
"""The route of what is put into the app's inbox and leaves by no provider: it has arrived once it is stored."""
STAFF_NOTE = "staff-note"
"""The kind of what staff write to a family themselves."""
CAN_WAIT = frozenset({"safety-routine"})  # promises a time hours away; a crowd of these must not delay an emergency


@dataclass(frozen=True)
class Draft:
    """What a room wants said. `dedup_key` is made of stable ids and dates, never of words.

    `subjects` are opaque (`child:…`, `family:…`); `about` names what would make the text untrue if it changed;
    `options` maps a digit to what it means until `options_until`. `here`: for the app's inbox alone.
    """

    dedup_key: str
    kind: str
    message_class: MessageClass
    number: str
    route: Route
    zone: str
    language: Language
    rendered: Rendered
    stream: str
    because: Because
    due_at: datetime
    expires_at: datetime
    subjects: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    options: Mapping[str, list[str]] = field(default_factory=dict)
    options_until: datetime | None = None
    early_ok: bool = False
    child_specific: bool = False
    tolerates_duplicate: bool = False
    last_word: bool = False
    here: bool = False


def lane_of(message_class: MessageClass, kind: str) -> int:
    """Safety texts and pages have a lane of their own, plain answers another: neither waits behind reminders."""
    if message_class is MessageClass.SCHEDULED:
        return SCHEDULED
    return REPLY if message_class is MessageClass.REPLY or kind in CAN_WAIT else SAFETY


def enqueue(session: Session, draft: Draft, *, now: datetime) -> Message | None:
    """Store the message once; None if the same one (by `dedup_key`) is there already."""
    if queries.has_key(session, draft.dedup_key):
        return None
    message = _row(draft, now)
    session.add(message)
    note(
        session,
        draft.because,
        stream=draft.stream,
        about_on=draft.due_at.astimezone(ZoneInfo(draft.zone)).date(),
        stage=Stage.PLAN,
        message_id=message.id,
        now=now,
    )
    return message


def _row(draft: Draft, now: datetime) -> Message:
    size = count(draft.rendered.body)
    return Message(
        id=str(uuid5(NAMESPACE_URL, draft.dedup_key)),
        dedup_key=draft.dedup_key,
        message_class=draft.message_class.value,
        lane=lane_of(draft.message_class, draft.kind),
        kind=draft.kind,
        number=draft.number,
        number_index=vault.blind(draft.number),
        route=HERE if draft.here else draft.route.key,
        zone=draft.zone,
        language=draft.language.value,
        variant=(Variant.TWO_WAY if draft.here else draft.route.variant).value,
        body=draft.rendered.body,
        body_index=vault.blind(draft.rendered.body),
        encoding=size.encoding.value,
        parts=0 if draft.here else size.parts,
        wording_version=draft.rendered.version,
        wording_state=draft.rendered.state.value,
        wording_reference=draft.rendered.reference,
        stream=draft.stream,
        subjects=list(draft.subjects),
        about=list(draft.about),
        options=dict(draft.options),
        options_until=draft.options_until,
        early_ok=draft.early_ok,
        child_specific=draft.child_specific,
        tolerates_duplicate=draft.tolerates_duplicate,
        last_word=draft.last_word,
        created_at=now,
        due_at=draft.due_at,
        expires_at=draft.expires_at,
        next_at=max(draft.due_at, now),
        status=(Status.DELIVERED if draft.here else Status.PENDING).value,
        status_at=now,
        sent_at=now if draft.here else None,
    )
