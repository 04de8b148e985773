"""What is kept of a diary: windows, entries with their versions, excuses, and the forms they were given to."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db import JSONText, UTCDateTime
from backend.vault import Sealed


class Source(StrEnum):
    """By which way an entry came. `transcribed`: staff wrote down what was told by phone."""

    APP = "app"
    PAGE = "page"
    SMS = "sms"
    TRANSCRIBED = "transcribed"


class InstrumentVersion(SQLModel, table=True):
    """Append-only: an instrument as it was, so that an answer can be read against the version it was given to."""

    __tablename__ = "instrument_version"

    key: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    source: str = Field(sa_type=Text)
    kept_at: datetime = Field(sa_type=UTCDateTime)


class DiaryWindow(SQLModel, table=True):
    """When an entry is due; a changed window supersedes, it does not overwrite. `window_id` outlives revisions.

    The `*_from` are since when it is known that something whole came of this revision: the family's own on time, its
    own late, told by phone, or anything else. They repeat the entries (`fill_in`), so that a report reads no other
    table. `site` and `campus` are the child's when it was laid out; who may look is asked of the family.
    """

    __tablename__ = "diary_window"
    __table_args__ = (
        Index("ix_diary_window_child", "child_id", "superseded_at", "opens_at"),
        Index("ix_diary_window_open", "superseded_at", "opens_at"),
        # Room for a row to change where it lies: a child's windows stay side by side, and no index is written.
        {"postgresql_with": {"fillfactor": 90}},
    )

    id: str = Field(primary_key=True)
    window_id: str = Field(index=True)
    child_id: str = Field(foreign_key="child.id")
    instrument: str
    instrument_version: str
    due_on: date
    anchor: str
    anchor_on: date
    opens_at: datetime = Field(sa_type=UTCDateTime)
    closes_at: datetime = Field(sa_type=UTCDateTime)
    late_until: datetime = Field(sa_type=UTCDateTime)
    optional: bool
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    superseded_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    on_time_from: datetime | None = Field(default=None, sa_type=UTCDateTime)
    late_from: datetime | None = Field(default=None, sa_type=UTCDateTime)
    told_from: datetime | None = Field(default=None, sa_type=UTCDateTime)
    other_from: datetime | None = Field(default=None, sa_type=UTCDateTime)
    site: str
    campus: str


class DiaryPlan(SQLModel, table=True):
    """From what a child's windows were last planned: pack versions, and how many facts there were (none vanishes)."""

    __tablename__ = "diary_plan"

    child_id: str = Field(primary_key=True, foreign_key="child.id")
    version: str
    facts: int
    planned_at: datetime = Field(sa_type=UTCDateTime)


class Entry(SQLModel, table=True):
    """One filled-in instrument; its id is the client's. Its answers are those of its newest version.

    `window_id` is empty for an entry outside every window; one that comes into force later may take it in, once.
    """

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_child", "child_id", "counts_at"),)

    id: str = Field(primary_key=True)
    child_id: str = Field(foreign_key="child.id")
    instrument: str
    due_on: date | None = None
    window_id: str | None = Field(default=None, index=True)
    source: str
    by: str
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    submitted_at: datetime = Field(sa_type=UTCDateTime)
    received_at: datetime = Field(sa_type=UTCDateTime)
    counts_at: datetime = Field(sa_type=UTCDateTime)
    zone: str


class EntryVersion(SQLModel, table=True):
    """Append-only: the answers of an entry, then each correction. The first has the entry's id, others the client's.

    `given` is what was sent and `answers` what was read, both sealed JSON; `content` marks the same sent again.
    `doubts` are unlikely answers nobody could be asked about; without `whole` only part of the form was asked.
    """

    __tablename__ = "entry_version"
    __table_args__ = (
        UniqueConstraint("entry_id", "nth"),
        Index("ix_entry_version_reconsider", "reconsidered_at", "received_at"),
    )

    id: str = Field(primary_key=True)
    entry_id: str = Field(foreign_key="entry.id")
    nth: int
    source: str
    by: str
    reason: str = Field(default="", sa_column=Column(Sealed("entry_version.reason"), nullable=False))
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    submitted_at: datetime = Field(sa_type=UTCDateTime)
    received_at: datetime = Field(sa_type=UTCDateTime)
    counts_at: datetime = Field(sa_type=UTCDateTime)
    zone: str
    instrument_version: str
    given: str = Field(sa_column=Column(Sealed("entry_version.given"), nullable=False))
    answers: str = Field(sa_column=Column(Sealed("entry_version.answers"), nullable=False))
    whole: bool
    doubts: list[str] = Field(sa_column=Column(JSONText, nullable=False))
    content: str
    urgency: str
    signs: list[str] = Field(sa_column=Column(JSONText, nullable=False))
    lists_version: str
    advice: str = ""
    concern_id: str | None = Field(default=None, index=True)
    reconsidered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class DiaryExcuse(SQLModel, table=True):
    """Append-only: a span in which nobody could be expected to write; for every child where `child_id` is empty.

    `takes_back` names an earlier row that no longer holds.
    """

    __tablename__ = "diary_excuse"

    id: str = Field(primary_key=True)
    child_id: str | None = Field(default=None, foreign_key="child.id", index=True)
    reason: str
    since: datetime = Field(sa_type=UTCDateTime)
    until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    note: str = Field(default="", sa_column=Column(Sealed("diary_excuse.note"), nullable=False))
    takes_back: str | None = None
    by: str
    recorded_at: datetime = Field(sa_type=UTCDateTime)


class NudgeHour(SQLModel, table=True):
    """Append-only: at which hour (`HH:MM` in its zone) a family wants to be reminded. The newest holds."""

    __tablename__ = "nudge_hour"
    __table_args__ = (UniqueConstraint("family_id", "nth"),)

    id: str = Field(primary_key=True)
    family_id: str = Field(foreign_key="family.id")
    nth: int
    at: str
    by: str
    recorded_at: datetime = Field(sa_type=UTCDateTime)


class DiaryTurn(SQLModel, table=True):
    """When a family's windows are to be looked at next, repeated from the facts; and the day of its last nudge."""

    __tablename__ = "diary_turn"

    family_id: str = Field(primary_key=True, foreign_key="family.id")
    next_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    nudged_on: date | None = None
