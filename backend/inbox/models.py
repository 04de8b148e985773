"""Inbound messages as they came, and what was made of them."""

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from backend.db import JSONText, UTCDateTime
from backend.vault import Sealed


class InboundMessage(SQLModel, table=True):
    """One text from a phone. Stored raw before anything is decided; never deleted.

    By SMS it has a `provider_id`. Typed in the app or on the page it has the client's `id` and a `caregiver_id`;
    `advice` is then the kind of safety answer that the screen showed. `sent_at` is by the provider's or the phone's
    clock, where they say, and never after `received_at`.
    """

    __tablename__ = "inbound_message"
    __table_args__ = (
        Index("ix_inbound_message_waiting", "processed_at", "received_at"),
        Index("ix_inbound_message_number", "number_index", "received_at"),
        Index("ix_inbound_message_reconsider", "reconsidered_at", "processed_at"),
    )

    id: str = Field(primary_key=True)
    provider_id: str | None = Field(default=None, unique=True)
    caregiver_id: str | None = Field(default=None, foreign_key="caregiver.id", index=True)
    number: str = Field(sa_column=Column(Sealed("inbound_message.number"), nullable=False))
    number_index: str
    body: str = Field(sa_column=Column(Sealed("inbound_message.body"), nullable=False))
    raw: str = Field(sa_column=Column(Sealed("inbound_message.raw"), nullable=False))
    opt_out_type: str = ""
    media: int = 0
    found_by: str
    sent_at: datetime = Field(sa_type=UTCDateTime)
    received_at: datetime = Field(sa_type=UTCDateTime)
    processed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    stream: str | None = Field(default=None, index=True)
    reading: str | None = None
    outcome: str | None = None
    prompt_id: str | None = Field(default=None, index=True)
    answer: str | None = None
    language: str | None = None
    urgency: str | None = None
    rule: str | None = None
    lists_version: str | None = None
    intents: list[str] | None = Field(default=None, sa_column=Column(JSONText))
    topics: list[str] | None = Field(default=None, sa_column=Column(JSONText))
    advice: str | None = None
    concern_id: str | None = Field(default=None, index=True)
    reconsidered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
