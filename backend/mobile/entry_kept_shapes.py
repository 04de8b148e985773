"""Shapes of what comes back at once: an entry kept or not, what to mend or confirm, and safety first."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from backend.diary.answers import Code
from backend.diary.state import Timing
from backend.mobile.door_shapes import Emergency
from backend.mobile.entry_sent_shapes import ENTRY
from backend.mobile.shapes import Problem, Shape, example
from backend.triage.understanding import Urgency

SAFETY: dict[str, Any] = {
    "level": "urgent",
    "text": "收到，谢谢您告诉我们。研究组最晚5月18日（星期二）晚上11:04会有人打电话给您。",
    "by": "2027-05-18T23:04:00+08:00",
    "emergency": [{"number": "120", "place": None}],
}


class Safety(Shape):
    """Show it before anything else. `by`: when somebody will have phoned, or read it, at the latest."""

    model_config = example(**SAFETY)

    level: Urgency
    text: str
    by: datetime
    emergency: list[Emergency]


KEPT: dict[str, Any] = {
    "id": ENTRY,
    "outcome": "kept",
    "due_on": "2027-05-18",
    "timing": "on-time",
    "safety": None,
    "thanks": "谢谢您，记好了。",
    "read_by": None,
    "doubts": [],
}


class AskShown(Shape):
    """A question about an unlikely answer; send its `mark` among `sure` for a yes."""

    model_config = example(item="weight", mark="weight=36kg", detail="36公斤，对吗？如果是斤，请改单位。")

    item: str
    mark: str
    detail: str


class EntryKept(Shape):
    """It is kept. `timing` null: it is of no window. `thanks` comes after `safety`.

    `doubts`: answers that stay unlikely, from an entry written where nobody could be asked.
    """

    model_config = example(**KEPT)

    id: str
    outcome: str = Field(description="`kept`, or `kept-before` if the same was sent again.")
    due_on: date | None
    timing: Timing | None
    safety: Safety | None
    thanks: str
    read_by: datetime | None
    doubts: list[AskShown]


class AnswerProblem(Shape):
    """An answer that cannot be taken, with what to do."""

    model_config = example(item="temperature", code="comma", detail="请用小数点，不用逗号：39.5。")

    item: str
    code: Code
    detail: str


class EntryProblem(Problem):
    """Why an entry was not kept. A worry in it was raised all the same: show `safety` first."""

    model_config = example(
        type="urn:nuanxin:answers-to-mend",
        title="answers to mend",
        status=422,
        detail="请再看看标出来的几项。",
        errors=["/answers/temperature"],
        answers=[{"item": "temperature", "code": "comma", "detail": "请用小数点，不用逗号：39.5。"}],
        asks=[],
        safety=None,
    )

    answers: list[AnswerProblem] = Field(default_factory=list)
    asks: list[AskShown] = Field(default_factory=list)
    safety: Safety | None = None


class SyncAnswer(Shape):
    """What became of one item: `kept`, or the `problem` it had. `place` is its place in what was sent."""

    model_config = example(place=0, id=ENTRY, kept=KEPT, problem=None)

    place: int
    id: str | None
    kept: EntryKept | None
    problem: EntryProblem | None


class Synced(Shape):
    """An answer per item, in the order sent. `safety` is the most pressing of all: show it first."""

    model_config = example(safety=None, items=[{"place": 0, "id": ENTRY, "kept": KEPT, "problem": None}])

    safety: Safety | None
    items: list[SyncAnswer]
