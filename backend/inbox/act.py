"""A sentence that does what a digit would: that they come, or that the day has to move."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from backend.chat.consider import Considered
from backend.concerns.raise_concern import Raised
from backend.inbox.answer import ACTS
from backend.inbox.conversation import Conversation, as_meant, file_text
from backend.schedule.choices import CONFIRM, MOVE
from backend.triage.understanding import Intent, Understanding

COMES = frozenset({Intent.CONFIRM_VISIT, Intent.THANKS})
MOVES = frozenset({Intent.RESCHEDULE_VISIT, Intent.DECLINE_VISIT, Intent.THANKS})
ABOUT_MOVING = "visit.reschedule"


def act_on_wish(
    session: Session,
    talk: Conversation,
    understood: Understanding,
    considered: Considered | None,
    raised: Raised | None,
) -> bool:
    """Confirm, or ask to move, the one visit that was asked about last, if that is all the text says."""
    wants, prompt = set(understood.intents), talk.prompt
    if raised is not None or talk.row.media or prompt is None or not wants:
        return False
    asked = as_meant(session, talk, prompt.stream)
    if asked is None:
        return False
    talk = asked
    about = considered.answer.topic if considered is not None else ""
    if Intent.CONFIRM_VISIT in wants and wants <= COMES:
        return _act(session, talk, prompt.options, CONFIRM)
    if wants & {Intent.RESCHEDULE_VISIT, Intent.DECLINE_VISIT} and wants <= MOVES and about in ("", ABOUT_MOVING):
        return _act(session, talk, prompt.options, MOVE)
    return False


def _act(session: Session, talk: Conversation, options: Mapping[str, Sequence[str]], act: str) -> bool:
    """Take the one digit that means this; False where several do, or it is about several visits."""
    found = [(digit, meaning[1:]) for digit, meaning in options.items() if meaning[0] == act]
    if talk.prompt is None or len(found) != 1 or len(found[0][1]) != 1:
        return False
    digit, marks = found[0]
    file_text(talk)
    talk.row.prompt_id, talk.row.answer = talk.prompt.id, digit
    ACTS[act](session, talk, list(marks))
    return True
