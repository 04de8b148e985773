"""The pages of adherence: figures and pictures, and the windows behind each figure. By participant code only."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from backend.adherence.bridge import DIFFERENCES, bridge
from backend.console.adherence_asked import PATH, read_asked
from backend.console.adherence_page import adherence_page
from backend.console.behind_figure import behind_page
from backend.console.guard_routes import GUARDED, EngineOf, PackOf, ReaderNow
from backend.console.pages import render
from backend.console.picture_findings import findings
from backend.console.study_pictures import pictures
from backend.console.surroundings import chrome_of
from backend.db import reading

router = APIRouter(prefix=PATH, include_in_schema=False, dependencies=[*GUARDED])


@router.get("")
def adherence(request: Request, engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """The figures of the part that is asked about, as of the moment that is asked for."""
    asked = read_asked(request.query_params, reader, pack)
    with reading(engine) as session:
        page = adherence_page(session, reader, pack, asked)
        beside = request.query_params.get("beside") == "bridge"
        theirs = bridge(session, asked.kind, asked.scope, as_of=asked.as_of) if beside else None
        chrome = chrome_of(session, reader, pack, section="adherence", path=asked.at())
    return render("adherence.html", reader, chrome=chrome, page=page, theirs=theirs, differences=DIFFERENCES)


@router.get("/windows")
def windows(request: Request, engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """The windows that a figure is made of."""
    asked = read_asked(request.query_params, reader, pack)
    with reading(engine) as session:
        page = behind_page(session, reader, pack, asked)
        chrome = chrome_of(session, reader, pack, section="adherence", path=asked.at(f"{PATH}/windows"))
    return render("behind_figure.html", reader, chrome=chrome, page=page)


@router.get("/pictures")
def study(engine: EngineOf, reader: ReaderNow, pack: PackOf, page: str = "") -> Response:
    """Visits, texts and worries of the reader's site as pictures; `page` of its children's visits."""
    with reading(engine) as session:
        shown = pictures(session, reader, pack, page=read_asked({"page": page}, reader, pack).page)
        chrome = chrome_of(session, reader, pack, section="adherence", path=f"{PATH}/pictures")
    return render("study_pictures.html", reader, chrome=chrome, page=shown, findings=findings(shown, reader))
