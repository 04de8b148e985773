"""The pages of conversations: who asked what, what was not understood, taking over and handing back.

Families write names, and a monitor reads by participant code alone: these pages are for whoever may act.
"""

from contextlib import suppress

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response

from backend.chat.hold import HeldError, NotHeldError, hand_back, holder, take_over
from backend.console.chat_page import (
    RATED,
    SHOWN,
    asking_families,
    family_seen,
    holder_named,
    is_waiting,
    not_understood,
    ratings,
    transcript,
)
from backend.console.guard_routes import ACTING, GUARDED, EngineOf, PackOf, ReaderNow, may_act
from backend.console.pages import render
from backend.console.people import people
from backend.console.propose_page import proposals
from backend.console.surroundings import chrome_of
from backend.db import reading, transaction

router = APIRouter(prefix="/console/chat", include_in_schema=False, dependencies=[*GUARDED, Depends(may_act)])


@router.get("")
def conversations(engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """Families that asked of late, and what nobody but a person could answer."""
    with reading(engine) as session:
        return render(
            "chat.html",
            reader,
            chrome=chrome_of(session, reader, pack, section="chat", path="/console/chat"),
            families=asking_families(session, reader, pack),
            groups=not_understood(session, reader, pack),
            rated=ratings(session, reader, pack),
            days=SHOWN.days,
            rated_days=RATED.days,
            proposed=proposals(session, reader, pack),
        )


@router.get("/{code}")
def conversation(code: str, engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """One family's conversation. Raises NotFoundError."""
    with reading(engine) as session:
        family = family_seen(session, code, reader)
        return render(
            "chat_family.html",
            reader,
            chrome=chrome_of(session, reader, pack, section="chat", path=f"/console/chat/{code}"),
            code=family.code,
            lines=transcript(session, family.code, reader),
            held=(held := holder(session, family.code)),
            held_by=holder_named(held, reader, people(session, pack, reader)),
            waits=held is not None and is_waiting(held),
        )


@router.post("/{code}/take", dependencies=[*ACTING])
def take(code: str, engine: EngineOf, reader: ReaderNow) -> Response:
    """The reader answers this family from now on. Raises NotFoundError."""
    with transaction(engine) as session:
        family = family_seen(session, code, reader)
        with suppress(HeldError):  # the page says who has it
            take_over(session, stream=family.code, by=reader.member.name, now=reader.now)
    return RedirectResponse(f"/console/chat/{family.code}", status_code=303)


@router.post("/{code}/back", dependencies=[*ACTING])
def give_back(code: str, engine: EngineOf, reader: ReaderNow) -> Response:
    """The assistant answers again. Raises NotFoundError."""
    with transaction(engine) as session:
        family = family_seen(session, code, reader)
        with suppress(NotHeldError):  # somebody did meanwhile
            hand_back(session, stream=family.code, by=reader.member.name, now=reader.now)
    return RedirectResponse(f"/console/chat/{family.code}", status_code=303)
