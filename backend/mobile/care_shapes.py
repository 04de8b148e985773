"""Shapes of care: visits and the answers to them, messages, and the family's own worries."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator

from backend.languages import Language
from backend.mobile.shapes import CHILD, Shape, example
from backend.schedule.visit_state import VisitStatus


def _written(value: object) -> object:
    """Only text: a number would be taken for seconds since 1970."""
    if not isinstance(value, str):
        raise ValueError("write a moment with its offset, such as 2027-05-25T09:00:00+08:00")  # noqa: TRY004 - pydantic
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_written)]
NINE = "2027-05-25T09:00:00+08:00"
WEEK_8 = {
    "child_id": CHILD,
    "visit": "week-8",
    "name": "第8周随访",
    "status": "booked",
    "opens_on": "2027-05-22",
    "closes_on": "2027-05-28",
    "appointment_at": NINE,
    "place": "珠江新城院区",
    "samples": ["尿常规", "24小时尿"],
    "move_asked": False,
    "may_answer": True,
}


class VisitShown(Shape):
    """A visit. `appointment_at` is null until it is booked; it should fall from `opens_on` to `closes_on`."""

    model_config = example(**WEEK_8)

    child_id: str
    visit: str
    name: str
    status: VisitStatus
    opens_on: date | None
    closes_on: date | None
    appointment_at: datetime | None
    place: str | None
    samples: list[str]
    move_asked: bool
    may_answer: bool


class Answer(StrEnum):
    """What a family says to an appointment."""

    COMING = "coming"
    MOVE = "move"


class VisitAnswer(Shape):
    """The answer to one appointment; sending it twice is the same as once."""

    model_config = example(answer="coming", appointment_at=NINE)

    answer: Answer
    appointment_at: Moment


class VisitAnswered(Shape):
    """The visit as it stands now; `read_by` is by when a person will have read a wish to move."""

    model_config = example(visit=WEEK_8, read_by=None)

    visit: VisitShown
    read_by: datetime | None


class MessageState(StrEnum):
    """Where a message got to. `kept-here`: it could not go to the phone, so it is here alone."""

    ON_ITS_WAY = "on-its-way"
    ARRIVED = "arrived"
    NOT_ARRIVED = "not-arrived"
    KEPT_HERE = "kept-here"


class MessageShown(Shape):
    """A message to this caregiver's phone."""

    model_config = example(
        id="0d3c3a2e-76a5-5d0c-8f5b-2a6b4b8f8e0f",
        at="2027-05-18T12:00:00+08:00",
        text="【暖信】安安第8周随访是5月25日（星期二）上午9:00，珠江新城院区。",
        language="zh-Hans",
        state="arrived",
    )

    id: str
    at: datetime
    text: str
    language: Language
    state: MessageState


class Said(Shape):
    """What somebody of the family wrote; `language` may be `yue`."""

    at: datetime
    words: str
    language: str


class Told(Shape):
    """What we answered."""

    at: datetime
    text: str


class WorryState(StrEnum):
    """`waiting`: nobody has it yet. `taken-up`: a person has. `phoned`: they reached the family."""

    WAITING = "waiting"
    TAKEN_UP = "taken-up"
    PHONED = "phoned"
    CLOSED = "closed"


class Worry(Shape):
    """One of the family's own concerns. `call_by`: by when a person promised to have phoned."""

    model_config = example(
        id="b3a0a5a6-0c55-5a0e-9a39-6f0b8f1a2c3d",
        opened_at="2027-05-18T08:04:00+08:00",
        state="taken-up",
        state_at="2027-05-18T08:09:00+08:00",
        said=[{"at": "2027-05-18T08:04:00+08:00", "words": "烧到38度8，吃不下", "language": "zh-Hans"}],
        told=[
            {"at": "2027-05-18T08:04:10+08:00", "text": "【暖信】收到。医生最晚5月18日（星期二）中午12:04打给您。"}
        ],
        call_by="2027-05-18T12:04:00+08:00",
    )

    id: str
    opened_at: datetime
    state: WorryState
    state_at: datetime
    said: list[Said]
    told: list[Told]
    call_by: datetime | None
