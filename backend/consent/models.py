"""The table of consent facts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db import UTCDateTime
from backend.vault import Sealed


class ConsentKind(StrEnum):
    CONSENTED = "consented"
    WITHDRAWN = "withdrawn"
    DIED = "died"


ENDS = frozenset({ConsentKind.WITHDRAWN, ConsentKind.DIED})
"""What ends a child's part in the study: the family's wish, or the child's death, which is nobody's."""


class ConsentFact(SQLModel, table=True):
    """Append-only: a child's consent given or withdrawn, or its death. `nth` counts from 1 per child."""

    __tablename__ = "consent_fact"
    __table_args__ = (
        UniqueConstraint("child_id", "nth"),
        CheckConstraint("nth > 0", name="nth"),
        Index("ix_consent_fact_recorded_at", "recorded_at"),
    )

    id: str = Field(primary_key=True)
    child_id: str = Field(foreign_key="child.id")
    nth: int
    kind: ConsentKind = Field(
        sa_type=Enum(
            ConsentKind,
            name="kind",
            native_enum=False,
            create_constraint=True,
            length=20,
            values_callable=lambda members: [member.value for member in members],
        )
    )
    version: str
    reference: str
    happened_at: datetime = Field(sa_type=UTCDateTime)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    by: str
    note: str = Field(default="", sa_type=Sealed("consent_fact.note"))
