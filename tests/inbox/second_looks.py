"""A second look at what waits for one, and what a model may make of a text."""

from dataclasses import replace

from backend.concerns.second_look import Reconsider
from backend.inbox.second_look import look_again_at_waiting
from backend.triage.understand import Context
from backend.triage.understanding import Understanding, Urgency
from tests.journeys.study import Study

QUESTION = "尿样放冰箱可以放多久"
"""It is answered, and no person reads it."""
DEFECT = IndexError("a defect that only some texts show")
WEATHER = "nice weather here today, we went to the park"


def raises(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return replace(understood, urgency=Urgency.EMERGENCY, rule="model test")


def agrees(text: str, understood: Understanding, context: Context) -> Understanding:
    del text, context
    return understood


def to_read(study: Study) -> list[str | None]:
    return [task.words for task in study.open_tasks() if task.kind == "read-message"]


def look(study: Study, reconsider: Reconsider, limit: int = 20) -> int:
    return look_again_at_waiting(
        study.engine, reconsider, pack=study.pack, live=False, clock=study.clock, limit=limit
    )
