"""Shapes of an entry and a correction as the app sends them, one at a time or in a batch from offline."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, JsonValue

from backend.mobile.care_shapes import Moment
from backend.mobile.shapes import CHILD, Shape, example

ENTRY = "8b9f3a34-6f0a-4c58-9d8e-0c2f6d5b7a10"
WRITTEN, SENT = "2027-05-18T19:04:00+08:00", "2027-05-18T19:04:09+08:00"
FORM = "3f2a90c1b7de"
MOST_AT_ONCE = 50
YEARS = (2000, 2100)


def _in_our_time(at: datetime) -> datetime:
    """A year that a clock can show; others would break in another zone."""
    if not YEARS[0] <= at.year < YEARS[1]:
        raise ValueError("write a moment of our time")
    return at


Written = Annotated[Moment, AfterValidator(_in_our_time)]
Zone = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_+\-/]{1,60}$", description="The phone's zone, such as Asia/Shanghai.")
]
Ids = Annotated[str, Field(min_length=1, max_length=60)]
Answers = Annotated[
    dict[str, JsonValue], Field(max_length=200, description="Raw answers by item, as they were given.")
]
GIVEN = {
    "temperature": {"amount": "36.8", "place": "armpit"},
    "urine-colour": "pale",
    "kidney-medicine": "all",
}
SENT_ENTRY: dict[str, Any] = {
    "instrument": "daily",
    "version": FORM,
    "due_on": "2027-05-18",
    "answers": GIVEN,
    "usual": True,
    "sure": [],
    "recorded_at": WRITTEN,
    "submitted_at": SENT,
    "zone": "Asia/Shanghai",
}


class EntrySent(Shape):
    """A filled-in diary. `recorded_at` is when it was written, offline too; `submitted_at` when it is sent.

    `due_on` is the day of its window; without one it belongs to the window that was open. `usual`: the family said
    "everything as usual" to what is not among `answers`. `sure` are the marks of questions they said yes to.
    """

    model_config = example(**SENT_ENTRY)

    instrument: Ids
    version: Annotated[str, Field(max_length=60)] = ""
    due_on: date | None = None
    answers: Answers
    usual: bool = False
    sure: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=50)] = Field(default_factory=list)
    recorded_at: Written
    submitted_at: Written
    zone: Zone


class CorrectionSent(EntrySent):
    """All answers of an entry anew; what was there before stays and is shown beside it."""

    model_config = example(**{**SENT_ENTRY, "reason": "看错了体温计"})

    reason: Annotated[str, Field(max_length=500)] = ""


class SyncItem(CorrectionSent):
    """One entry, or a correction of the entry `corrects`, with the ids the app gave them."""

    model_config = example(**{**SENT_ENTRY, "id": ENTRY, "child_id": CHILD, "corrects": None, "reason": ""})

    id: Annotated[str, Field(pattern=r"^[0-9a-fA-F-]{36}$")]
    child_id: Annotated[str, Field(max_length=60)]
    corrects: Annotated[str, Field(pattern=r"^[0-9a-fA-F-]{36}$")] | None = None


class Batch(Shape):
    """What was written offline, in any order. Send again whatever got no answer."""

    model_config = example(items=[{**SENT_ENTRY, "id": ENTRY, "child_id": CHILD, "corrects": None, "reason": ""}])

    items: Annotated[
        list[Annotated[SyncItem | JsonValue, Field(union_mode="left_to_right")]], Field(max_length=MOST_AT_ONCE)
    ]
