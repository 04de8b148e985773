"""What texts gave to a diary."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from backend.db import JSONText, UTCDateTime
from backend.vault import Sealed


class Came(StrEnum):
    """What came of a text. `silent`: nothing was asked, since the safety answer stands alone.

    The last four say that an entry is kept, or that the sitting is over without one.
    """

    ASKED = "asked"
    ASKED_AGAIN = "asked-again"
    HANDED = "handed"
    SILENT = "silent"
    KEPT = "kept"
    CHANGED = "changed"
    PARTIAL = "partial"
    SUPERSEDED = "superseded"


OVER = frozenset({Came.KEPT.value, Came.CHANGED.value, Came.PARTIAL.value, Came.SUPERSEDED.value})


class DiaryText(SQLModel, table=True):
    """Append-only: one text that gave answers to a diary, or began one; how far it is follows from all of them.

    The id is the text's own, so that it counts once. `gave` is what was read in it, sealed JSON; `asked` are the
    steps that were asked after it; `mark` is a blind mark of its words.
    """

    __tablename__ = "diary_text"
    __table_args__ = (
        Index("ix_diary_text_phone", "phone_id", "received_at"),
        Index("ix_diary_text_sitting", "sitting_id", "received_at"),
        Index("ix_diary_text_until", "open_until"),
    )

    id: str = Field(primary_key=True)
    sitting_id: str
    phone_id: str = Field(foreign_key="phone.id")
    child_id: str = Field(foreign_key="child.id")
    instrument: str
    instrument_version: str
    due_on: date
    open_until: datetime = Field(sa_type=UTCDateTime)
    language: str
    gave: str = Field(sa_column=Column(Sealed("diary_text.gave"), nullable=False))
    asked: list[str] = Field(sa_column=Column(JSONText, nullable=False))
    mark: str
    came: str
    received_at: datetime = Field(sa_type=UTCDateTime)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
