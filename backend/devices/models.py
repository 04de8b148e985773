"""Cards, one-time codes, devices with their tokens, and how often somebody knocked. Secrets are kept as digests."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.db import UTCDateTime
from backend.vault import Sealed


class Way(StrEnum):
    """How a code reached the family: in a text to the card's phone, or read out by staff."""

    TEXT = "text"
    READ_OUT = "read-out"


class Kind(StrEnum):
    """What a device holds its token in: a cookie of the family page, or the app."""

    PAGE = "page"
    APP = "app"


class Card(SQLModel, table=True):
    """One caregiver's printed card. `digest` is the SHA-256 of its key; a newer card revokes it."""

    __tablename__ = "family_card"

    digest: str = Field(primary_key=True)
    caregiver_id: str = Field(foreign_key="caregiver.id", index=True)
    issued_at: datetime = Field(sa_type=UTCDateTime)
    issued_by: str
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class OneTimeCode(SQLModel, table=True):
    """Six digits for one caregiver. `mark` is their blind index; `tries` are the wrong ones since it was made."""

    __tablename__ = "one_time_code"
    __table_args__ = (Index("ix_one_time_code_caregiver", "caregiver_id", "expires_at"),)

    id: str = Field(primary_key=True)
    caregiver_id: str = Field(foreign_key="caregiver.id")
    way: str
    mark: str
    tries: int = 0
    issued_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Device(SQLModel, table=True):
    """A phone or browser tied to one caregiver. `ended_by` says who ended it, once somebody has."""

    id: str = Field(primary_key=True)
    caregiver_id: str = Field(foreign_key="caregiver.id", index=True)
    kind: str
    called: str = Field(sa_type=Sealed("device.called"))
    opened_at: datetime = Field(sa_type=UTCDateTime)
    seen_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_by: str = ""


class DeviceToken(SQLModel, table=True):
    """One token of a device; it holds until another of the same device is first used after it was issued."""

    __tablename__ = "device_token"

    digest: str = Field(primary_key=True)
    device_id: str = Field(foreign_key="device.id", index=True)
    issued_at: datetime = Field(sa_type=UTCDateTime)
    first_used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    superseded_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Knock(SQLModel, table=True):
    """One try at the door, by the blind index of a card, a phone or an address; it counts unless it `succeeded`."""

    __table_args__ = (Index("ix_knock_mark", "mark", "at"),)

    id: str = Field(primary_key=True)
    try_id: str = Field(index=True)
    mark: str
    at: datetime = Field(sa_type=UTCDateTime)
    succeeded: bool = False
