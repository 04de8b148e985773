"""Answering what a family asks of its own children with typed facts: the next visit, the urine, the diary."""

from collections.abc import Sequence

from sqlmodel import Session

from backend.chat.consider import FOLLOW_UP, Considered
from backend.chat.facts import PREFIX, TELLERS, Household, facts, in_study
from backend.chat.models import Came, ChatTurn
from backend.families.models import Child, Sex
from backend.families.phone_queries import is_confirmed
from backend.inbox.conversation import Conversation, reply
from backend.inbox.keep_turn import keep_turn
from backend.protocol.pack import WordingUnapproved
from backend.schedule.happen import subject
from backend.triage.plain import plain

ANSWER = "answer"
BROTHERS, SISTERS = ("弟", "哥", "细佬", "brother"), ("妹", "姐", "sister")


def tell_fact(session: Session, talk: Conversation, considered: Considered, last: ChatTurn | None) -> bool:
    """Tell it of the children meant; False where nobody may hear it, or nobody in the study is meant."""
    kind = considered.personal
    if kind == FOLLOW_UP:
        kind = last.topic.removeprefix(PREFIX) if last is not None else ""
    children = _meant(in_study(session, talk.family), talk.row.body)
    if kind not in TELLERS or not children or not _is_private(session, talk):
        return False
    household = Household(talk.family, considered.language, talk.pack, talk.live, talk.now)
    try:
        told = facts(session, kind, household, children)
    except WordingUnapproved:
        return False
    talk.row.outcome = "answered"
    reply(
        session,
        talk,
        ANSWER,
        values={"answer": "\n".join(each.words for each in told), "rate": ""},
        language=considered.language,
        subjects=tuple(sorted(subject(each.child.id) for each in told)),
        child_specific=True,
    )
    keep_turn(
        session,
        talk,
        Came.ANSWERED,
        considered.language,
        topic=f"{PREFIX}{kind}",
        passages=sorted({f"{each.kind}@{each.version}" for each in told}),
        why=considered.answer.why,
    )
    return True


def _is_private(session: Session, talk: Conversation) -> bool:
    """Whether a text about a child reaches this family alone: one who signed in, or a confirmed phone of one home."""
    if talk.writer is not None:
        return True
    homes = {each.family_id for each in talk.caregivers}
    return len(homes) == 1 and is_confirmed(session, talk.phone.id)


def _meant(children: Sequence[Child], body: str) -> Sequence[Child]:
    """Those called by name or as brother or sister; all of them, where nobody is."""
    text = plain(body).text.casefold()
    named = [each for each in children if each.called and each.called.casefold() in body.casefold()]
    if named:
        return named
    for words, sex in ((BROTHERS, Sex.MALE), (SISTERS, Sex.FEMALE)):
        if any(word in text for word in words):
            return [each for each in children if each.sex is sex] if len(children) > 1 else []
    return children
