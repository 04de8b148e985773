"""Shapes of the diary: an entry and a correction as the app sends them, and what comes back, safety first."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, JsonValue

from backend.diary.answers import Code
from backend.diary.state import Reason, Timing, WindowState
from backend.mobile.care_shapes import Moment
from backend.mobile.door_shapes import Emergency
from backend.mobile.shapes import CHILD, Problem, Shape, example
from backend.triage.understanding import Urgency

ENTRY, CORRECTION = "8b9f3a34-6f0a-4c58-9d8e-0c2f6d5b7a10", "2f6c1d0e-9a47-4f3b-8a57-6b0e5f1c9d22"
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


class WindowShown(Shape):
    """When a diary is due. It is taken from `opens_at`, late from `closes_at` until `late_until`.

    `reason` is why it is excused. `may_fill`: an entry is taken now. `entries` are those that it has.
    """

    model_config = example(
        instrument="daily",
        name="每日日记",
        due_on="2027-05-18",
        day=2,
        opens_at="2027-05-18T18:00:00+08:00",
        closes_at="2027-05-19T12:00:00+08:00",
        late_until="2027-05-21T12:00:00+08:00",
        optional=False,
        state="open",
        reason=None,
        may_fill=True,
        entries=[],
    )

    instrument: str
    name: str
    due_on: date
    day: int
    opens_at: datetime
    closes_at: datetime
    late_until: datetime
    optional: bool
    state: WindowState
    reason: Reason | None
    may_fill: bool
    entries: list[str]
