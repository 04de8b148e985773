"""The tables of the family graph: families, children, caregivers, phones, and the facts about them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db import UTCDateTime
from backend.languages import Language
from backend.vault import Sealed


class Place(StrEnum):
    """Where the family is, so that the right emergency number is given; unknown, all are."""

    MAINLAND = "mainland"
    HONG_KONG = "hong-kong"
    MACAU = "macau"
    UNKNOWN = "unknown"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Role(StrEnum):
    """A guardian may consent; a delegate keeps the diary and may not."""

    GUARDIAN = "guardian"
    DELEGATE = "delegate"


class PhoneState(StrEnum):
    """What a clinic or a reply established about a number."""

    CONFIRMED = "confirmed"
    WRONG_NUMBER = "wrong-number"
    UNCONFIRMED = "unconfirmed"


class PauseKind(StrEnum):
    PAUSED = "paused"
    RESUMED = "resumed"


def _one_of(kind: type[StrEnum], name: str) -> Enum:
    """A text column holding the values of `kind`, with a check named `name`, alike in both databases."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


class Family(SQLModel, table=True):
    """One household in the study. `code` is the first child's participant code unless the file names one."""

    __tablename__ = "family"

    id: str = Field(primary_key=True)
    code: str = Field(unique=True)
    zone: str = "Asia/Shanghai"
    place: Place = Field(default=Place.UNKNOWN, sa_type=_one_of(Place, "place"))
    site: str
    created_at: datetime = Field(sa_type=UTCDateTime)


class Child(SQLModel, table=True):
    """A participant. `birth_on` is an ISO date; `called` is the name the family chose.

    `enrolled_as` is a blind digest of the row it came from, so that reading the same file again changes nothing.
    """

    __tablename__ = "child"

    id: str = Field(primary_key=True)
    family_id: str = Field(foreign_key="family.id", index=True)
    code: str = Field(unique=True)
    called: str = Field(sa_type=Sealed("child.called"))
    birth_on: str = Field(sa_type=Sealed("child.birth_on"))
    sex: Sex = Field(sa_type=_one_of(Sex, "sex"))
    campus: str
    enrolled_at: datetime = Field(sa_type=UTCDateTime)
    enrolled_as: str


class Phone(SQLModel, table=True):
    """One number in E.164, sealed; `number_index` is its blind index. Several people may share it."""

    __tablename__ = "phone"

    id: str = Field(primary_key=True)
    number: str = Field(sa_type=Sealed("phone.number"))
    number_index: str = Field(unique=True)
    country: str
    created_at: datetime = Field(sa_type=UTCDateTime)


class Caregiver(SQLModel, table=True):
    """An adult of a family, on one phone; a phone has at most one caregiver per family.

    `nth` counts from 1 per family, in the order in which the hospital named them: whom to phone first.
    """

    __tablename__ = "caregiver"
    __table_args__ = (
        UniqueConstraint("family_id", "phone_id"),
        UniqueConstraint("family_id", "nth"),
        CheckConstraint("nth > 0", name="nth"),
    )

    id: str = Field(primary_key=True)
    family_id: str = Field(foreign_key="family.id")
    nth: int
    phone_id: str = Field(foreign_key="phone.id", index=True)
    called: str = Field(sa_type=Sealed("caregiver.called"))
    relation: str
    role: Role = Field(sa_type=_one_of(Role, "role"))
    language: Language = Field(sa_type=_one_of(Language, "language"))
    early_texts: bool = False
    gets_reminders: bool
    created_at: datetime = Field(sa_type=UTCDateTime)


class PhoneFact(SQLModel, table=True):
    """Append-only: what became known about a number. `nth` counts from 1 per phone."""

    __tablename__ = "phone_fact"
    __table_args__ = (UniqueConstraint("phone_id", "nth"), CheckConstraint("nth > 0", name="nth"))

    id: str = Field(primary_key=True)
    phone_id: str = Field(foreign_key="phone.id")
    nth: int
    kind: PhoneState = Field(sa_type=_one_of(PhoneState, "kind"))
    happened_at: datetime = Field(sa_type=UTCDateTime)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    by: str
    note: str = Field(default="", sa_type=Sealed("phone_fact.note"))


class PauseFact(SQLModel, table=True):
    """Append-only: when everything cheerful stopped for a family, or may go on. `nth` counts from 1."""

    __tablename__ = "pause_fact"
    __table_args__ = (
        UniqueConstraint("family_id", "nth"),
        CheckConstraint("nth > 0", name="nth"),
    )

    id: str = Field(primary_key=True)
    family_id: str = Field(foreign_key="family.id")
    nth: int
    kind: PauseKind = Field(sa_type=_one_of(PauseKind, "kind"))
    reason: str = Field(sa_type=Sealed("pause_fact.reason"))
    happened_at: datetime = Field(sa_type=UTCDateTime)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    by: str
