"""A text on which a part of the program fails: its worry is answered and paged all the same, the rest is a person's.

Each of these is done in a transaction of its own, after what failed was taken back.
"""

from datetime import datetime

from sqlmodel import Session

from backend.audit.record import STUDY
from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.inbox.conversation import open_conversation
from backend.inbox.keep import keep_for_person, keep_from_stranger
from backend.inbox.meaning import read_meaning
from backend.inbox.models import InboundMessage
from backend.inbox.sender import family_of
from backend.inbox.worry import raise_strangers_worry, raise_worry
from backend.protocol.pack import Pack

NOT_READ = "not-read"
"""What came of a text that could not be acted on in full."""


def keep_worry(session: Session, row: InboundMessage, *, pack: Pack, live: bool, now: datetime) -> None:
    """Only the worry and its answer; and the words for a person."""
    talk = open_conversation(session, row, pack=pack, live=live, now=now)
    understood = read_meaning(session, row, pack=pack, now=now)
    if talk is None:
        raise_strangers_worry(session, row, understood, pack=pack, live=live, now=now)
        keep_from_stranger(session, row, now=now)
    else:
        row.stream = talk.family.code
        raised = raise_worry(session, talk, understood)
        keep_for_person(session, talk, silently=raised is not None)
    row.outcome = NOT_READ


def keep_unread(session: Session, row: InboundMessage, *, now: datetime) -> None:
    """Only the words, for a person, now: what they mean nobody knows."""
    family = family_of(session, row)
    row.stream, row.outcome = family.code if family is not None else STUDY, NOT_READ
    let_read(session, row, now=now)


def let_read(session: Session, row: InboundMessage, *, now: datetime) -> None:
    """Put the words on a person's list, now; what came of the text stays as it was."""
    open_task(
        session,
        kind=TaskKind.READ_MESSAGE,
        stream=row.stream or STUDY,
        dedup_key=f"read:{row.id}",
        due_by=now,
        facts={"text": row.id},
        words=row.body,
        now=now,
    )
