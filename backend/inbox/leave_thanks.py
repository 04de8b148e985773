"""Thanks that nobody has to read: kept and shown with all else, not answered, and on nobody's list.

In doubt a person reads it: where something is asked, open or promised, or a person of the study wrote last.
"""

from collections.abc import Mapping

from sqlmodel import Session

from backend.chat.hold import holder
from backend.concerns import queries as concerns
from backend.concerns.models import TaskKind
from backend.families.models import Family
from backend.families.pause_queries import is_paused
from backend.families.phone_queries import is_confirmed
from backend.families.queries import families_on_phone
from backend.inbox import queries
from backend.inbox.ask_use import is_rating
from backend.inbox.conversation import Conversation
from backend.inbox.keep_diary import is_at_diary
from backend.outbox.enqueue import STAFF_NOTE
from backend.outbox.models import Message
from backend.outbox.told_queries import is_asked_about, messages_to
from backend.triage.short_reply import Reading, ShortReply
from backend.triage.understanding import Understanding

THANKED = "thanked"
"""The outcome of a text that was left so."""
OURS = frozenset({TaskKind.BOOK_VISIT, TaskKind.RECORD_RESULT, TaskKind.NOT_SENT})
"""What staff have to do by themselves: no family waits for it."""


def leave_thanks(session: Session, talk: Conversation, said: ShortReply, understood: Understanding) -> bool:
    """Leave the text be if it only thanks and nothing is open; whether it was left."""
    if talk.row.media or not understood.waits_for_nobody or said.reading not in (Reading.UNSURE, Reading.FREE):
        return False
    if not is_confirmed(session, talk.phone.id) or _is_asked(session, talk):
        return False
    if any(_waits(session, family) for family in families_on_phone(session, talk.phone.id)):
        return False
    talk.row.outcome = THANKED
    return True


def _is_asked(session: Session, talk: Conversation) -> bool:
    """Whether this phone was asked something, by a text or by a person, that it may be answering."""
    number = talk.phone.number_index
    if is_at_diary(session, talk) or is_asked_about(session, number_index=number, now=talk.now):
        return True
    last = messages_to(session, stream=talk.family.code, number_index=number, before=None, limit=1)
    if any(each.kind == STAFF_NOTE for each in last):
        return True
    return any(_is_open(session, each) for each in (talk.prompt, *last) if each is not None)


def _is_open(session: Session, message: Message) -> bool:
    """Whether its choices were never answered, in time or not; an answer may be left unrated."""
    if not _asks(message.options):
        return False
    return not any(row.answer for row in queries.answers_to(session, message.id))


def _asks(options: Mapping[str, list[str]]) -> bool:
    return bool(options) and not is_rating(options)


def _waits(session: Session, family: Family) -> bool:
    """Whether a family waits for a person, or is spared everything that is done by itself."""
    if is_paused(session, family.id) or holder(session, family.code) is not None:
        return True
    if concerns.unresolved_of(session, family_id=family.id, sender_index=None):
        return True
    return any(TaskKind(task.kind) not in OURS for task in concerns.open_tasks(session, stream=family.code))
