"""The pages of the audit, for every role: who did what to whom, and whether the chains hold.

Everybody reads who, when, what and which code; names, numbers and words stand in the sealed values, which a monitor
does not get. That somebody looked, or checked, is itself kept.
"""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from backend.audit.record import STUDY, record
from backend.console.audit_asked import read_audit_asked
from backend.console.audit_check import check_page
from backend.console.audit_page import PATH, audit_page
from backend.console.guard_routes import GUARDED, EngineOf, PackOf, ReaderNow
from backend.console.pages import render
from backend.console.reader import Reader
from backend.console.surroundings import chrome_of
from backend.db import reading, transaction
from backend.families import queries as families

router = APIRouter(prefix=PATH, include_in_schema=False, dependencies=[*GUARDED])


@router.get("")
def entries(request: Request, engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """The entries that are asked for."""
    with reading(engine) as session:
        asked = read_audit_asked(session, request.query_params, reader, pack)
        page = audit_page(session, reader, pack, asked)
        chrome = chrome_of(session, reader, pack, section="audit", path=PATH)
    stream = asked.wanted.stream if not asked.wrong else ""
    subject = f"family:{stream}" if stream not in ("", STUDY) else reader.member.site
    _keep(engine, reader, "console.view-audit", stream=stream or STUDY, subject=subject)
    return render("audit.html", reader, chrome=chrome, page=page)


@router.get("/check")
def check(engine: EngineOf, reader: ReaderNow, pack: PackOf, family: str = "", after: str = "") -> Response:
    """Whether the chains hold. Raises NotFoundError for a family that is not of the reader's site."""
    with reading(engine) as session:
        known = family in ("", STUDY)
        stream = family if known else families.family_at(session, family, reader.member.site).code
        page = check_page(session, reader, stream=stream, after=after)
        chrome = chrome_of(session, reader, pack, section="audit", path=PATH)
    found = {"chains": str(len(page.kept) + len(page.broken)), "broken": str(len(page.broken))}
    subject = stream or reader.member.site
    _keep(engine, reader, "console.check-audit", stream=STUDY, subject=subject, found=found)
    return render("audit_check.html", reader, chrome=chrome, page=page)


def _keep(
    engine: Engine,
    reader: Reader,
    what: str,
    *,
    stream: str,
    subject: str,
    found: Mapping[str, str] | None = None,
) -> None:
    """Record it before anything is shown. Looking itself holds no writer up: only this takes the lock."""
    with transaction(engine) as session:
        record(
            session,
            stream=stream,
            actor=reader.member.name,
            action=what,
            subject=subject,
            after=found,
            now=reader.now,
        )
