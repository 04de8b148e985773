"""Shapes of an entry as it is shown: the answers that hold now, and every version there was."""

from datetime import date, datetime
from typing import Any

from pydantic import JsonValue

from backend.diary.state import Timing
from backend.mobile.entry_sent_shapes import ENTRY, FORM, SENT, WRITTEN
from backend.mobile.shapes import Shape, example

CORRECTION = "2f6c1d0e-9a47-4f3b-8a57-6b0e5f1c9d22"
ANSWER: dict[str, Any] = {
    "item": "temperature",
    "value": 36.8,
    "unit": "C",
    "place": "armpit",
    "typed": "36.8",
    "as_usual": False,
}


class AnswerShown(Shape):
    """One answer as it was understood, in the unit that is kept; `typed` is what was written."""

    model_config = example(**ANSWER)

    item: str
    value: JsonValue
    unit: str
    place: str
    typed: str
    as_usual: bool


SHOWN: dict[str, Any] = {
    "id": ENTRY,
    "instrument": "daily",
    "version": FORM,
    "due_on": "2027-05-18",
    "timing": "on-time",
    "source": "app",
    "written_by": "妈妈",
    "recorded_at": WRITTEN,
    "received_at": SENT,
    "corrections": 0,
    "answers": [ANSWER],
}


class EntryShown(Shape):
    """An entry with the answers that hold now. `written_by` is null where staff wrote down what was told by phone."""

    model_config = example(**SHOWN)

    id: str
    instrument: str
    version: str
    due_on: date | None
    timing: Timing | None
    source: str
    written_by: str | None
    recorded_at: datetime
    received_at: datetime
    corrections: int
    answers: list[AnswerShown]


class VersionShown(Shape):
    """What an entry said once: as it first was, or a correction with its reason."""

    model_config = example(
        id=CORRECTION,
        version=FORM,
        source="app",
        written_by="妈妈",
        recorded_at=WRITTEN,
        submitted_at=SENT,
        received_at=SENT,
        zone="Asia/Shanghai",
        reason="看错了体温计",
        answers=[ANSWER],
    )

    id: str
    version: str
    source: str
    written_by: str | None
    recorded_at: datetime
    submitted_at: datetime
    received_at: datetime
    zone: str
    reason: str
    answers: list[AnswerShown]


class EntryWhole(Shape):
    """An entry with all its versions in the order they came."""

    model_config = example(entry=SHOWN, versions=[])

    entry: EntryShown
    versions: list[VersionShown]
