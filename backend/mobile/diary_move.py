"""From one screen of a diary to the next: what was answered there, and what is to be shown now. Pure."""

from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from backend.diary.answers import Problem
from backend.diary.form_fields import may_skip, raw_of, skipped
from backend.mobile.diary_draft import Draft
from backend.mobile.diary_steps import REVIEW, USUAL, Course
from backend.protocol.items import Item

BACK, SKIP, AS_USUAL, DIFFERENT = "back", "skip", "usual", "different"
EDIT, SURE = "edit:", "sure:"


@dataclass(frozen=True)
class Turn:
    """Where the family is now. `step` None: back from the first screen; `wrong`: why it is still the same one."""

    draft: Draft
    step: str | None
    wrong: Problem | None = None


def move(course: Course, at: str, go: str, form: FormData) -> Turn:
    """The turn after what was tapped at `at`. Whatever is unknown leads to the first screen that is not settled."""
    draft = course.draft
    if go == BACK:
        return Turn(draft, course.back_from(at))
    if go.startswith(EDIT):
        wanted = go.removeprefix(EDIT)
        return Turn(draft, wanted if _item(course, wanted) or wanted == USUAL else course.next)
    if at == USUAL and go in (AS_USUAL, DIFFERENT):
        return _onward(course, draft.but(usual=go == AS_USUAL))
    item = _item(course, at)
    return Turn(draft, course.next) if item is None else _answered(course, item, go, form)


def _answered(course: Course, item: Item, go: str, form: FormData) -> Turn:
    raw = skipped(item) if go == SKIP else raw_of(item, form)
    if raw is None:
        if may_skip(item) and (go == SKIP or item.optional):
            return _onward(course, course.draft.without(item.key))
        return Turn(course.draft.with_answer(item.key, None), item.key, course.missing(item.key))
    sure = go.removeprefix(SURE) if go.startswith(SURE) else ""
    draft = course.draft.with_answer(item.key, raw, sure=sure[:80])
    after = replace(course, draft=draft)
    if after.wrong(item.key) is not None or after.ask(item.key) is not None:
        return Turn(draft, item.key, after.wrong(item.key))
    return _onward(course, draft)


def _onward(course: Course, draft: Draft) -> Turn:
    return Turn(draft, replace(course, draft=draft).next)


def _item(course: Course, key: str) -> Item | None:
    return next((item for item in course.instrument.items if item.key == key), None)


def at_review(turn: Turn) -> bool:
    """Whether the whole is shown, ready to be sent."""
    return turn.step == REVIEW
