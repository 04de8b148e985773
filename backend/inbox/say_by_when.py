"""Saying by when a person sees to a text: a call that the family is owed already comes before any day to read it."""

from datetime import timedelta

from sqlmodel import Session

from backend.concerns import queries as concerns
from backend.concerns.answer_family import BY, Listener, facts_of, promised, true_until
from backend.concerns.append import Entry, append, standing_of
from backend.concerns.models import Concern, Kind
from backend.concerns.mourning import mourns
from backend.concerns.promise import read_by_words
from backend.concerns.standing import Standing
from backend.concerns.what_to_say import CALL_OWED
from backend.inbox.conversation import Conversation, may_say, reply
from backend.outbox.models import Scope
from backend.outbox.suppress import is_suppressed

AFTER_DEATH = "ack-after-death"


def say_by_when(session: Session, talk: Conversation, kind: str) -> None:
    """Answer with `kind`, by when it is read; while a call is owed, with that call and its hour instead.

    Whoever told of a child's death is told no hour and no emergency number again: only that it is read.
    """
    if mourns(session, talk.family):
        reply(session, talk, AFTER_DEATH)
        return
    owing = _owing(session, talk)
    if owing is None or not may_say(talk, CALL_OWED):
        reply(session, talk, kind, values=talk.promise())
        return
    _say_call(session, talk, *owing)


def _owing(session: Session, talk: Conversation) -> tuple[Concern, Standing] | None:
    """The concern whose family waits for a call, the soonest first; what was missed already comes last."""
    rows = concerns.unresolved_of(session, family_id=talk.family.id, sender_index=None)
    found = [(row, standing_of(session, row)) for row in rows]
    owing = [each for each in found if each[1].owes_call]
    far = talk.now + timedelta(days=366)
    return min(owing, key=lambda each: (each[1].call_due or far, each[0].number), default=None)


def _say_call(session: Session, talk: Conversation, concern: Concern, stands: Standing) -> None:
    """Name the hour, and keep it with the concern: whoever was told of the call waits for it."""
    by = promised(session, concern, stands.level, pack=talk.pack, now=talk.now)
    values = talk.promise() | {"by": read_by_words(by, talk.language, talk.family.zone)}
    expires_at = true_until(CALL_OWED, by, pack=talk.pack, now=talk.now)
    sent = reply(session, talk, CALL_OWED, values=values, expires_at=expires_at)
    stopped = is_suppressed(session, scope=Scope.NUMBER, key=talk.phone.number_index)
    if sent is None or (stopped and talk.writer is None):
        return
    listener = Listener(
        talk.phone.number,
        talk.phone.id,
        talk.family.place.value,
        talk.family.zone,
        talk.language,
        here=talk.writer is not None,
    )
    facts = facts_of(CALL_OWED, stands.level, listener, sent) | {"text": talk.row.id, "promise": by.isoformat()}
    if stopped:
        facts["shown"] = "yes"
    append(session, concern, Entry(Kind.ANSWERED, by=BY, facts=facts), now=talk.now)
