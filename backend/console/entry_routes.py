"""The page of one diary entry."""

from fastapi import APIRouter
from fastapi.responses import Response

from backend.audit.record import record
from backend.console.entry_page import Telling
from backend.console.guard_routes import GUARDED, OfficeNow
from backend.console.pages import render
from backend.console.people import people
from backend.console.surroundings import chrome_of
from backend.console.transcribe_routes import PATH, entry_at
from backend.db import transaction
from backend.languages import marked

router = APIRouter(prefix=PATH, include_in_schema=False, dependencies=[*GUARDED])
SAID = {"kept": marked("It is kept, with your name and when it was told.")}


@router.get("/{code}/entries/{entry_id}")
def one(office: OfficeNow, code: str, entry_id: str, done: str = "") -> Response:
    """One entry with its versions; that the reader looked is kept. Raises NotFoundError."""
    reader, pack = office.reader, office.pack
    with transaction(office.engine) as session:
        family, child, entry = entry_at(session, reader, code, entry_id)
        record(
            session,
            stream=family.code,
            actor=reader.member.name,
            action="console.view-entry",
            subject=f"{child.code}/{entry.id}",
            now=reader.now,
        )
        known = people(session, pack, reader)
        page = Telling(session, family, child, reader, pack, known, office.live).page(entry)
        chrome = chrome_of(session, reader, pack, section="families", path=f"{PATH}/{family.code}/entries/{entry.id}")
    said = reader.say(SAID[done]) if done in SAID else ""
    return render("entry.html", reader, chrome=chrome, page=page, said=said)
