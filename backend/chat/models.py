"""What became of families' questions, one row a text; and who has a conversation."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db import JSONText, UTCDateTime


class Came(StrEnum):
    """What a question got. `chosen`: a title by its digit; `person`: somebody reads it."""

    ANSWERED = "answered"
    OFFERED = "offered"
    CHOSEN = "chosen"
    REFUSED = "refused"
    PERSON = "person"


class ChatTurn(SQLModel, table=True):
    """Append-only: one text that asked something, or chose a title, and why it got what it got.

    The id is the text's own, so that it counts once. `passages` are `topic@version` of every sentence or title that
    went out; `ranking` is `topic=share`; `kind` is that of a refusal; `why` is made of
    the codes of `assistant.whys`; `asked_use`: whether the answer helped was asked with it.
    """

    __tablename__ = "chat_turn"
    __table_args__ = (
        Index("ix_chat_turn_number", "number_index", "at"),
        Index("ix_chat_turn_stream", "stream", "at"),
        Index("ix_chat_turn_came", "came", "at"),
    )

    id: str = Field(primary_key=True)
    stream: str
    number_index: str
    caregiver_id: str | None = Field(default=None, foreign_key="caregiver.id")
    at: datetime = Field(sa_type=UTCDateTime)
    came: str
    topic: str = ""
    kind: str = ""
    passages: list[str] = Field(sa_column=Column(JSONText, nullable=False))
    ranking: list[str] = Field(sa_column=Column(JSONText, nullable=False))
    language: str
    why: str
    asked_use: bool | None = None


class ChatRating(SQLModel, table=True):
    """Append-only: one digit that says whether an answer helped; the id is that of the text. The last one counts.

    `passages` are those of the answer, `topic@version`.
    """

    __tablename__ = "chat_rating"
    __table_args__ = (Index("ix_chat_rating_at", "at"),)

    id: str = Field(primary_key=True)
    turn_id: str = Field(foreign_key="chat_turn.id")
    stream: str
    at: datetime = Field(sa_type=UTCDateTime)
    topic: str
    passages: list[str] = Field(sa_column=Column(JSONText, nullable=False))
    useful: bool


class ChatProposal(SQLModel, table=True):
    """Append-only: a passage, or ways to ask for one (no `title` then), proposed from real questions, without names.

    `asked` by language; `texts` are the ids of the questions. Never read by whatever answers families.
    """

    __tablename__ = "chat_proposal"

    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
    by: str
    topic: str
    asked: dict[str, list[str]] = Field(sa_column=Column(JSONText, nullable=False))
    title: dict[str, str] = Field(sa_column=Column(JSONText, nullable=False))
    short: dict[str, str] = Field(sa_column=Column(JSONText, nullable=False))
    texts: list[str] = Field(sa_column=Column(JSONText, nullable=False))


class HoldKind(StrEnum):
    """Whether a family asked for a person, a person took the conversation over, or handed it back."""

    ASKED = "asked-for"
    TAKEN = "taken-over"
    BACK = "handed-back"


class ChatHold(SQLModel, table=True):
    """Append-only: who asked for a person or took a conversation over, and when it was handed back.

    `nth` counts from 1. The id of an `asked-for` is that of the text that asked; the call it asks for is a task.
    """

    __tablename__ = "chat_hold"
    __table_args__ = (UniqueConstraint("stream", "nth"),)

    id: str = Field(primary_key=True)
    stream: str
    nth: int
    kind: str
    by: str
    at: datetime = Field(sa_type=UTCDateTime)
