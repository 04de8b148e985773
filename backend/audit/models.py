"""The tables of the audit: a key and a head per stream, and its entries."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db import UTCDateTime
from backend.vault import Sealed

START = "0" * 64


class AuditKey(SQLModel, table=True):
    """One chain: where it stands, and the key its values are sealed under (None once erased)."""

    __tablename__ = "audit_key"
    __table_args__ = (CheckConstraint("head_seq >= 0", name="head_seq"),)

    stream: str = Field(primary_key=True)
    wrapped: str | None = Field(sa_type=Sealed("audit_key.wrapped"), nullable=True)
    head_seq: int = 0
    head_hash: str = START
    erased_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    erased_by: str | None = None


class AuditEntry(SQLModel, table=True):
    """One act. `before`, `after` and `reason` are sealed under the stream's key; the hash covers them sealed."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("stream", "seq"),
        CheckConstraint("seq > 0", name="seq"),
    )

    id: str = Field(primary_key=True)
    stream: str = Field(foreign_key="audit_key.stream")
    seq: int
    at: datetime = Field(sa_type=UTCDateTime, index=True)
    actor: str
    action: str
    subject: str = Field(index=True)
    before: str | None = None
    after: str | None = None
    reason: str | None = None
    previous_hash: str
    hash: str
