"""Messages, their attempts and reports, suppressions, decisions, halted routes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from backend.db import JSONText, UTCDateTime
from backend.vault import Sealed


class Status(StrEnum):
    """Where a message stands. `pending` waits, `sending` is being handed over, `unknown` awaits evidence."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    EXPIRED = "expired"
    BLOCKED = "blocked"
    CANCELED = "canceled"


class Scope(StrEnum):
    """What a suppression silences: one number, or one subject such as a child or a family."""

    NUMBER = "number"
    SUBJECT = "subject"


class Stage(StrEnum):
    """When a decision was taken about a message."""

    PLAN = "plan"
    SEND = "send"
    SETTLE = "settle"
    CANCEL = "cancel"


class Message(SQLModel, table=True):
    """One text to one number. Its row is written with its cause and never deleted."""

    __table_args__ = (
        Index("ix_message_due", "lane", "status", "next_at"),
        Index("ix_message_check", "status", "check_at"),
        Index("ix_message_number", "number_index", "sent_at"),
        Index("ix_message_sweep", "swept_at", "status"),
    )

    id: str = Field(primary_key=True)
    dedup_key: str = Field(unique=True)
    message_class: str
    lane: int
    kind: str
    number: str = Field(sa_column=Column(Sealed("message.number"), nullable=False))
    number_index: str
    route: str
    zone: str
    language: str
    variant: str
    body: str = Field(sa_column=Column(Sealed("message.body"), nullable=False))
    body_index: str
    encoding: str
    parts: int
    wording_version: str
    wording_state: str
    wording_reference: str | None = None
    stream: str = Field(index=True)
    subjects: list[str] = Field(sa_column=Column(JSONText, nullable=False))
    about: list[str] = Field(sa_column=Column(JSONText, nullable=False))
    options: dict[str, list[str]] = Field(sa_column=Column(JSONText, nullable=False))
    options_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    early_ok: bool = False
    child_specific: bool = False
    tolerates_duplicate: bool = False
    last_word: bool = False
    created_at: datetime = Field(sa_type=UTCDateTime)
    due_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    next_at: datetime = Field(sa_type=UTCDateTime)
    check_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    status: str = Status.PENDING.value
    status_at: datetime = Field(sa_type=UTCDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    attempts: int = 0
    checks: int = 0
    worker: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    provider_id: str | None = Field(default=None, index=True)
    error_code: int | None = None
    reason: str = ""
    swept_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Attempt(SQLModel, table=True):
    """One hand-over to the provider; its number returns in every status callback."""

    message_id: str = Field(primary_key=True, foreign_key="message.id")
    number: int = Field(primary_key=True)
    worker: str
    started_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    outcome: str = "sending"
    status: str = Status.SENDING.value
    provider_id: str | None = Field(default=None, unique=True)
    error_code: int | None = None
    detail: str = ""


class DeliveryReport(SQLModel, table=True):
    """A status callback as it came, kept whatever it says."""

    __tablename__ = "delivery_report"

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(index=True)
    attempt: int
    received_at: datetime = Field(sa_type=UTCDateTime)
    provider_id: str
    status: str
    error_code: int | None = None
    raw: str = Field(sa_column=Column(Sealed("delivery_report.raw"), nullable=False))


class Suppression(SQLModel, table=True):
    """Nothing goes to this number, or about this subject, while `lifted_at` is empty."""

    __table_args__ = (Index("ix_suppression_key", "scope", "key", "lifted_at"),)

    id: str = Field(primary_key=True)
    scope: str
    key: str
    reason: str
    by: str
    since: datetime = Field(sa_type=UTCDateTime)
    lifted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    lifted_by: str | None = None


class Decision(SQLModel, table=True):
    """Why a message was, or was not, sent: one row per step, never changed."""

    __table_args__ = (Index("ix_decision_stream", "stream", "about_on"),)

    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
    stream: str
    about_on: date
    message_id: str | None = Field(default=None, index=True)
    rule: str
    stage: str
    outcome: str
    reason: str
    facts: dict[str, str] = Field(sa_column=Column(JSONText, nullable=False))


class RouteHalt(SQLModel, table=True):
    """A route that refuses for reasons of ours: messages wait, no attempt is burnt, a person is told."""

    __tablename__ = "route_halt"

    id: str = Field(primary_key=True)
    route: str = Field(index=True)
    code: int
    since: datetime = Field(sa_type=UTCDateTime)
    until: datetime = Field(sa_type=UTCDateTime)
    detail: str = Field(default="", sa_type=Text)
    swept_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
