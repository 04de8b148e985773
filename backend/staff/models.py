"""The tables of staff: who may sign in, by what, where they are signed in, and how often somebody tried."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, Index
from sqlmodel import Field, SQLModel

from backend.db import UTCDateTime
from backend.languages import Language
from backend.vault import Sealed


class StaffRole(StrEnum):
    """What somebody does at the site. A monitor reads by participant code only, and acts on nothing."""

    COORDINATOR = "coordinator"
    INVESTIGATOR = "investigator"
    MONITOR = "monitor"
    ADMINISTRATOR = "administrator"

    @property
    def may_act(self) -> bool:
        """Whether this role changes anything."""
        return self is not StaffRole.MONITOR

    @property
    def sees_families(self) -> bool:
        """Whether this role reads names, phones and families' words."""
        return self is not StaffRole.MONITOR


def _one_of(kind: type[StrEnum], name: str) -> Enum:
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


class StaffMember(SQLModel, table=True):
    """Somebody who may sign in as `name`. `contact_key` is who they are on the pack's rota, if they are."""

    __tablename__ = "staff_member"

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    display: str = Field(sa_type=Sealed("staff_member.display"))
    role: StaffRole = Field(sa_type=_one_of(StaffRole, "staff_role"))
    site: str
    language: Language = Field(default=Language.ZH_HANS, sa_type=_one_of(Language, "staff_language"))
    password_hash: str
    contact_key: str | None = None
    created_at: datetime = Field(sa_type=UTCDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Waits(StrEnum):
    """What a session still waits for after the right password, before it opens anything."""

    CODE = "code"
    ENROLMENT = "enrolment"


class StaffSession(SQLModel, table=True):
    """One signed-in browser. `digest` is the SHA-256 of its token, which is kept nowhere."""

    __tablename__ = "staff_session"

    digest: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff_member.id", index=True)
    issued_at: datetime = Field(sa_type=UTCDateTime)
    seen_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    waits_for: str | None = None


class SecondFactor(SQLModel, table=True):
    """The authenticator app of a member. No code of a step up to `last_step` is taken again."""

    __tablename__ = "second_factor"

    id: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff_member.id", index=True)
    secret: str = Field(sa_type=Sealed("second_factor.secret"))
    last_step: int
    confirmed_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_by: str | None = None


class RecoveryCode(SQLModel, table=True):
    """A code that stands in once for a code of the app; kept as a keyed digest only."""

    __tablename__ = "recovery_code"

    id: str = Field(primary_key=True)
    factor_id: str = Field(foreign_key="second_factor.id", index=True)
    code_index: str
    made_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class SignInAttempt(SQLModel, table=True):
    """One try to sign in, by blind indexes of the name and of the address; it counts until it `succeeded`."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_name", "name_index", "at"),
        Index("ix_sign_in_attempt_address", "address_index", "at"),
    )

    id: str = Field(primary_key=True)
    name_index: str
    address_index: str
    at: datetime = Field(sa_type=UTCDateTime)
    succeeded: bool = False
