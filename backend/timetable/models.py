"""The record of ticks: one row per job and slot, so that a doubled tick is harmless."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.db import UTCDateTime


class Tick(SQLModel, table=True):
    """Who ran which job for which slot, and what came of it."""

    __table_args__ = (Index("ix_tick_started_at", "started_at"),)

    job: str = Field(primary_key=True)
    slot: datetime = Field(primary_key=True, sa_type=UTCDateTime)
    worker: str
    started_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    did: int | None = None
    error: str | None = None
