"""Shapes of the conversation: what a caregiver types, and what comes back at once, safety first."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from backend.inbox.write import MOST_CHARACTERS
from backend.languages import Language
from backend.mobile.care_shapes import MessageState
from backend.mobile.entry_kept_shapes import SAFETY, Safety
from backend.mobile.entry_sent_shapes import Written
from backend.mobile.shapes import Shape, example

TEXT_ID = "5d0f8c1e-7b32-4f0a-9a5e-2c1b7d9e6f04"
SOME_WORDS: dict[str, Any] = {"minLength": 1, "maxLength": MOST_CHARACTERS, "pattern": r"\S"}
"""Described alone: what has none or too many is refused in a sentence of its own."""
KEPT: dict[str, Any] = {
    "id": TEXT_ID,
    "outcome": "kept",
    "at": "2027-05-18T19:04:00+08:00",
    "safety": None,
    "next": "您写的收到了，协调员最晚5月19日（星期三）上午10:30会看到。",
    "read_by": "2027-05-19T10:30:00+08:00",
    "language": "zh-Hans",
}


class ChatSent(Shape):
    """Something for a person to read. `written_at` is by the phone's clock, where it had to wait for a network."""

    model_config = example(text="下次来院可以改到下午吗？", written_at=None)

    text: Annotated[str, Field(json_schema_extra=SOME_WORDS)]
    written_at: Written | None = None


class ChatKept(Shape):
    """It is kept. Show `safety` before anything else, then `next`: who reads it by when, or the answer itself.

    `outcome` is `kept`, or `kept-before` if the same was sent again. `language` is that of `safety` and `next`.
    """

    model_config = example(
        **{
            **KEPT,
            "safety": SAFETY,
            "read_by": None,
            "next": "您写的收到了，最晚5月18日（星期二）晚上11:04会有人打电话给您。",
        }
    )

    id: str
    outcome: str
    at: datetime
    safety: Safety | None
    next: str
    read_by: datetime | None
    language: Language


class Voice(StrEnum):
    """Who speaks."""

    FAMILY = "family"
    STUDY = "study"


class ChatChoice(Shape):
    """A button: `digit` is the text to write, `words` what stands on it."""

    model_config = example(digit="8", words="有帮助")

    digit: str
    words: str


class ChatItem(Shape):
    """One text of the conversation. Of the study's, `state` says where it got to; of yours, `read_by` who-reads-when.

    `way` is how it came or went: `sms`, `app` (the page too). `choices`: what may be answered to it now by a button.
    """

    model_config = example(
        id=TEXT_ID,
        at="2027-05-18T19:04:00+08:00",
        by="family",
        text="下次来院可以改到下午吗？",
        way="app",
        language=None,
        state=None,
        read_by="2027-05-19T10:30:00+08:00",
        choices=[],
    )

    id: str
    at: datetime
    by: Voice
    text: str
    way: str
    language: Language | None
    state: MessageState | None
    read_by: datetime | None
    choices: list[ChatChoice]
