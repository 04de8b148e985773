"""What stands before the family's pages: a device's cookie; for acts, the token that its forms carry."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Request
from fastapi.responses import Response

from backend.devices.signed_in import SignedIn, who
from backend.errors import NuanxinError
from backend.languages import Language
from backend.mobile.guard_routes import ClockOf, EngineOf, SignInNeededError, asked_language
from backend.mobile.page_reader import NAMES, FamilyReader
from backend.pages import is_secure
from backend.settings import Settings
from backend.tokens import same

PREFIX = "/family"
COOKIE, LANGUAGE_COOKIE = "nuanxin_family", "nuanxin_family_language"
HALF_A_YEAR = 180 * 24 * 3600


class ForgedFormError(NuanxinError):
    """The form does not carry this device's token."""

    type = "forged-form"
    status_code = 403


def page_device(request: Request, engine: EngineOf, clock: ClockOf) -> SignedIn:
    """The device whose cookie came along. Raises SignInNeededError."""
    found = who(engine, request.cookies.get(COOKIE, ""), now=clock.now())
    if found is None:
        raise SignInNeededError("Sign in first.")
    request.state.me = found
    return found


def own_form(me: Annotated[SignedIn, Depends(page_device)], form_token: Annotated[str, Form()] = "") -> None:
    """The form was made for this device. Raises ForgedFormError."""
    if not same(form_token, me.form_token):
        raise ForgedFormError("This form is not of this device.")


def page_language(request: Request) -> Language:
    """Asked for, kept by this browser, the caregiver's, what the browser prefers; else Simplified Chinese."""
    wanted = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or ""
    if wanted in list(NAMES):
        return Language(wanted)
    me: SignedIn | None = getattr(request.state, "me", None)
    return Language(me.caregiver.language) if me else asked_language(request) or Language.ZH_HANS


def reader_of(request: Request) -> FamilyReader:
    """The reader of a page, signed in or at the door."""
    state = request.app.state
    query = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "lang"])
    here = request.url.path + (f"?{query}" if query else "")
    me: SignedIn | None = getattr(request.state, "me", None)
    return FamilyReader(page_language(request), state.pack, state.clock.now(), here, me)


def stranger(request: Request) -> FamilyReader:
    """The reader of a page that asks for nobody."""
    return reader_of(request)


def reader(request: Request, me: Annotated[SignedIn, Depends(page_device)]) -> FamilyReader:
    """The reader whose device is in."""
    del me
    return reader_of(request)


def keep_language(response: Response, request: Request, settings: Settings) -> None:
    """Remember the language that a link asked for."""
    if request.query_params.get("lang") in list(NAMES):
        language = page_language(request).value
        set_cookie(response, LANGUAGE_COOKIE, language, settings=settings, lives=HALF_A_YEAR)


def set_cookie(
    response: Response, name: str, value: str, *, settings: Settings, path: str = PREFIX, lives: int | None = None
) -> None:
    """A cookie out of reach of scripts and of other sites' forms."""
    response.set_cookie(
        name, value, path=path, max_age=lives, httponly=True, samesite="lax", secure=is_secure(settings)
    )


def let_in(response: Response, token: str, settings: Settings) -> None:
    """Give the browser its device's token."""
    set_cookie(response, COOKIE, token, settings=settings, lives=HALF_A_YEAR)


Stranger = Annotated[FamilyReader, Depends(stranger)]
ReaderNow = Annotated[FamilyReader, Depends(reader)]
IN = (Depends(page_device),)
OWN_FORM = (Depends(own_form),)
