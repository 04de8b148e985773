"""Keeping what became of a question with the conversation it belongs to."""

from collections.abc import Sequence

from sqlmodel import Session

from backend.chat import queries as chat
from backend.chat.context import before
from backend.chat.models import Came, ChatTurn
from backend.inbox.conversation import Conversation
from backend.languages import Language


def keep_turn(
    session: Session,
    talk: Conversation,
    came: Came,
    language: Language,
    *,
    topic: str = "",
    kind: str = "",
    passages: Sequence[str] = (),
    ranking: Sequence[str] = (),
    why: str,
    asked_use: bool = False,
) -> None:
    """The turn of this text, once."""
    row = talk.row
    turn = ChatTurn(
        id=row.id,
        stream=talk.family.code,
        number_index=row.number_index,
        caregiver_id=row.caregiver_id,
        at=talk.now,
        came=came.value,
        topic=topic,
        kind=kind,
        passages=list(passages),
        ranking=list(ranking),
        language=language.value,
        why=why,
        asked_use=asked_use,
    )
    chat.add(session, turn)


def before_this(session: Session, talk: Conversation) -> ChatTurn | None:
    """What the same people asked just before."""
    return before(
        session,
        stream=talk.family.code,
        number_index=talk.row.number_index,
        caregiver_id=talk.row.caregiver_id,
        now=talk.now,
    )
