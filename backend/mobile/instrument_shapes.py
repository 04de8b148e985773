"""Shapes of what is asked: a diary with its questions, as an app shows them online and offline."""

from typing import Literal

from backend.mobile.shapes import Shape, example

CONDITION = {"item": "temperature", "options": [], "at_least": 38.0}
PALE = {"key": "pale", "label": "浅黄", "help": None, "colour": "#f7e9a0"}
QUESTION = {
    "key": "urine-colour",
    "type": "colour",
    "text": "尿是什么颜色？选最像的一个。",
    "help": "颜色有几种，就选最深的。",
    "optional": False,
    "safety": True,
    "when": [],
    "options": [PALE, {"key": "unseen", "label": "没看到", "help": None, "colour": None}],
    "usual": None,
    "usual_value": None,
    "places": [],
    "units": [],
    "limits": None,
    "lower": None,
    "most": None,
    "skip": None,
}


class ChoiceShown(Shape):
    """One option, place or unit. `colour` is what a card shows; without one it is not on the card."""

    model_config = example(**PALE)

    key: str
    label: str
    help: str | None = None
    colour: str | None = None


class ConditionShown(Shape):
    """Holds if the answer to `item` is, or has, one of `options`; or, where there are none, is at least that much."""

    model_config = example(**CONDITION)

    item: str
    options: list[str]
    at_least: float | None


class LimitsShown(Shape):
    """What can be right at all, both included; of an amount in its first unit."""

    model_config = example(least=34.0, most=43.0)

    least: float
    most: float


class QuestionShown(Shape):
    """One item. Asked if all of `when` hold. `usual` is what "everything as usual" says of it, in words.

    A temperature is sent as `{"amount": "36.8", "place": "armpit"}`, an amount with a unit as
    `{"amount": "18.2", "unit": "kg"}`, what was not measured as `{"skipped": true}`, an option by its key, those of
    `several` as a list, a blood pressure as `"105/65"`. Amounts may be as typed. Of a blood pressure `limits` are
    those of the upper number, `lower` those of the lower one.
    """

    model_config = example(**QUESTION)

    key: str
    type: Literal[
        "yes-no", "choice", "several", "colour", "faces", "count", "number", "temperature", "blood-pressure", "text"
    ]
    text: str
    help: str | None
    optional: bool
    safety: bool
    when: list[ConditionShown]
    options: list[ChoiceShown]
    usual: str | None
    usual_value: str | int | None
    places: list[ChoiceShown]
    units: list[ChoiceShown]
    limits: LimitsShown | None
    lower: LimitsShown | None
    most: int | None
    skip: str | None


class InstrumentShown(Shape):
    """A diary as it stands. Send `version` with every entry; an app that is offline may go on with the one it has.

    `any_time`: it waits for no window. `reporter` `child`: these are the child's own answers.
    """

    model_config = example(
        key="daily",
        version="3f2a90c1b7de",
        name="每日日记",
        intro="问的是过去24小时里您看到的、孩子说出来的。大约两分钟。",
        reporter="caregiver",
        optional=False,
        any_time=False,
        items=[QUESTION],
    )

    key: str
    version: str
    name: str
    intro: str
    reporter: Literal["caregiver", "child"]
    optional: bool
    any_time: bool
    items: list[QuestionShown]
