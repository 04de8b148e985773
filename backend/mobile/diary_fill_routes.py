"""Filling in a diary on the family page, one thought a screen; a form each, so that it works without JavaScript."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from backend.diary.answers import Problem
from backend.diary.outcome import Outcome, Recorded
from backend.mobile.diary_draft import new_draft, unpacked
from backend.mobile.diary_move import Turn, move
from backend.mobile.diary_screen import Screen
from backend.mobile.diary_send import Page, course_of_draft, day_of, instrument_of_page, ready, send
from backend.mobile.diary_steps import REVIEW, Course
from backend.mobile.guard_routes import EngineOf, SettingsOf
from backend.mobile.page_guard_routes import IN, OWN_FORM, PREFIX, ReaderNow, keep_language
from backend.mobile.pages import render
from backend.settings import Mode
from backend.web import send_now_of

DIARY = f"{PREFIX}/diary"
SEND, PART = "send", "part"
"""All of it; or, in an emergency, what was answered so far."""
router = APIRouter(prefix=DIARY, include_in_schema=False, dependencies=[*IN])
Carried = Annotated[str, Form(max_length=60_000)]
Short = Annotated[str, Form(max_length=100)]


async def form_of_request(request: Request) -> FormData:
    """The whole form: which fields it has depends on the question."""
    return await request.form()


def page_of(
    reader: ReaderNow,
    engine: EngineOf,
    settings: SettingsOf,
    send_now: Annotated[Callable[[], int], Depends(send_now_of)],
) -> Page:
    """Whoever fills in a diary, on this server."""
    return Page(engine, reader, settings.mode is Mode.LIVE, send_now)


PageNow = Annotated[Page, Depends(page_of)]


@router.get("/fill/{key}")
def begin(
    key: str, request: Request, page: PageNow, settings: SettingsOf, child: str = "", due: str = ""
) -> Response:
    """The first screen of an empty diary."""
    draft = new_draft(instrument_of_page(page, key), due_on=day_of(due))
    own, course = course_of_draft(page, child, key, draft)
    screen = Screen(own, course, course.next)
    response = render("diary_fill.html", page.reader, section="diary", screen=screen, advice=None, alone=True)
    keep_language(response, request, settings)
    return response


@router.post("/fill/{key}", dependencies=[*OWN_FORM])
def fill(
    key: str,
    page: PageNow,
    form: Annotated[FormData, Depends(form_of_request)],
    draft: Carried,
    child: Short = "",
    at: Short = "",
    go: Short = "",
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """The next screen; after the last one the entry is kept."""
    carried = unpacked(draft)
    own, course = course_of_draft(page, child, key, carried.but(reason=reason) if reason else carried)
    if go in (SEND, PART):
        return _send(page, own.id, course, whole=go == SEND)
    turn = move(course, at, go, form)
    if turn.step is None:
        return RedirectResponse(f"{PREFIX}?child={own.id}", status_code=303)
    return _show(page, own.id, course, turn)


def _show(page: Page, child: str, course: Course, turn: Turn, *, recorded: Recorded | None = None) -> Response:
    after = replace(course, draft=turn.draft)
    if turn.step == REVIEW:
        after = ready(after, now=page.reader.now)
    own, _ = course_of_draft(page, child, course.instrument.key, turn.draft)
    screen = Screen(own, after, turn.step or after.next, turn.wrong)
    stays = turn.wrong is not None or screen.ask is not None
    advice = recorded.advice if recorded else None
    return render(
        "diary_fill.html",
        page.reader,
        section="diary",
        status=422 if stays else 200,
        screen=screen,
        advice=advice,
        alone=False,
    )


def _send(page: Page, child: str, course: Course, *, whole: bool) -> Response:
    """Keep it; or lead to what is still missing, to be mended or to be confirmed."""
    if whole and course.next != REVIEW:
        step = course.next
        return _show(page, child, course, Turn(course.draft, step, course.wrong(step) or course.missing(step)))
    zone = page.reader.signed_in.family.zone
    submission = course.draft.submission(course.instrument, zone=zone, now=page.reader.now, whole=whole)
    recorded = send(page, child, submission)
    if recorded.is_kept and recorded.entry is not None:
        return RedirectResponse(f"{DIARY}/entries/{recorded.entry.id}?done=sent", status_code=303)
    if recorded.outcome is Outcome.CHANGED:
        return RedirectResponse(f"{DIARY}/entries/{course.draft.id}?done=before", status_code=303)
    return _show(page, child, course, _mend(course, recorded), recorded=recorded)


def _mend(course: Course, recorded: Recorded) -> Turn:
    refusal = recorded.refusal
    if refusal is not None and not (recorded.problems or recorded.asks):
        raise refusal
    problems: list[Problem] = list(recorded.problems)
    if problems:
        return Turn(course.draft, problems[0].item, problems[0])
    return Turn(course.draft, recorded.asks[0].item)
