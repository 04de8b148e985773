"""/api/v1: the diaries of a child, entries and corrections, batches from offline, and what is due."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, Query
from fastapi.responses import JSONResponse, Response
from pydantic import JsonValue, ValidationError
from sqlalchemy import Engine

from backend.db import reading, transaction
from backend.diary.consider import Desk
from backend.diary.correct_entry import correct_entry
from backend.diary.outcome import Recorded
from backend.diary.plan_windows import is_behind, plan_windows
from backend.diary.record_entry import record_entry
from backend.diary.submission import Submission
from backend.diary.sync import Item, sync
from backend.errors import NuanxinError
from backend.mobile.app_entries import (
    canonical,
    desk_of,
    error_shown,
    kept_shown,
    problem_shown,
    submission_of,
    synced_shown,
)
from backend.mobile.entry_kept_shapes import EntryKept, EntryProblem, Synced
from backend.mobile.entry_sent_shapes import Batch, CorrectionSent, EntrySent, SyncItem
from backend.mobile.entry_shown_shapes import EntryShown, EntryWhole
from backend.mobile.guard_routes import GUARDED, SOME, After, EngineOf, Limit, LookingNow, SettingsOf
from backend.mobile.instrument_shapes import InstrumentShown
from backend.mobile.my_children import my_child
from backend.mobile.my_entries import my_entries, my_entry, my_windows
from backend.mobile.my_instruments import my_instruments
from backend.mobile.my_visits import Looking
from backend.mobile.paging import page_of
from backend.mobile.shapes import Page, Problem, Refusals
from backend.mobile.tagged_routes import Tagged
from backend.mobile.window_shapes import WindowShown
from backend.settings import Mode, Settings
from backend.web import send_now_of

NOT_YOURS: Refusals = {404: {"model": Problem, "description": "There is none, or it is not of a child of yours."}}
NOT_KEPT: Refusals = {
    409: {"model": EntryProblem, "description": "Known with other answers, of no form we know, or not in the study."},
    422: {"model": EntryProblem, "description": "Answers to mend or to confirm, or the phone's clock is wrong."},
}
MEDIA = "application/problem+json"
BACK = timedelta(days=30)
SendNow = Annotated[Callable[[], int], Depends(send_now_of)]
Since = Annotated[date | None, Query(description="From this due day on; else the last 30 days.")]
router = APIRouter(prefix="/api/v1", tags=["diary"], route_class=Tagged, dependencies=[*GUARDED])


class InvalidItemError(NuanxinError):
    """An item of a batch is not one."""

    type = "invalid-request"
    status_code = 422


@router.get("/children/{child_id}/instruments", responses={**NOT_YOURS})
def instruments(
    child_id: str,
    looking: LookingNow,
    engine: EngineOf,
    settings: SettingsOf,
    after: After = "",
    limit: Limit = SOME,
) -> Page[InstrumentShown]:
    """The diaries of a child with their questions; keep them for when there is no connection."""
    with reading(engine) as session:
        child = my_child(session, looking.me, child_id)
    found = my_instruments(looking, child, live=_live(settings))
    return page_of(found, lambda each: each.key, after=after, limit=limit)


@router.get("/children/{child_id}/windows", responses={**NOT_YOURS})
def windows(
    child_id: str,
    looking: LookingNow,
    engine: EngineOf,
    settings: SettingsOf,
    since: Since = None,
    after: After = "",
    limit: Limit = SOME,
) -> Page[WindowShown]:
    """What is due, what was, and how it stands, in order of opening."""
    live = _live(settings)
    _plan_if_behind(engine, looking, child_id, live=live)
    with reading(engine) as session:
        child = my_child(session, looking.me, child_id)
        found = my_windows(session, looking, child, since=since or looking.today - BACK, live=live)
    return page_of(found, lambda each: f"{each.instrument}.{each.due_on}", after=after, limit=limit)


@router.get("/children/{child_id}/entries", responses={**NOT_YOURS})
def entries(
    child_id: str, looking: LookingNow, engine: EngineOf, after: After = "", limit: Limit = SOME
) -> Page[EntryShown]:
    """What was written about a child, by whomever of the family, the newest first."""
    with reading(engine) as session:
        return my_entries(session, looking, my_child(session, looking.me, child_id), after=after, limit=limit)


@router.get("/children/{child_id}/entries/{entry_id}", responses={**NOT_YOURS})
def entry(child_id: str, entry_id: UUID, looking: LookingNow, engine: EngineOf) -> EntryWhole:
    """One entry with all its versions."""
    with reading(engine) as session:
        return my_entry(session, looking, my_child(session, looking.me, child_id), str(entry_id))


@router.put("/children/{child_id}/entries/{entry_id}", response_model=EntryKept, responses={**NOT_YOURS, **NOT_KEPT})
def put_entry(
    child_id: str,
    entry_id: UUID,
    body: EntrySent,
    looking: LookingNow,
    engine: EngineOf,
    settings: SettingsOf,
    send_now: SendNow,
    later: BackgroundTasks,
) -> EntryKept | Response:
    """Keep an entry under an id of yours. Sent again it is the same; what is urgent is answered here at once."""
    later.add_task(send_now)
    return _put(engine, looking, child_id, submission_of(body, str(entry_id)), settings)


@router.put(
    "/children/{child_id}/entries/{entry_id}/corrections/{correction_id}",
    response_model=EntryKept,
    responses={**NOT_YOURS, **NOT_KEPT},
)
def put_correction(
    child_id: str,
    entry_id: UUID,
    correction_id: UUID,
    body: CorrectionSent,
    looking: LookingNow,
    engine: EngineOf,
    settings: SettingsOf,
    send_now: SendNow,
    later: BackgroundTasks,
) -> EntryKept | Response:
    """Correct an entry: all its answers anew, under an id of yours. What was there before stays."""
    submission = submission_of(body, str(correction_id), corrects=str(entry_id))
    later.add_task(send_now)
    return _put(engine, looking, child_id, submission, settings)


@router.post("/sync")
def post_sync(
    body: Batch,
    looking: LookingNow,
    engine: EngineOf,
    settings: SettingsOf,
    send_now: SendNow,
    later: BackgroundTasks,
) -> Synced:
    """Keep what was written offline. Each item is answered for itself; unlikely answers are kept with their doubt."""
    good = {place: each for place, each in enumerate(body.items) if isinstance(each, SyncItem)}
    bad = {place: _invalid(each, looking) for place, each in enumerate(body.items) if not isinstance(each, SyncItem)}
    items = [Item(each.child_id, _submission(each)) for each in good.values()]
    with transaction(engine) as session:

        def desk(child_id: str) -> Desk:
            child = my_child(session, looking.me, child_id)
            return desk_of(session, looking, child, live=_live(settings), may_ask=False)

        done = sync(session, looking.me.family, items, desk_of=desk)
    later.add_task(send_now)
    return synced_shown({**dict(zip(good, done, strict=True)), **bad}, looking)


def _put(
    engine: Engine,
    looking: Looking,
    child_id: str,
    submission: Submission,
    settings: Settings,
) -> EntryKept | Response:
    verb = correct_entry if submission.corrects else record_entry
    with transaction(engine) as session:
        desk = desk_of(session, looking, my_child(session, looking.me, child_id), live=_live(settings))
        recorded: Recorded = verb(session, desk, submission)
    refusal = recorded.refusal
    if refusal is None:
        return kept_shown(recorded, looking)
    problem = problem_shown(recorded, refusal, looking)
    response = JSONResponse(problem.model_dump(mode="json"), status_code=problem.status, media_type=MEDIA)
    response.headers["Content-Language"] = looking.language.value
    return response


def _submission(item: SyncItem) -> Submission:
    corrects = canonical(item.corrects) if item.corrects else ""
    return submission_of(item, canonical(item.id), corrects=corrects)


def _invalid(raw: JsonValue, looking: Looking) -> EntryProblem:
    """Where in an item something is wrong."""
    pointers: Sequence[str] = ()
    try:
        SyncItem.model_validate(raw)
    except ValidationError as error:
        pointers = ["/" + "/".join(map(str, each["loc"])) for each in error.errors()]
    return error_shown(InvalidItemError("This is no entry."), looking, errors=pointers)


def _plan_if_behind(engine: Engine, looking: Looking, child_id: str, *, live: bool) -> None:
    """So that a family that looks before the timetable came sees its new days."""
    pack, now = looking.pack, looking.now
    with reading(engine) as session:
        child = my_child(session, looking.me, child_id)
        behind = is_behind(session, child.id, pack=pack, live=live, now=now)
    if behind:
        with transaction(engine) as session:
            plan_windows(session, child, looking.me.family, pack=pack, live=live, now=now)


def _live(settings: Settings) -> bool:
    return settings.mode is Mode.LIVE
