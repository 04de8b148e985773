"""A refusal as a family's page: what happened, what to do, and the number to phone."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from backend.mobile.guard_routes import SignInNeededError
from backend.mobile.page_guard_routes import PREFIX, reader_of
from backend.mobile.pages import render
from backend.mobile.refusals import sentence


def is_family(request: Request) -> bool:
    """Whether a refusal is read by a family on its page."""
    path = request.url.path
    return path == PREFIX or path.startswith((f"{PREFIX}/", "/f/"))


def family_refusal(request: Request, status: int, kind: str) -> Response:
    """The refusal; whoever only looked and is not signed in is led to the door."""
    if kind == SignInNeededError.type and request.method == "GET":
        return RedirectResponse(f"{PREFIX}/door", status_code=303)
    reader = reader_of(request)
    said = sentence(kind, status, reader.language, {"minutes": 15})
    signed_out = kind == SignInNeededError.type
    return render("refused.html", reader, status=status, said=said, signed_out=signed_out)
