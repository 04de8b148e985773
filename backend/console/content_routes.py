"""The pages of what the pack says: every text in both languages with its approval. Read only, for every role."""

from fastapi import APIRouter
from fastapi.responses import Response

from backend.console.content_kinds import content
from backend.console.content_list import OPEN, PATH, content_list
from backend.console.content_page import content_page
from backend.console.guard_routes import GUARDED, EngineOf, PackOf, ReaderNow
from backend.console.message_load import load_page
from backend.console.pages import render
from backend.console.surroundings import chrome_of
from backend.db import reading
from backend.errors import NotFoundError

router = APIRouter(prefix=PATH, include_in_schema=False, dependencies=[*GUARDED])


@router.get("")
def every(engine: EngineOf, reader: ReaderNow, pack: PackOf, kind: str = "", show: str = "") -> Response:
    """Everything, one kind of it, or what waits for an approval."""
    with reading(engine) as session:
        chrome = chrome_of(session, reader, pack, section="content", path=PATH)
    page = content_list(pack, reader, kind=kind, show=OPEN if show == OPEN else "")
    return render("content.html", reader, chrome=chrome, page=page)


@router.get("/load")
def load(engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """How many texts a family gets by the pack."""
    with reading(engine) as session:
        chrome = chrome_of(session, reader, pack, section="content", path=f"{PATH}/load")
    return render("message_load.html", reader, chrome=chrome, page=load_page(pack, reader))


@router.get("/{kind}/{name}")
def one(engine: EngineOf, reader: ReaderNow, pack: PackOf, kind: str, name: str, beside: str = "") -> Response:
    """One of them. Raises NotFoundError."""
    found = content(pack, kind, name)
    if found is None:
        raise NotFoundError("The pack says nothing of that name.")
    page = content_page(pack, reader, found, beside=beside)
    with reading(engine) as session:
        chrome = chrome_of(session, reader, pack, section="content", path=f"{PATH}/{kind}/{name}")
    return render("content_item.html", reader, chrome=chrome, page=page)
