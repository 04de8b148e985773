"""Anchors, windows and what happened at visits, all appended; and the steps that fall due."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from backend.db import UTCDateTime
from backend.vault import Sealed


class AnchorKind(StrEnum):
    """An anchor happened, or it never will."""

    HAPPENED = "happened"
    NEVER = "never"


class AnchorFact(SQLModel, table=True):
    """A date from which visits count, as we knew it when it was recorded. The newest row holds."""

    __tablename__ = "anchor_fact"
    __table_args__ = (
        Index("ix_anchor_fact_child", "child_id", "anchor", "recorded_at"),
        Index("ix_anchor_fact_recorded_at", "recorded_at"),
    )

    id: str = Field(primary_key=True)
    child_id: str
    anchor: str
    kind: str
    happened_on: date | None = None
    counts_from: str | None = None
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    by: str
    reason: str = ""


class VisitWindow(SQLModel, table=True):
    """The days in which a visit should fall; a changed window supersedes, it does not overwrite."""

    __tablename__ = "visit_window"
    __table_args__ = (Index("ix_visit_window_child", "child_id", "visit"),)

    id: str = Field(primary_key=True)
    child_id: str
    visit: str
    anchor: str
    anchor_on: date
    target_on: date
    opens_on: date
    closes_on: date
    schedule_version: str
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    superseded_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Happening(StrEnum):
    """What can be recorded of a visit."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    MOVE_ASKED = "move-asked"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELED = "canceled-by-site"


class VisitFact(SQLModel, table=True):
    """Something that happened to a visit; its state is what these add up to."""

    __tablename__ = "visit_fact"
    __table_args__ = (
        Index("ix_visit_fact_child", "child_id", "visit", "recorded_at"),
        Index("ix_visit_fact_appointment", "appointment_at"),
    )

    id: str = Field(primary_key=True)
    child_id: str
    visit: str
    kind: str
    sequence: int
    appointment_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    campus: str | None = None
    happened_at: datetime = Field(sa_type=UTCDateTime)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    by: str
    note: str | None = Field(default=None, sa_column=Column(Sealed("visit_fact.note")))


class StepState(StrEnum):
    """A step waits for its moment, was taken, or is no longer true."""

    WAITING = "waiting"
    TAKEN = "taken"
    SUPERSEDED = "superseded"


class Step(SQLModel, table=True):
    """Something to do at a moment because of a visit: a reminder rule, or a task for a person."""

    __table_args__ = (
        Index("ix_step_due", "state", "due_at"),
        Index("ix_step_child", "child_id", "visit"),
    )

    id: str = Field(primary_key=True)
    family_id: str = Field(index=True)
    child_id: str
    visit: str
    rule: str
    appointment_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    day: date
    due_at: datetime = Field(sa_type=UTCDateTime)
    state: str = StepState.WAITING.value
    reopened: bool = False
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    state_at: datetime = Field(sa_type=UTCDateTime)


class PlanMark(SQLModel, table=True):
    """The pack version a child was last planned under, so that an amendment finds those still to do."""

    __tablename__ = "plan_mark"

    child_id: str = Field(primary_key=True)
    schedule_version: str = Field(index=True)
    planned_at: datetime = Field(sa_type=UTCDateTime)
