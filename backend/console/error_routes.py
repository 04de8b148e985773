"""A refusal as a page in the reader's language, with what they had typed, so that nothing is lost."""

import re
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from backend.console.behind import CameInError
from backend.console.guard_routes import COOKIE, SecondFactorNeededError, SignInNeededError, language_of
from backend.console.pages import render
from backend.console.reader import Reader
from backend.languages import Language, marked
from backend.staff.signed_in import who

PREFIX = "/console"
SERVER_ERROR = 500
NO_ROUTE = "http-404"
WRITTEN = ("words", "note", "reason", "reference", "code", "zh", "en")
CONCERN = re.compile(r"/console/(concerns/\d+|families/[^/]+)")
DOORS = {SignInNeededError.type: f"{PREFIX}/sign-in", SecondFactorNeededError.type: f"{PREFIX}/second-factor"}
HEADINGS = {
    401: marked("Please sign in"),
    403: marked("This is not allowed"),
    404: marked("There is no such page"),
    405: marked("There is no such page"),
    409: marked("Somebody was quicker"),
    422: marked("Something in the form is not right"),
}
OWN_HEADINGS = {CameInError.type: marked("Something new came in")}
REASONS = {
    "sign-in-needed": marked("You were signed out, after an hour without a click or twelve hours in all."),
    "second-factor-needed": marked("The code of your authenticator app is still missing. Sign in again."),
    "forged-form": marked("The form was made before you signed in again. Open the page again and repeat it."),
    "may-not-act": marked("A monitor reads and changes nothing."),
    "not-found": marked("Nothing has this number or code. Check it."),
    NO_ROUTE: marked("Nothing has this address. Check it."),
}
BROKEN = (marked("Something broke on our side"), marked("Nothing was recorded. Try again; if it stays, phone IT."))


def is_console(request: Request) -> bool:
    """Whether a refusal is read by a person in the console."""
    return request.url.path == PREFIX or request.url.path.startswith(PREFIX + "/")


async def refusal_page(request: Request, status: int, kind: str, detail: str) -> Response:
    """The refusal; a stranger who only looked is led to the sign-in page and back."""
    if kind in DOORS and request.method == "GET":
        to = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{DOORS[kind]}?{urlencode({'to': to})}", status_code=303)
    reader = await run_in_threadpool(_reader, request, kind)
    heading = OWN_HEADINGS.get(kind) or HEADINGS.get(status, BROKEN[0])
    reason = REASONS.get(kind, BROKEN[1] if status == SERVER_ERROR else "")
    typed = _typed(await request.form()) if request.method == "POST" else []
    return render(
        "refused.html",
        reader,
        status=status,
        heading=reader.say(heading),
        reason=reader.say(reason) if reason else detail,
        typed=typed,
        sign_in=kind in DOORS,
        back=_back(request.url.path),
    )


def _reader(request: Request, kind: str) -> Reader:
    clock, pack = request.app.state.clock, request.app.state.pack
    found = getattr(request.state, "signed_in", None)
    if found is None and kind == NO_ROUTE:  # nobody was asked for, but the browser may be signed in
        found = who(request.app.state.engine, request.cookies.get(COOKIE, ""), now=clock.now())
    if found is None:
        language = language_of(request)
    else:
        language = Language.EN if found.member.language is Language.EN else Language.ZH_HANS
    return Reader(language, ZoneInfo(pack.study.zone), clock.now(), found)


def _typed(form: FormData) -> list[str]:
    return [value for value in map(form.get, WRITTEN) if isinstance(value, str) and value.strip()]


def _back(path: str) -> str:
    concern = CONCERN.match(path)
    return concern.group() if concern and path != concern.group() else f"{PREFIX}/today"
