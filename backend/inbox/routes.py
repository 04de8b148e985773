"""Where the provider brings what parents write."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response
from sqlalchemy import Engine

from backend.channels.twilio import read_inbound
from backend.chat.choose import Chooser
from backend.clock import Clock
from backend.db import first, transaction
from backend.inbox.consider import consider_text
from backend.inbox.follow import look_at_once
from backend.inbox.process import process_or_leave
from backend.inbox.receive import store
from backend.protocol.pack import Pack
from backend.settings import Mode, Settings
from backend.web import SignedForm, clock_of, engine_of, pack_of, send_now_of, settings_of, signed_form

router = APIRouter(prefix="/twilio", tags=["provider"], include_in_schema=False)
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def chooser_of(request: Request) -> Chooser | None:
    """The language model that may choose sentences; none unless one is set."""
    chooser: Chooser | None = request.app.state.chooser
    return chooser


ChooserOf = Annotated[Chooser | None, Depends(chooser_of)]


@router.post("/inbound")
def take_text(
    form: Annotated[SignedForm, Depends(signed_form)],
    engine: Annotated[Engine, Depends(engine_of)],
    clock: Annotated[Clock, Depends(clock_of)],
    pack: Annotated[Pack, Depends(pack_of)],
    settings: Annotated[Settings, Depends(settings_of)],
    send_now: Annotated[Callable[[], int], Depends(send_now_of)],
    chooser: ChooserOf,
    later: BackgroundTasks,
) -> Response:
    """Store the text, answer the provider at once, then read it; the worker reads what this process could not."""
    with first(engine), transaction(engine) as session:
        stored = store(session, read_inbound(form.fields), found_by="webhook", now=clock.now())
    if stored is not None and settings.read_at_once:
        live = settings.mode is Mode.LIVE
        later.add_task(_answer, engine, stored, pack=pack, live=live, clock=clock, send_now=send_now, chooser=chooser)
        later.add_task(look_at_once, engine, stored, pack=pack, live=live, clock=clock, send_now=send_now)
    return Response(EMPTY, media_type="application/xml")


def _answer(
    engine: Engine,
    stored: str,
    *,
    pack: Pack,
    live: bool,
    clock: Clock,
    send_now: Callable[[], int],
    chooser: Chooser | None,
) -> None:
    """Read the text and send what cannot wait, before any reminder gets its turn."""
    considered = consider_text(engine, stored, pack=pack, live=live, now=clock.now(), chooser=chooser)
    with first(engine):
        process_or_leave(engine, stored, considered, pack=pack, live=live, clock=clock)
        send_now()
