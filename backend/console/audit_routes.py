"""The pages of the audit, for every role: who did what to whom, and whether the chains hold.

Everybody reads who, when, what and which code; names, numbers and words stand in the sealed values, which a monitor
does not get. That somebody looked, or checked, is itself kept.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from backend.audit.record import STUDY, record
from backend.console.audit_check import check_page
from backend.console.audit_page import PATH, audit_page, read_audit_asked
from backend.console.guard_routes import GUARDED, EngineOf, PackOf, ReaderNow
from backend.console.pages import render
from backend.console.surroundings import chrome_of
from backend.db import transaction
from backend.families import queries as families

router = APIRouter(prefix=PATH, include_in_schema=False, dependencies=[*GUARDED])


@router.get("")
def entries(request: Request, engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """The entries that are asked for."""
    with transaction(engine) as session:
        asked = read_audit_asked(session, request.query_params, reader, pack)
        page = audit_page(session, reader, pack, asked)
        stream = asked.wanted.stream if not asked.wrong else ""
        record(
            session,
            stream=stream or STUDY,
            actor=reader.member.name,
            action="console.view-audit",
            subject=f"family:{stream}" if stream and stream != STUDY else reader.member.site,
            now=reader.now,
        )
        chrome = chrome_of(session, reader, pack, section="audit", path=PATH)
    return render("audit.html", reader, chrome=chrome, page=page)


@router.get("/check")
def check(engine: EngineOf, reader: ReaderNow, pack: PackOf, family: str = "", after: str = "") -> Response:
    """Whether the chains hold. Raises NotFoundError for a family that is not of the reader's site."""
    with transaction(engine) as session:
        known = not family or family == STUDY
        stream = family if known else families.family_at(session, family, reader.member.site).code
        page = check_page(session, reader, stream=stream, after=after)
        record(
            session,
            stream=STUDY,
            actor=reader.member.name,
            action="console.check-audit",
            subject=stream or reader.member.site,
            after={"chains": str(len(page.kept) + len(page.broken)), "broken": str(len(page.broken))},
            now=reader.now,
        )
        chrome = chrome_of(session, reader, pack, section="audit", path=PATH)
    return render("audit_check.html", reader, chrome=chrome, page=page)
