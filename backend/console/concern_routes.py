"""The pages about concerns: the list, one concern with its acts, a new one, the export."""

from fastapi import APIRouter
from fastapi.responses import Response

from backend.console.chrome import Chrome
from backend.console.guard_routes import GUARDED, PackOf, ReaderNow
from backend.console.pages import render
from backend.console.seen import ListPage

router = APIRouter(prefix="/console/concerns", include_in_schema=False, dependencies=[*GUARDED])


@router.get("")
def concerns(reader: ReaderNow, pack: PackOf, show: str = "") -> Response:
    """The open concerns, the most pressing first."""
    chrome = Chrome(pack.study.registry.id, "concerns", "/console/concerns", reader.form_token)
    page = ListPage("", None, "", "", [], [], show == "all")
    return render("concerns.html", reader, chrome=chrome, page=page, said="", may_act=reader.member.role.may_act)
