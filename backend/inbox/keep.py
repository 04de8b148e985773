"""Keeping what no rule may answer: it comes to a person, and the family is told truthfully by when."""

from datetime import datetime, timedelta

from sqlmodel import Session

from backend.audit.record import STUDY
from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.concerns.queries import open_beginning
from backend.inbox.conversation import Conversation
from backend.inbox.models import InboundMessage
from backend.inbox.sample import is_raised
from backend.inbox.say_by_when import say_by_when

MOST_FROM_STRANGER = 20


def keep_for_person(
    session: Session,
    talk: Conversation,
    *,
    kind: str = "ack-kept",
    silently: bool = False,
    about: InboundMessage | None = None,
) -> None:
    """Put the text on the coordinator's list and say so; `silently` where the family has had its answers.

    A concern about its sample stands on that list already.

    `about` is the earlier text that is to be read, where this one is but a digit.
    """
    talk.row.outcome = "kept"
    if about is not None or talk.row.media or not is_raised(session, talk.row):
        _to_read(session, talk, about or talk.row)
    if not silently:
        say_by_when(session, talk, kind)


def _to_read(session: Session, talk: Conversation, read: InboundMessage) -> None:
    facts = {"text": read.id}
    if talk.row.media:
        facts["media"] = str(talk.row.media)
    open_task(
        session,
        kind=TaskKind.READ_MESSAGE,
        stream=talk.family.code,
        dedup_key=f"read:{talk.row.id}",
        due_by=talk.read_by,
        facts=facts,
        words=read.body,
        now=talk.now,
    )


def keep_from_stranger(session: Session, row: InboundMessage, *, now: datetime) -> None:
    """A number no family has: a person looks, and nothing is answered to somebody we do not know.

    Each text is looked at: behind an advertisement may come a grandmother. One number cannot fill the list, though.
    """
    row.outcome = "unknown-sender"
    key = f"stranger:{row.number_index}:"
    if len(open_beginning(session, key)) >= MOST_FROM_STRANGER:
        return
    open_task(
        session,
        kind=TaskKind.UNKNOWN_SENDER,
        stream=STUDY,
        dedup_key=f"{key}{row.id}",
        due_by=now + timedelta(days=1),
        facts={"text": row.id},
        words=row.body,
        now=now,
    )
