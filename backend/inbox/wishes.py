"""What a free text wants beside, or instead of, worrying: out of the study, which arm, a person, no more texts."""

from collections.abc import Iterable

from sqlmodel import Session

from backend.concerns.models import TaskKind
from backend.concerns.open_task import WISHES, open_task
from backend.concerns.raise_concern import Raised
from backend.inbox.conversation import Conversation, reply
from backend.inbox.keep import keep_for_person
from backend.inbox.preferences import opt_out
from backend.triage.short_reply import Reading, ShortReply
from backend.triage.understanding import Intent, Understanding, Urgency


def grant_wishes(session: Session, talk: Conversation, understood: Understanding, raised: Raised | None) -> None:
    """Do what a sentence asks for; what it asks and nothing here can do comes to a person."""
    wants = frozenset(understood.intents)
    if Intent.ALLOCATION_QUESTION in wants:
        # Forwarded, never answered: nobody here may know or guess (domain 6).
        _hand_on(session, talk, TaskKind.UNBLINDING_REQUEST, "ack-kept")
    elif Intent.WITHDRAW_STUDY in wants:
        _hand_on(session, talk, TaskKind.WITHDRAWAL_ASKED, "ack-kept")
    elif Intent.TALK_TO_PERSON in wants:
        _hand_on(session, talk, TaskKind.CALL_BACK, "ack-call")
    elif Intent.OPT_OUT in wants and understood.urgency is Urgency.NONE:
        opt_out(session, talk, ShortReply(Reading.OPT_OUT, talk.row.body))
    elif raised is None or talk.row.media:
        keep_for_person(session, talk)
    else:
        talk.row.outcome = "concern"


def has_wishes(understood: Understanding) -> bool:
    """Whether it asks for something that comes before any other use of the text."""
    wants = set(understood.intents)
    return bool(wants & WISHES.keys()) or (Intent.OPT_OUT in wants and understood.urgency is Urgency.NONE)


def hand_on_silently(session: Session, talk: Conversation, wants: Iterable[Intent]) -> None:
    """Bring wishes that were noticed late to a person; the family has its answer, and no second one."""
    for intent in wants:
        if intent in WISHES:
            _task(session, talk, WISHES[intent])


def _hand_on(session: Session, talk: Conversation, kind: TaskKind, answer: str) -> None:
    talk.row.outcome = kind.value
    _task(session, talk, kind)
    reply(session, talk, answer, values=talk.promise())


def _task(session: Session, talk: Conversation, kind: TaskKind) -> None:
    open_task(
        session,
        kind=kind,
        stream=talk.family.code,
        dedup_key=f"{kind.value}:{talk.row.id}",
        due_by=talk.read_by,
        facts={"text": talk.row.id},
        words=talk.row.body,
        now=talk.now,
    )
