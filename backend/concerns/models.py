"""Concerns with their events, facts about the rota, and tasks for a person."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db import JSONText, UTCDateTime
from backend.vault import Sealed

STAY, GO_ON = "stay", "go-on"
"""What a person decides about the texts of a family that wrote of a death."""
KNOWS, UNREACHED = "family-knows", "not-reached"
"""Why a call that a family was promised is not made."""


class TaskKind(StrEnum):
    """Why a person is needed."""

    BOOK_VISIT = "book-visit"
    REBOOK_VISIT = "rebook-visit"
    CALL_UNCONFIRMED = "call-unconfirmed"
    CALL_MISSED = "call-missed"
    RECORD_RESULT = "record-result"
    CALL_BACK = "call-back"
    READ_MESSAGE = "read-message"
    READ_ENTRY = "read-entry"
    CALL_DIARY = "call-diary"
    CONFIRM_PHONE = "confirm-phone"
    WRONG_NUMBER = "wrong-number"
    OPTED_OUT = "opted-out"
    UNREACHABLE = "unreachable"
    NOT_SENT = "not-sent"
    CALL_NOW = "call-now"
    UNKNOWN_SENDER = "unknown-sender"
    ROUTE_HALTED = "route-halted"
    UNBLINDING_REQUEST = "unblinding-request"
    WITHDRAWAL_ASKED = "withdrawal-asked"
    CALL_MADE = "call-made"
    ROTA_GAP = "rota-gap"
    NOBODY_ON_CALL = "nobody-on-call"


class TaskState(StrEnum):
    """Open until a person writes down what came of it."""

    OPEN = "open"
    DONE = "done"


class Task(SQLModel, table=True):
    """One thing for a person to do, with the reason and the facts; `number` is its name for people.

    `put_off_until`: it waits until then; `holder`: who of the staff was asked to do it.
    """

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
    put_off_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    holder: str | None = None
    done_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    done_by: str | None = None
    outcome: str | None = None
    note: str | None = Field(default=None, sa_column=Column(Sealed("task.note")))


class TaskAct(StrEnum):
    """What a person did about a task; only `closed` ends it."""

    TRIED = "tried"
    PUT_OFF = "put-off"
    HANDED_OVER = "handed-over"
    CLOSED = "closed"


class TaskEvent(SQLModel, table=True):
    """Append-only: one thing that a person did about a task. `nth` counts from 1; `words` are sealed.

    The task's `put_off_until` to `note` repeat what these add up to.
    """

    __tablename__ = "task_event"
    __table_args__ = (UniqueConstraint("task_id", "nth"),)

    id: str = Field(primary_key=True)
    task_id: str = Field(foreign_key="task.id")
    nth: int
    kind: str
    at: datetime = Field(sa_type=UTCDateTime)
    by: str
    facts: dict[str, str] = Field(sa_column=Column(JSONText, nullable=False))
    words: str | None = Field(default=None, sa_column=Column(Sealed("task_event.words")))


class Kind(StrEnum):
    """What happened to a concern; every event is one of these."""

    SIGNAL = "signal"
    ANSWERED = "answered"
    PAGED = "paged"
    PAGE_FAILED = "page-failed"
    ACKNOWLEDGED = "acknowledged"
    CALLED = "called"
    PROMISE_MISSED = "promise-missed"
    LEVEL_CHANGED = "level-changed"
    CALL_WAIVED = "call-waived"
    HANDED_OVER = "handed-over"
    VIEWED = "viewed"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    SAE_LINKED = "sae-linked"
    SAE_DISMISSED = "sae-dismissed"
    SAE_RESUMED = "sae-resumed"
    NOTED = "noted"


class Source(StrEnum):
    """Where a signal came from."""

    TEXT = "text"
    ENTRY = "entry"
    SAMPLE = "sample"
    FAILED_SAFETY = "failed-safety"
    STAFF = "staff"
    MODEL = "model"


class State(StrEnum):
    """Where a concern stands: `open` nobody has it; `called` the family was reached; only `resolved` is the end."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CALLED = "called"
    RESOLVED = "resolved"


class Concern(SQLModel, table=True):
    """One worry, named `number` for people. Events are the truth; `level` to `updated_at` repeat what they amount to.

    Without a family (`family_id` None) an unknown phone raised it: `sender` is its number. `may_be`: the codes of the
    children it may be about, where a phone of several families raised it and named none.
    """

    __table_args__ = (
        Index("ix_concern_state", "state", "level"),
        Index("ix_concern_next_at", "next_at"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    stream: str = Field(index=True)
    family_id: str | None = Field(default=None, foreign_key="family.id", index=True)
    child_code: str | None = None
    may_be: str | None = None
    sender: str | None = Field(default=None, sa_column=Column(Sealed("concern.sender")))
    sender_index: str | None = Field(default=None, index=True)
    opened_at: datetime = Field(sa_type=UTCDateTime)
    level: str
    state: str = State.OPEN.value
    holder: str | None = None
    due_by: datetime | None = Field(default=None, sa_type=UTCDateTime)
    sae: bool = False
    last_signal_at: datetime = Field(sa_type=UTCDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    updated_at: datetime = Field(sa_type=UTCDateTime)

    @property
    def code(self) -> str:
        """Whom it is about, by code: the child, the children it may be, or the family."""
        return self.child_code or self.may_be or self.stream


class ConcernEvent(SQLModel, table=True):
    """Append-only: one thing that happened to a concern. `nth` counts from 1; `words` are sealed."""

    __tablename__ = "concern_event"
    __table_args__ = (UniqueConstraint("concern_id", "nth"),)

    id: str = Field(primary_key=True)
    concern_id: str = Field(foreign_key="concern.id")
    nth: int
    kind: str
    happened_at: datetime = Field(sa_type=UTCDateTime)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    by: str
    facts: dict[str, str] = Field(sa_column=Column(JSONText, nullable=False))
    words: str | None = Field(default=None, sa_column=Column(Sealed("concern_event.words")))


class RotaKind(StrEnum):
    """An absence, two people trading places, or taking an earlier fact back."""

    ABSENT = "absent"
    SWAPPED = "swapped"
    TAKEN_BACK = "taken-back"


class RotaFact(SQLModel, table=True):
    """Append-only: how the rota differs from the pack's. `takes_back` names an earlier fact."""

    __tablename__ = "rota_fact"

    id: str = Field(primary_key=True)
    kind: str
    contact_key: str
    other_key: str | None = None
    from_at: datetime = Field(sa_type=UTCDateTime)
    until_at: datetime = Field(sa_type=UTCDateTime)
    reason: str = Field(default="", sa_column=Column(Sealed("rota_fact.reason"), nullable=False))
    takes_back: str | None = None
    by: str
    recorded_at: datetime = Field(sa_type=UTCDateTime)


class ContactTest(SQLModel, table=True):
    """Append-only: a test page to somebody's number (`way` empty), or the proof that it could be acknowledged."""

    __tablename__ = "contact_test"
    __table_args__ = (Index("ix_contact_test_key", "contact_key", "number_index"),)

    id: str = Field(primary_key=True)
    contact_key: str
    number_index: str
    way: str = ""
    message_id: str | None = None
    by: str
    at: datetime = Field(sa_type=UTCDateTime)
