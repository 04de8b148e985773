"""What a free text wants that comes before any other use of it: out of the study, which arm, a person, no texts."""

from collections.abc import Iterable

from sqlmodel import Session

from backend.assistant.whys import Why
from backend.chat.hold import holder, wait_for_person
from backend.chat.models import Came
from backend.concerns.models import TaskKind
from backend.concerns.mourning import mourns
from backend.concerns.open_task import WISHES, open_task
from backend.inbox.conversation import Conversation, may_say, reply
from backend.inbox.keep_diary import safety_told
from backend.inbox.keep_turn import keep_turn
from backend.inbox.preferences import opt_out, stopped_by
from backend.inbox.say_by_when import say_by_when
from backend.protocol.refusals import PREFIX
from backend.triage.short_reply import Reading, ShortReply
from backend.triage.understanding import Intent, Understanding, Urgency

FOR_READING = "safety-routine"
REFUSED = {TaskKind.UNBLINDING_REQUEST: "arm", TaskKind.WITHDRAWAL_ASKED: "consent-act"}
"""Wishes that are refused here in words of their own, by the kind of the refusal, where the pack has it."""


def grant_wishes(session: Session, talk: Conversation, understood: Understanding) -> None:
    """Do what a sentence asks for, or bring it to the person who can: one answer, and a task for every wish."""
    first, *others = (intent for intent in WISHES if intent in understood.intents)
    if Intent.OPT_OUT in understood.intents and understood.urgency is Urgency.NONE:
        opt_out(session, talk, ShortReply(Reading.OPT_OUT, talk.row.body), more=first is not Intent.OPT_OUT)
        others = [intent for intent in (first, *others) if intent is not Intent.OPT_OUT]
    else:
        # Which arm is forwarded, never answered: nobody here may know or guess (domain 6).
        _hand_on(session, talk, WISHES[first])
    hand_on_silently(session, talk, others)


def has_wishes(understood: Understanding) -> bool:
    """Whether it asks for something that comes before any other use of the text.

    No more texts, beside a worry, is only brought to a person: the phone has to hear what becomes of the worry.
    """
    wants = set(understood.intents)
    return bool(wants & (WISHES.keys() - {Intent.OPT_OUT})) or (
        Intent.OPT_OUT in wants and understood.urgency is Urgency.NONE
    )


def hand_on_silently(session: Session, talk: Conversation, wants: Iterable[Intent]) -> None:
    """Bring wishes to a person that stand beside something else, or were noticed late: the family has its answer."""
    stopped = stopped_by(session, talk) is not None
    for intent in wants:
        if intent in WISHES and not (stopped and intent is Intent.OPT_OUT):
            _task(session, talk, WISHES[intent])


def _hand_on(session: Session, talk: Conversation, kind: TaskKind) -> None:
    talk.row.outcome = kind.value
    silent = holder(session, talk.family.code) is not None
    _task(session, talk, kind)
    answer = _acknowledged(talk, kind)
    refused = kind in REFUSED and not silent and not mourns(session, talk.family)
    if refused and may_say(talk, f"{PREFIX}{REFUSED[kind]}"):
        answer = f"{PREFIX}{REFUSED[kind]}"
        keep_turn(session, talk, Came.REFUSED, talk.language, kind=REFUSED[kind], why=Why.WISH.value)
        reply(session, talk, answer, values=talk.promise())
    elif kind is not TaskKind.CALL_BACK or not _names_call(session, talk):
        say_by_when(session, talk, answer)


def _names_call(session: Session, talk: Conversation) -> bool:
    """Whether the worry of the same text was just answered with the hour of a call."""
    return any(
        kind != FOR_READING and "by" in talk.pack.wordings[kind].variables for kind in safety_told(session, talk)
    )


def _acknowledged(talk: Conversation, kind: TaskKind) -> str:
    """Who asks for a person is told that a person answers from now on."""
    if kind is not TaskKind.CALL_BACK:
        return "ack-kept"
    return "ack-person" if may_say(talk, "ack-person") else "ack-call"


def _task(session: Session, talk: Conversation, kind: TaskKind) -> None:
    """The task; a wish for a person also silences what answers by itself, until somebody hands back."""
    if kind is TaskKind.CALL_BACK:
        stream, now = talk.family.code, talk.now
        wait_for_person(session, stream=stream, text_id=talk.row.id, by=talk.actor, now=now)
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
