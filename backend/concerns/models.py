"""Tasks for a person."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from backend.db import JSONText, UTCDateTime
from backend.vault import Sealed


class TaskKind(StrEnum):
    """Why a person is needed."""

    BOOK_VISIT = "book-visit"
    REBOOK_VISIT = "rebook-visit"
    CALL_UNCONFIRMED = "call-unconfirmed"
    CALL_MISSED = "call-missed"
    RECORD_RESULT = "record-result"
    CALL_BACK = "call-back"
    READ_MESSAGE = "read-message"
    CONFIRM_PHONE = "confirm-phone"
    WRONG_NUMBER = "wrong-number"
    OPTED_OUT = "opted-out"
    UNREACHABLE = "unreachable"
    NOT_SENT = "not-sent"
    CALL_NOW = "call-now"
    UNKNOWN_SENDER = "unknown-sender"
    ROUTE_HALTED = "route-halted"


class TaskState(StrEnum):
    """Open until a person writes down what came of it."""

    OPEN = "open"
    DONE = "done"


class Task(SQLModel, table=True):
    """One thing for a person to do, with the reason and the facts; `number` is its name for people."""

    __table_args__ = (Index("ix_task_open", "state", "due_by"),)

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    dedup_key: str = Field(unique=True)
    kind: str
    stream: str = Field(index=True)
    child_code: str | None = None
    facts: dict[str, str] = Field(sa_column=Column(JSONText, nullable=False))
    words: str | None = Field(default=None, sa_column=Column(Sealed("task.words")))
    opened_at: datetime = Field(sa_type=UTCDateTime)
    due_by: datetime = Field(sa_type=UTCDateTime)
    state: str = TaskState.OPEN.value
    done_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    done_by: str | None = None
    outcome: str | None = None
    note: str | None = Field(default=None, sa_column=Column(Sealed("task.note")))
