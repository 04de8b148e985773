"""Hearing by one digit whether a passage helped; where it did not, a person reads the question."""

from datetime import datetime

from sqlmodel import Session

from backend.chat import queries as chat
from backend.chat.models import ChatRating
from backend.inbox import queries
from backend.inbox.ask_use import is_rating
from backend.inbox.conversation import Conversation, may_say
from backend.inbox.keep import keep_for_person
from backend.outbox.models import Message
from backend.outbox.told_queries import open_prompt


def open_rating(session: Session, number_index: str, *, now: datetime) -> Message | None:
    """The answer to this phone that may be rated now, and was not yet."""
    prompt = open_prompt(session, number_index=number_index, now=now)
    if prompt is None or not is_rating(prompt.options):
        return None
    return None if any(row.answer for row in queries.answers_to(session, prompt.id)) else prompt


def say_useful(session: Session, talk: Conversation, marks: list[str]) -> None:
    """It helped; nothing is sent, since every text costs somebody's attention."""
    talk.row.outcome = "rated"
    _keep(session, talk, marks[0], useful=True)


def say_useless(session: Session, talk: Conversation, marks: list[str]) -> None:
    """It did not: somebody reads what was asked, and the family is told by when."""
    kind = "ack-useless" if may_say(talk, "ack-useless") else "ack-kept"
    keep_for_person(session, talk, kind=kind, about=queries.text(session, marks[0]))
    _keep(session, talk, marks[0], useful=False)


def _keep(session: Session, talk: Conversation, turn_id: str, *, useful: bool) -> None:
    turn = chat.turn(session, turn_id)
    if turn is None:
        return
    rating = ChatRating(
        id=talk.row.id,
        turn_id=turn.id,
        stream=turn.stream,
        at=talk.now,
        topic=turn.topic,
        passages=turn.passages,
        useful=useful,
    )
    chat.add(session, rating)
