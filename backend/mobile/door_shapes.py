"""Shapes of getting in, and of whoever is in: codes, tokens, devices, me, my children, my preferences."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictBool

from backend.families.models import Place, Role
from backend.languages import Language
from backend.mobile.shapes import CARD, CHILD, DEVICE, TOKEN, Shape, example


class Start(Shape):
    """Ask for a code to the phone of the card's caregiver."""

    model_config = example(card=CARD)

    card: Annotated[str, Field(min_length=1, max_length=60, description="The key in the card's address.")]


class Started(Shape):
    """The same answer for every card, known or not."""

    model_config = example(
        valid_minutes=10, detail="如果这张卡可用，验证码已经发到卡上写的手机。两分钟还没收到，请打研究电话。"
    )

    valid_minutes: int
    detail: str


class Verify(Shape):
    """Tie this device to a caregiver: by the card, or by the phone with a code that staff read out."""

    model_config = example(card=CARD, code="042917", device="妈妈的手机")

    card: Annotated[str, Field(max_length=60)] = ""
    phone: Annotated[str, Field(max_length=40, description="With a code that staff read out.")] = ""
    code: Annotated[str, Field(pattern=r"^[0-9０-９ ]{6,8}$", description="Six digits; spaces and full width pass.")]
    device: Annotated[str, Field(max_length=60, description="What its owner calls the device.")] = ""


class Token(Shape):
    """Send it as `Authorization: Bearer …`. The one before holds until this one is first used."""

    model_config = example(token=TOKEN, device_id=DEVICE)

    token: str
    device_id: str


class May(Shape):
    """What this caregiver's role allows; a delegate keeps the diary and never consents."""

    keep_diary: bool
    answer_visits: bool
    consent: bool


class Emergency(Shape):
    """A number to call at once; `place` is null where the family's place is known."""

    number: str
    place: Place | None = None


class Me(Shape):
    """Who is signed in and how to reach help. `paused`: the study has stopped all reminders for this family."""

    model_config = example(
        called="妈妈",
        relation="mother",
        role="guardian",
        language="zh-Hans",
        zone="Asia/Shanghai",
        may={"keep_diary": True, "answer_visits": True, "consent": True},
        paused=False,
        study_phone="020 8133 0000",
        emergency=[{"number": "120", "place": None}],
    )

    called: str
    relation: str
    role: Role
    language: Language
    zone: str
    may: May
    paused: bool
    study_phone: str | None
    emergency: list[Emergency]


class ChildShown(Shape):
    """A child by the name the family chose; `age` in completed years (周岁). `in_study`: consent stands."""

    model_config = example(id=CHILD, called="安安", age=6, in_study=True)

    id: str
    called: str
    age: int
    in_study: bool


class DeviceShown(Shape):
    """A device of this caregiver."""

    model_config = example(
        id=DEVICE,
        kind="app",
        called="妈妈的手机",
        opened_at="2027-03-01T20:11:00+08:00",
        seen_at="2027-05-18T07:40:00+08:00",
        this_one=True,
    )

    id: str
    kind: str
    called: str
    opened_at: datetime
    seen_at: datetime
    this_one: bool


class Preferences(Shape):
    """What this caregiver wants. `texts_stopped`: this phone asked for no more texts; START in a text undoes it."""

    model_config = example(
        language="zh-Hans",
        early_texts=False,
        diary_hour="19:30",
        diary_hours=["08:30", "18:30", "19:30", "20:30"],
        texts_stopped=False,
    )

    language: Language
    early_texts: bool = Field(description="A text at 6:45 on the morning a urine collection starts.")
    diary_hour: str | None = Field(
        description="When the family is reminded of an open diary, in its zone; the study's hour until it chose one. "
        "Null where the study reminds nobody."
    )
    diary_hours: list[str] = Field(description="The hours to choose from.")
    texts_stopped: bool


class WantedPreferences(Shape):
    """What to change; what is left out stays."""

    model_config = example(language="en", diary_hour="20:30")

    language: Language | None = None
    early_texts: StrictBool | None = None
    diary_hour: (
        Annotated[
            str,
            Field(
                pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="One of `diary_hours`, for the whole family."
            ),
        ]
        | None
    ) = None
