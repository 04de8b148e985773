"""/api/v1: the conversation. What is typed is stored and read at once; the answer carries what to do first."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends

from backend.db import reading
from backend.errors import NotFoundError
from backend.inbox.follow import follow
from backend.inbox.routes import ChooserOf
from backend.inbox.write import Written, write
from backend.mobile.chat_shapes import ChatItem, ChatKept, ChatSent
from backend.mobile.guard_routes import GUARDED, SOME, After, ClockOf, EngineOf, Limit, LookingNow, SettingsOf
from backend.mobile.my_chat import kept_here, my_chat, told_here
from backend.mobile.shapes import PAGED, Page, Problem, Refusals
from backend.mobile.tagged_routes import Tagged
from backend.settings import Mode
from backend.web import send_now_of

REFUSED: Refusals = {
    404: {"model": Problem, "description": "Another text has this id; take a new one."},
    409: {"model": Problem, "description": "This id came before with other words; those are kept. Take a new id."},
    422: {"model": Problem, "description": "Empty, too long, or something in it is not right."},
    429: {"model": Problem, "description": "Too many in an hour. What is urgent gets through all the same."},
}
SendNow = Annotated[Callable[[], int], Depends(send_now_of)]
router = APIRouter(prefix="/api/v1", tags=["chat"], route_class=Tagged, dependencies=[*GUARDED])


@router.put("/chat/{text_id}", responses={**REFUSED})
def put_text(
    text_id: UUID,
    body: ChatSent,
    looking: LookingNow,
    engine: EngineOf,
    clock: ClockOf,
    settings: SettingsOf,
    send_now: SendNow,
    chooser: ChooserOf,
    later: BackgroundTasks,
) -> ChatKept:
    """Write to the study, under an id of yours. Sent again it is the same; what is urgent is answered at once."""
    me, live = looking.me, settings.mode is Mode.LIVE
    written = Written(str(text_id), body.text, "app", body.written_at)
    fresh = write(
        engine, written, me.caregiver, me.family, pack=looking.pack, live=live, clock=clock, chooser=chooser
    )
    later.add_task(follow, engine, written.id, pack=looking.pack, live=live, clock=clock, send_now=send_now)
    with reading(engine) as session:
        found = told_here(session, looking, written.id, live=live)
    if found is None:
        raise NotFoundError("There is no such text.")
    return kept_here(*found, looking, fresh=fresh)


@router.get("/chat", responses={**PAGED})
def chat(looking: LookingNow, engine: EngineOf, after: After = "", limit: Limit = SOME) -> Page[ChatItem]:
    """The conversation with this caregiver, by SMS and here, the newest first. Reminders are in `/messages`."""
    with reading(engine) as session:
        return my_chat(session, looking, after=after, limit=limit)
