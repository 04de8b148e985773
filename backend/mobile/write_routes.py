"""The family's page to write to the study; what to do now stands before anything else."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from backend.concerns.promise import read_by
from backend.db import reading
from backend.errors import NuanxinError
from backend.inbox.follow import follow
from backend.inbox.routes import ChooserOf
from backend.inbox.write import (
    MOST_CHARACTERS,
    TextChangedError,
    TextEmptyError,
    TextTooLongError,
    TooManyTextsError,
    Written,
    write,
)
from backend.mobile.guard_routes import ClockOf, EngineOf, SettingsOf
from backend.mobile.my_chat import my_chat, told_here
from backend.mobile.page_guard_routes import IN, OWN_FORM, PREFIX, ReaderNow, keep_language
from backend.mobile.page_reader import FamilyReader
from backend.mobile.pages import render
from backend.mobile.refusals import sentence
from backend.settings import Mode
from backend.web import send_now_of

PAGE = f"{PREFIX}/write"
SOME = 10
TO_MEND = (TextChangedError, TextEmptyError, TextTooLongError, TooManyTextsError)
SendNow = Annotated[Callable[[], int], Depends(send_now_of)]
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[*IN])


@router.get("/write")
def write_page(
    request: Request, reader: ReaderNow, engine: EngineOf, settings: SettingsOf, sent: str = "", after: str = ""
) -> Response:
    """What became of what was just sent; a box to write in; the conversation so far."""
    response = _page(engine, reader, live=settings.mode is Mode.LIVE, sent=sent, after=after)
    keep_language(response, request, settings)
    return response


@router.post("/write", dependencies=[*OWN_FORM])
def send_text(
    reader: ReaderNow,
    engine: EngineOf,
    clock: ClockOf,
    settings: SettingsOf,
    send_now: SendNow,
    chooser: ChooserOf,
    later: BackgroundTasks,
    text_id: Annotated[UUID, Form(alias="id")],
    text: Annotated[str, Form()] = "",
) -> Response:
    """Keep the text and read it at once; one that cannot be kept stays in the box with the reason."""
    me, live = reader.signed_in, settings.mode is Mode.LIVE
    typed = text.replace("\r\n", "\n").strip()
    try:
        written = Written(str(text_id), typed, "page")
        write(engine, written, me.caregiver, me.family, pack=reader.pack, live=live, clock=clock, chooser=chooser)
    except TO_MEND as refusal:
        return _page(engine, reader, live=live, text=typed, refusal=refusal)
    later.add_task(follow, engine, written.id, pack=reader.pack, live=live, clock=clock, send_now=send_now)
    return RedirectResponse(f"{PAGE}?sent={written.id}", status_code=303, background=later)


def _page(
    engine: Engine,
    reader: FamilyReader,
    *,
    live: bool,
    sent: str = "",
    after: str = "",
    text: str = "",
    refusal: NuanxinError | None = None,
) -> Response:
    with reading(engine) as session:
        found = told_here(session, reader.looking, sent, live=live) if sent else None
        page = my_chat(session, reader.looking, after=after, limit=SOME)
    return render(
        "write.html",
        reader,
        section="messages",
        status=refusal.status_code if refusal else 200,
        told=found[1] if found else None,
        page=page,
        after=after,
        text=text,
        wrong=sentence(refusal.type, refusal.status_code, reader.language, {}) if refusal else "",
        read_by=read_by(reader.now, pack=reader.pack),
        most=MOST_CHARACTERS,
        new_id=str(uuid4()),
        rate_id=str(uuid4()),
    )
