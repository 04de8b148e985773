"""The family's diary as it was written: the entries of a child, one entry with its corrections, and correcting it."""

from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response

from backend.db import reading
from backend.diary.consider import Desk
from backend.diary.due_now import due_now
from backend.diary.models import Source
from backend.diary.queries import entry
from backend.diary.submission import caregiver_writes
from backend.diary.tell import again
from backend.diary.thanks import thanks
from backend.diary.versions import given_of
from backend.mobile.diary_chart import chart_of
from backend.mobile.diary_draft import Draft
from backend.mobile.diary_fill_routes import DIARY, PageNow
from backend.mobile.diary_screen import Screen
from backend.mobile.diary_send import course_of_draft, ready
from backend.mobile.diary_steps import REVIEW
from backend.mobile.guard_routes import SettingsOf
from backend.mobile.home import home_of
from backend.mobile.my_diary import Written, my_entries, my_entry, writers
from backend.mobile.page_guard_routes import IN, keep_language
from backend.mobile.pages import render

router = APIRouter(prefix=DIARY, include_in_schema=False, dependencies=[*IN])
SOME = 30


@router.get("")
def diary(request: Request, page: PageNow, settings: SettingsOf, child: str = "", before: str = "") -> Response:
    """What is due, a small chart, and the entries of a child, the newest first."""
    reader = page.reader
    with reading(page.engine) as session:
        home = home_of(session, reader, child_id=child)
        diaries = due_now(
            session, home.child.id if home.child else None, pack=reader.pack, live=page.live, now=reader.now
        )
        last = entry(session, before) if before else None
        place = (last.counts_at, last.id) if last and home.child and last.child_id == home.child.id else None
        found = (
            my_entries(session, reader, home.child.id, live=page.live, limit=SOME, before=place) if home.child else []
        )
    response = render(
        "diary.html",
        reader,
        section="diary",
        home=home,
        diaries=diaries,
        written=found,
        chart=None if place else chart_of(found, reader),
        older=found[-1].entry.id if len(found) == SOME else "",
    )
    keep_language(response, request, settings)
    return response


@router.get("/entries/{entry_id}")
def one(entry_id: str, request: Request, page: PageNow, settings: SettingsOf, done: str = "") -> Response:
    """One entry with its corrections; just after it was sent, what to do comes before the thanks."""
    reader = page.reader
    with reading(page.engine) as session:
        child, written = my_entry(session, reader, entry_id, live=page.live)
        me = reader.signed_in
        writer = caregiver_writes(session, me.caregiver, me.family, Source.PAGE, language=reader.language)
        desk = Desk(child, me.family, writer, reader.pack, page.live, reader.now)
        told = again(session, desk, written.entry, written.held)
        names = writers(session, reader)
    response = render(
        "diary_entry.html",
        reader,
        section="diary",
        child=child,
        written=written,
        told=told,
        names=names,
        done=done,
        said=thanks(told, me.family, reader.language, reader.pack),
    )
    keep_language(response, request, settings)
    return response


def left_out(written: Written) -> frozenset[str]:
    """What was optional and not answered then: it may be added, and is not asked once more."""
    items = written.instrument.items if written.instrument else ()
    answered = {answer.item for answer in written.answers}
    return frozenset(item.key for item in items if item.optional and item.key not in answered)


@router.get("/entries/{entry_id}/correct")
def correct(entry_id: str, page: PageNow) -> Response:
    """The whole entry again, ready to be changed; what was sent stands beside it."""
    reader = page.reader
    with reading(page.engine) as session:
        child, written = my_entry(session, reader, entry_id, live=page.live)
    held = written.held
    given = given_of(held)
    draft = Draft(
        id=str(uuid4()),
        version=held.instrument_version,
        due_on=written.entry.due_on,
        answers=dict(given.answers),
        usual=given.usual,
        sure=frozenset(held.doubts),
        skipped=left_out(written),
        corrects=written.entry.id,
    )
    own, course = course_of_draft(page, child.id, written.entry.instrument, draft)
    shown = ready(course, now=reader.now)
    return render(
        "diary_fill.html", reader, section="diary", screen=Screen(own, shown, REVIEW), advice=None, alone=False
    )
